/** The readers' side of a collector: records, nodes and audits over HTTP, health and metrics. */
@NullMarked
package vdsl.collector.http;

import org.jspecify.annotations.NullMarked;
