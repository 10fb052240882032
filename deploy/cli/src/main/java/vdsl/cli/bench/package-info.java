/** Benchmarks as commands: {@code vdsl bench}. What they measure: docs/benchmarks.md. */
@NullMarked
package vdsl.cli.bench;

import org.jspecify.annotations.NullMarked;
