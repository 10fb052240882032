/** The H2 engine against its own files, faults and kills. */
@NullMarked
package vdsl.storage.jdbc;

import org.jspecify.annotations.NullMarked;
