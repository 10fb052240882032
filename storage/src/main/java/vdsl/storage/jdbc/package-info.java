/**
 * Block stores over JDBC. H2 keeps every partition in one file of its own; docs/format/store.md
 * describes the files, docs/decisions/0001-payload-in-h2.md why bodies are in them.
 */
@NullMarked
package vdsl.storage.jdbc;

import org.jspecify.annotations.NullMarked;
