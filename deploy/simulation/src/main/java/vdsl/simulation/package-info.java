/** Master and slaves with clocks that are known exactly, driven by a seed: docs/clock.md. */
@NullMarked
package vdsl.simulation;

import org.jspecify.annotations.NullMarked;
