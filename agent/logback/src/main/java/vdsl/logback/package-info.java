/** Front end for Logback: an appender that takes events over as records. */
@NullMarked
package vdsl.logback;

import org.jspecify.annotations.NullMarked;
