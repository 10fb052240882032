/** The agents' side of a collector: sessions, admission of blocks, and their commit in groups. */
@NullMarked
package vdsl.collector.ingest;

import org.jspecify.annotations.NullMarked;
