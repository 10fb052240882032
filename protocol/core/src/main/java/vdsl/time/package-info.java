/** Injected clocks and the map from a node's raw ticks to cluster time. */
@NullMarked
package vdsl.time;

import org.jspecify.annotations.NullMarked;
