/** Contract between the platform and the engines that keep its blocks. */
@NullMarked
package vdsl.storage.spi;

import org.jspecify.annotations.NullMarked;
