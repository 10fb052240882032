package vdsl.cli.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import vdsl.fault.CrashPoint;
import vdsl.record.Severity;
import vdsl.storage.jdbc.H2BlockStore;
import vdsl.storage.jdbc.H2StoreConfig;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.NodeCursor;
import vdsl.storage.spi.StoreEvents;
import vdsl.time.WallClock;

/**
 * A store of known content: nodes that log in turn, evenly over an hour.
 *
 * @param records over all nodes
 * @param textBytes of all records
 */
record SampleStore(Path directory, long records, int nodes, long textBytes) {
  /** In {@link #RARE_COUNT} records, far from each other. */
  static final String RARE_TOKEN = "rarebird";

  static final int RARE_COUNT = 8;

  private static final long SEED = 3;
  private static final long SPAN_NS = 3_600_000_000_000L;
  private static final byte[] RARE_SUFFIX = (" " + RARE_TOKEN).getBytes(StandardCharsets.US_ASCII);

  /** Blocks per commit, as a busy collector groups them. */
  private static final int COMMIT_BLOCKS = 16;

  /** Out of a hundred records: 5 DEBUG, 3 WARN, 1 ERROR, the others INFO. */
  private static final int PERCENT = 100;

  private static final int DEBUG_BELOW = 5;
  private static final int WARN_BELOW = 8;
  private static final int ERROR_BELOW = 9;

  private static final int OBJECT_COUNT = 5;

  static String nodeName(int node) {
    return "n" + (node + 1);
  }

  /** Records of each node, at least. */
  long recordsPerNode() {
    return records / nodes;
  }

  BlockStore open(WallClock clock) {
    return H2BlockStore.open(H2StoreConfig.of(directory), clock, CrashPoint.NONE, StoreEvents.NONE);
  }

  /** Fills a new store; the hour ends now. */
  static SampleStore fill(
      Path directory, long records, int nodes, List<byte[]> sampleLines, WallClock clock) {
    Filling filling = new Filling(nodes, clock.nowNs() - SPAN_NS);
    VariedLines lines = new VariedLines(sampleLines, SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    long textBytes = 0;
    SampleStore empty = new SampleStore(directory, records, nodes, 0);
    try (BlockStore store = empty.open(clock)) {
      for (long i = 0; i < records; i++) {
        byte[] line = isRare(i, records) ? withRareToken(lines.next()) : lines.next();
        long ticks = (long) ((double) i / records * SPAN_NS);
        filling.add((int) (i % nodes), ticks, level(random.nextInt(PERCENT)), line);
        filling.commitIfDue(store);
        textBytes += line.length;
      }
      filling.commitAll(store);
    }
    return new SampleStore(directory, records, nodes, textBytes);
  }

  private static boolean isRare(long i, long records) {
    long every = Math.max(1, records / RARE_COUNT);
    return i % every == every / 2 && i / every < RARE_COUNT;
  }

  private static byte[] withRareToken(byte[] line) {
    byte[] longer = Arrays.copyOf(line, line.length + RARE_SUFFIX.length);
    System.arraycopy(RARE_SUFFIX, 0, longer, line.length, RARE_SUFFIX.length);
    return longer;
  }

  private static Severity level(int percent) {
    if (percent < DEBUG_BELOW) {
      return Severity.DEBUG;
    }
    if (percent < WARN_BELOW) {
      return Severity.WARN;
    }
    return percent < ERROR_BELOW ? Severity.ERROR : Severity.INFO;
  }

  /** Nodes and their blocks that are not stored yet. */
  private static final class Filling {
    private final List<NodeWriter> writers = new ArrayList<>();
    private final List<IndexedBlock> blocks = new ArrayList<>();

    Filling(int nodes, long startNs) {
      for (int node = 0; node < nodes; node++) {
        writers.add(new NodeWriter(nodeName(node), "service-" + node % OBJECT_COUNT, startNs));
      }
    }

    void add(int node, long ticks, Severity level, byte[] line) {
      NodeWriter writer = writers.get(node);
      writer.add(ticks, level, line);
      if (writer.isFull()) {
        blocks.add(writer.close());
      }
    }

    void commitIfDue(BlockStore store) {
      if (blocks.size() >= COMMIT_BLOCKS) {
        commit(store);
      }
    }

    void commitAll(BlockStore store) {
      for (NodeWriter writer : writers) {
        if (!writer.isEmpty()) {
          blocks.add(writer.close());
        }
      }
      commit(store);
    }

    private void commit(BlockStore store) {
      List<NodeCursor> cursors = writers.stream().map(NodeWriter::cursor).toList();
      store.commit(
          List.copyOf(blocks), cursors.stream().filter(cursor -> cursor.lastId() > 0).toList());
      blocks.clear();
    }
  }
}
