/** Envelopes between agents and collectors, and their framing in a Netty pipeline. */
@NullMarked
package vdsl.wire;

import org.jspecify.annotations.NullMarked;
