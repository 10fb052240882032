/** Loggers called side by side, each in a process of its own; {@code vdsl bench agent}. */
@NullMarked
package vdsl.agent.bench;

import org.jspecify.annotations.NullMarked;
