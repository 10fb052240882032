/** Values of one log record. */
@NullMarked
package vdsl.record;

import org.jspecify.annotations.NullMarked;
