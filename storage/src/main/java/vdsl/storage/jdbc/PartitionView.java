package vdsl.storage.jdbc;

import java.util.List;
import vdsl.storage.index.Extent;

/** A partition, and what it holds as of one moment. */
record PartitionView(Partition partition, PartitionSummary summary) {
  PartitionView plus(List<Extent> blocks) {
    return new PartitionView(partition, summary.plus(blocks));
  }
}
