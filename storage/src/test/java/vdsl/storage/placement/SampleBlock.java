package vdsl.storage.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import vdsl.storage.spi.BlockBytes;

/**
 * A block as the measurement makes it up: bytes that do not compress, sized like real ones.
 *
 * @param sequence position in the whole run, from 0
 */
record SampleBlock(int sequence, int node, long firstId, BlockBytes body, BlockBytes filter) {
  static final int RECORD_COUNT = 4_096;
  static final int NODE_COUNT = 20;
  static final int FILTER_BYTES = 10 << 10;

  private static final int BODY_BYTES_MIN = 60 << 10;
  private static final int BODY_BYTES_MAX = 80 << 10;

  /** The blocks of one commit; the same for the same group on every call. */
  static List<SampleBlock> group(int group, int blockCount) {
    List<SampleBlock> blocks = new ArrayList<>(blockCount);
    for (int i = 0; i < blockCount; i++) {
      blocks.add(ofSequence(group * blockCount + i));
    }
    return blocks;
  }

  static SampleBlock ofSequence(int sequence) {
    SplittableRandom random = new SplittableRandom(sequence);
    byte[] body = new byte[random.nextInt(BODY_BYTES_MIN, BODY_BYTES_MAX)];
    byte[] filter = new byte[FILTER_BYTES];
    random.nextBytes(body);
    random.nextBytes(filter);
    long firstId = 1 + (long) (sequence / NODE_COUNT) * RECORD_COUNT;
    return new SampleBlock(
        sequence, sequence % NODE_COUNT, firstId, new BlockBytes(body), new BlockBytes(filter));
  }

  long lastId() {
    return firstId + RECORD_COUNT - 1;
  }
}
