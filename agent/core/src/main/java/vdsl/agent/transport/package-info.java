/** The thread that drains sources, numbers records and ships them. */
@NullMarked
package vdsl.agent.transport;

import org.jspecify.annotations.NullMarked;
