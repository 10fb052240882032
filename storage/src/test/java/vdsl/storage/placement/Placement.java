package vdsl.storage.placement;

import java.nio.file.Path;
import java.util.List;

/** One way of keeping blocks durably. Confined to one thread. */
interface Placement extends AutoCloseable {
  /** The ways compared. */
  enum Kind {
    H2_ROWS,
    SEGMENTS_BOTH_SYNCED,
    SEGMENTS_ARE_TRUTH;

    Placement open(Path directory) {
      return switch (this) {
        case H2_ROWS -> new H2Rows(directory);
        case SEGMENTS_BOTH_SYNCED ->
            new SegmentFiles(directory, SegmentFiles.Index.SYNCED_WITH_THEM);
        case SEGMENTS_ARE_TRUTH ->
            new SegmentFiles(directory, SegmentFiles.Index.DERIVED_FROM_THEM);
      };
    }
  }

  /** Stores blocks and returns when they survive a power cut. */
  void commit(List<SampleBlock> blocks);

  long blockCount();

  /** The body of the block that holds an Id. */
  byte[] read(int node, long id);

  /** Closes the database and lets it compact itself. */
  void compact();

  @Override
  void close();
}
