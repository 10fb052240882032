/** Cluster time of a slave, from sync exchanges with a master: docs/clock.md. */
@NullMarked
package vdsl.clock;

import org.jspecify.annotations.NullMarked;
