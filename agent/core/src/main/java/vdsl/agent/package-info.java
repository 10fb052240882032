/** The agent of one node: its configuration and its life. */
@NullMarked
package vdsl.agent;

import org.jspecify.annotations.NullMarked;
