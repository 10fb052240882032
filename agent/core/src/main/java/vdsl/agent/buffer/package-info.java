/** The mapped double buffer of a process: where a log call leaves its record. */
@NullMarked
package vdsl.agent.buffer;

import org.jspecify.annotations.NullMarked;
