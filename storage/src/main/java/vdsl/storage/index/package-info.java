/** What every engine keeps about blocks so that a search can leave most of them unread. */
@NullMarked
package vdsl.storage.index;

import org.jspecify.annotations.NullMarked;
