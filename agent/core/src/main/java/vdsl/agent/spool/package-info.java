/** Disk journal of blocks that the collector has not acknowledged yet. */
@NullMarked
package vdsl.agent.spool;

import org.jspecify.annotations.NullMarked;
