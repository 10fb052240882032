/** What a collector counts and times. */
@NullMarked
package vdsl.collector.metrics;

import org.jspecify.annotations.NullMarked;
