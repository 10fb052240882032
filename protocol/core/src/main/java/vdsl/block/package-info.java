/** Blocks: encoded runs of consecutive records of one node, and the stamps that place them. */
@NullMarked
package vdsl.block;

import org.jspecify.annotations.NullMarked;
