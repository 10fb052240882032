package vdsl.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;

/**
 * Reads a directory's segments in the order of their numbers and tells what the spool held. The
 * last checkpoint in that order gives the numbering; of a block that was written twice (see {@link
 * Spool}) the later whole copy counts; sequences missing between that numbering and the last place
 * known become {@link SpooledBlock.Lost}. What that checkpoint says was given up is, even if its
 * segments are still there.
 *
 * <p>A killed process leaves bytes in the cache of the operating system that were never forced.
 * Every segment is forced before anything of it is believed: the next checkpoint names positions
 * behind its blocks, and they are sent. Confined to one thread, used once.
 */
final class Recovery {
  private final SpoolConfig config;
  private final SpoolFiles files;
  private final StatusLog status;

  private final Deque<Segment> segments = new ArrayDeque<>();
  private final BlockQueue blocks = new BlockQueue();
  private final SourcePositions positions = new SourcePositions();
  private Optional<Numbering> numbering = Optional.empty();
  private List<SpooledBlock.Lost> dropped = List.of();
  private EntryHeader.Place end = new EntryHeader.Place(Numbering.SEQUENCE_ORIGIN, 0, 0);
  private boolean unsyncedBootEnded;

  /** Last block before the last checkpoint: its positions are the checkpoint's, or older. */
  private long checkpointSequence;

  /**
   * What was found.
   *
   * @param blocks those after the numbering
   * @param end sequence of the last block ever spooled, and the number of records
   */
  record State(
      Deque<Segment> segments,
      BlockQueue blocks,
      SourcePositions positions,
      Numbering numbering,
      EntryHeader.Place end) {}

  Recovery(SpoolConfig config, SpoolFiles files, StatusLog status) {
    this.config = config;
    this.files = files;
    this.status = status;
  }

  /** Reads every segment, and cuts off the unfinished end of the newest. */
  State recover(RandomGenerator random) throws IOException {
    List<Long> numbers =
        files.list(config.directory()).stream()
            .flatMap(name -> Segment.numberOf(name).stream())
            .sorted()
            .toList();
    for (int i = 0; i < numbers.size(); i++) {
      read(numbers.get(i), i == numbers.size() - 1);
    }
    Numbering found = numbering.orElseGet(() -> numberingWithoutCheckpoint(random));
    if (unsyncedBootEnded) {
      found =
          found.renumbered(
              found.clusterId(), Incarnations.next(random), found.lastId(), found.chain());
    }
    return new State(segments, queue(found), positions, found, end);
  }

  private void read(long number, boolean isNewest) throws IOException {
    Path path = config.directory().resolve(Segment.fileName(number));
    try (SpoolFiles.SegmentFile file = files.open(path)) {
      int size = Math.toIntExact(Math.min(file.size(), Integer.MAX_VALUE - Long.BYTES));
      ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
      file.read(bytes, 0);
      bytes.flip();
      Optional<SegmentHeader> header = SegmentHeader.decode(bytes, path.toString());
      header.ifPresent(this::checkNode);
      int start = header.map(SegmentHeader::encodedBytes).orElse(0);
      SegmentScanner.Scan scan = new SegmentScanner(bytes).scan(start);
      int keptBytes = isNewest ? cutTail(file, scan, start, size, path) : size;
      file.force();
      long lastSequence = take(scan, bytes, number, keptBytes);
      segments.addLast(new Segment(number, path, keptBytes, lastSequence));
      reportDamage(scan.damagedBytes() - (size - keptBytes), path);
      if (header.isPresent() || !scan.entries().isEmpty()) {
        unsyncedBootEnded = bootEndedUnsynced(header);
      }
    }
  }

  private void checkNode(SegmentHeader header) {
    if (!header.node().equals(config.node())) {
      throw new SpoolException(
          "node directory "
              + config.directory()
              + " belongs to node "
              + header.node()
              + ", not "
              + config.node()
              + "; choose another directory");
    }
  }

  /** Without a readable header nobody knows whether sent blocks were synced: assume the worst. */
  private boolean bootEndedUnsynced(Optional<SegmentHeader> header) {
    return header
        .map(found -> found.syncPolicy() == SyncPolicy.NONE && !found.boot().equals(config.boot()))
        .orElse(true);
  }

