/** The master of the cluster's time: docs/clock.md. */
@NullMarked
package vdsl.collector.clock;

import org.jspecify.annotations.NullMarked;
