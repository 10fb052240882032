/** The agent's own faults: what went wrong, how often, and a line about it now and then. */
@NullMarked
package vdsl.agent.status;

import org.jspecify.annotations.NullMarked;
