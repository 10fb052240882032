/** Seams at which tests make faults happen. */
@NullMarked
package vdsl.fault;

import org.jspecify.annotations.NullMarked;
