/**
 * Races of the buffer, tried by jcstress: two actors per test, and what each pair of results would
 * mean. Beside each test stands a planted fault that breaks the same promise, to show that the test
 * can see it. They are in this package because what they race is package-private.
 */
@NullMarked
package vdsl.agent.buffer;

import org.jspecify.annotations.NullMarked;
