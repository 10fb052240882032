/** Live tails: new records of all nodes in an order that is final. docs/clock.md, "Live tail". */
@NullMarked
package vdsl.collector.tail;

import org.jspecify.annotations.NullMarked;
