/** Queries, their printing, and audits, against a naive scan and against planted faults. */
@NullMarked
package vdsl.storage.query;

import org.jspecify.annotations.NullMarked;
