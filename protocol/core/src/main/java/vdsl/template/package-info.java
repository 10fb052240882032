/** Message patterns and the ids they go by. */
@NullMarked
package vdsl.template;

import org.jspecify.annotations.NullMarked;
