/** The collector as a whole: its configuration, and how its parts are put together. */
@NullMarked
package vdsl.collector;

import org.jspecify.annotations.NullMarked;
