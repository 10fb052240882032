/**
 * {@code vdsl demo}: a small distributed application whose log is checked as its nodes go wrong.
 */
@NullMarked
package vdsl.cli.demo;

import org.jspecify.annotations.NullMarked;
