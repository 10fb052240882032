/** What every engine must pass. */
@NullMarked
package vdsl.storage.spi;

import org.jspecify.annotations.NullMarked;
