/** Processes of vdsl's own that a command starts: a collector, services, and where they work. */
@NullMarked
package vdsl.cli.process;

import org.jspecify.annotations.NullMarked;
