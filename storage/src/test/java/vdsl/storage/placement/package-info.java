/** Measures where payloads are best kept; see docs/decisions/0001-payload-in-h2.md. */
@NullMarked
package vdsl.storage.placement;

import org.jspecify.annotations.NullMarked;
