/** Pruning must never leave out what a search wants. */
@NullMarked
package vdsl.storage.index;

import org.jspecify.annotations.NullMarked;
