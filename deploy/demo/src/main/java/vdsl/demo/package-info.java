/** Services of {@code vdsl demo}: a small shop whose nodes have clocks that are bent on purpose. */
@NullMarked
package vdsl.demo;

import org.jspecify.annotations.NullMarked;
