/** Queries over stored blocks: parse, prune, scan, merge, render; and the audit of a store. */
@NullMarked
package vdsl.storage.query;

import org.jspecify.annotations.NullMarked;
