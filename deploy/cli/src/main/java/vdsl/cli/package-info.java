/** The vdsl command. */
@NullMarked
package vdsl.cli;

import org.jspecify.annotations.NullMarked;
