/**
 * From a log call to a frame in the buffer of its process, and from a frame to a block's record.
 */
@NullMarked
package vdsl.agent.capture;

import org.jspecify.annotations.NullMarked;