  private int cutTail(
      SpoolFiles.SegmentFile file, SegmentScanner.Scan scan, int start, int size, Path path)
      throws IOException {
    int wholeEnd = scan.wholeEnd(Math.min(start, size));
    if (wholeEnd < size) {
      status.report(
          StatusEvent.SPOOL_TAIL_TRUNCATED,
          path + ": " + (size - wholeEnd) + " bytes after position " + wholeEnd);
      file.truncate(wholeEnd);
    }
    return wholeEnd;
  }

  private void reportDamage(int damagedBytes, Path path) {
    if (damagedBytes > 0) {
      status.report(
          StatusEvent.SPOOL_DAMAGED, path + ": " + damagedBytes + " bytes are of no whole entry");
    }
  }

  /** Takes the segment's entries in and returns the largest sequence among its blocks. */
  private long take(SegmentScanner.Scan scan, ByteBuffer bytes, long number, int keptBytes) {
    long lastSequence = 0;
    for (SegmentScanner.Found entry : scan.entries()) {
      if (entry.end() > keptBytes) {
        break;
      }
      if (entry.header().kind() == EntryHeader.Kind.CHECKPOINT) {
        takeCheckpoint(entry, bytes);
      } else {
        lastSequence = Math.max(lastSequence, entry.header().place().sequence());
        takeBlock(entry, bytes, number);
      }
    }
    return lastSequence;
  }

  private void takeCheckpoint(SegmentScanner.Found entry, ByteBuffer bytes) {
    if (entry.isWhole()) {
      EntryMetadata.decodeCheckpoint(bytes, entry.header())
          .ifPresent(
              checkpoint -> {
                numbering = Optional.of(checkpoint.numbering());
                dropped = checkpoint.dropped();
                positions.replace(checkpoint.positions());
                checkpointSequence = entry.header().place().sequence();
              });
    }
    EntryHeader.Place place = entry.header().place();
    if (place.sequence() > end.sequence()) {
      end = place;
    }
  }

  private void takeBlock(SegmentScanner.Found entry, ByteBuffer bytes, long number) {
    SpooledBlock.Stored block = SpooledBlock.Stored.of(entry.header(), number);
    if (blocks.isEmpty() || block.sequence() > blocks.last().sequence()) {
      blocks.addLast(block);
    } else if (entry.bodyIsWhole()) {
      blocks.replace(block);
    }
    if (block.sequence() > end.sequence()) {
      end = new EntryHeader.Place(block.sequence(), block.endRecord(), 0);
    }
    boolean isNewer = block.sequence() > checkpointSequence;
    if (isNewer && entry.metadataIsWhole()) {
      EntryMetadata.decodeBlock(bytes, entry.header())
          .ifPresent(found -> found.forEach(positions::put));
    }
  }

  /** Nothing acknowledged is known then: every block is sent again, under new Ids. */
  private Numbering numberingWithoutCheckpoint(RandomGenerator random) {
    Numbering fresh = Numbering.unconnected(Incarnations.next(random));
    if (blocks.isEmpty()) {
      return fresh;
    }
    status.report(
        StatusEvent.SPOOL_NUMBERING_LOST,
        config.directory() + ": no checkpoint is readable; " + blocks.size() + " blocks kept");
    SpooledBlock first = blocks.first();
    return new Numbering(
        "", fresh.incarnation(), first.sequence() - 1, first.firstRecord(), 0, fresh.chain());
  }

  private BlockQueue queue(Numbering from) {
    BlockQueue queue = new BlockQueue();
    long sequence = from.sequence();
    long records = from.records();
    for (SpooledBlock.Lost run : dropped) {
      queue.addLast(run);
      sequence = run.sequence();
      records = run.endRecord();
    }
    for (SpooledBlock block : blocks.all()) {
      if (block.sequence() > sequence) {
        addLost(queue, block.sequence() - 1, records, block.firstRecord(), block.wallNs());
        queue.addLast(block);
        records = block.endRecord();
      }
    }
    long wallNs = blocks.isEmpty() ? 0 : blocks.last().wallNs();
    addLost(queue, end.sequence(), records, end.firstRecord(), wallNs);
    return queue;
  }

  private void addLost(BlockQueue queue, long sequence, long from, long to, long wallNs) {
    if (from < to) {
      status.report(
          StatusEvent.SPOOL_DAMAGED,
          config.directory() + ": " + (to - from) + " records up to block " + sequence + " lost");
      queue.addLast(SpooledBlock.Lost.between(sequence, from, to, wallNs));
    }
  }
}
