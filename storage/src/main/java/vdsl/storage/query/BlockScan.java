package vdsl.storage.query;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import vdsl.block.BlockBody;
import vdsl.block.BlockFormatException;
import vdsl.block.BlockReader;
import vdsl.block.Stamp;
import vdsl.record.IdRange;
import vdsl.record.LogRecord;
import vdsl.record.Utf8;
import vdsl.storage.spi.StoredBlock;

/**
 * The records of one block that a query wants, in the query's order. Frame 1 is filtered at once;
 * texts and attributes are decoded and matched one record at a time, and only if frame 1 left any.
 * Ids follow the order of the drain, so records in a block need not be in the order of time.
 * Confined to one thread.
 */
final class BlockScan {
  private final RecordQuery query;
  private final Stamp stamp;
  private final BlockReader reader;
  private final TextBuffer text;
  private final Interruption interruption;
  private final boolean anyText;

  /** Indexes of the records left by frame 1, in the query's order. */
  private final int[] candidates;

  private int next;

  /**
   * Opens a block.
   *
   * @param text scratch space, shared by the scans of one result
   * @param interruption asked before each record is decoded and matched
   * @param position how many records frame 1 leaves are not to be looked at again
   * @throws BlockFormatException if the block is damaged
   */
  BlockScan(
      RecordQuery query,
      StoredBlock block,
      TextBuffer text,
      Interruption interruption,
      int position) {
    this.query = query;
    this.stamp = block.stamp();
    BlockBody body = BlockBody.parse(block.body().array());
    if (body.recordCount() != stamp.ids().count()) {
      throw new BlockFormatException(
          "stamp has " + stamp.ids().count() + " Ids, body " + body.recordCount() + " records");
    }
    this.reader = new BlockReader(body);
    this.text = text;
    this.interruption = interruption;
    this.anyText = query.filter().text() instanceof TextMatch.Any;
    this.candidates = ordered(select());
    this.next = position;
  }

  /**
   * The next record wanted, or empty at the end.
   *
   * @throws BlockFormatException if the record is damaged
   */
  Optional<LogRecord> next() {
    while (next < candidates.length) {
      interruption.check();
      int index = candidates[next++];
      Optional<LogRecord> record = match(index);
      if (record.isPresent()) {
        return record;
      }
    }
    return Optional.empty();
  }

  /** How many of the records frame 1 leaves have been looked at. */
  int position() {
    return next;
  }

  private int[] select() {
    boolean[] objects = wantedObjects();
    LevelRange levels = query.filter().levels();
    boolean anyLevel = levels.equals(LevelRange.ALL);
    int[] selected = new int[reader.recordCount()];
    int count = 0;
    for (int index = firstIndex(); index <= lastIndex(); index++) {
      boolean wanted =
          query.times().contains(timeNs(index))
              && (anyLevel || levels.contains(reader.level(index)))
              && (query.filter().type().isEmpty()
                  || query.filter().type().get().equals(reader.type(index)))
              && objects[reader.objectIndex(index)];
      if (wanted) {
        selected[count++] = index;
      }
    }
    return Arrays.copyOf(selected, count);
  }

  private boolean[] wantedObjects() {
    List<String> objects = reader.objects();
    boolean[] wanted = new boolean[objects.size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = objects.get(i).startsWith(query.filter().objectPrefix());
    }
    return wanted;
  }

  private int firstIndex() {
    long first = query.ids().map(IdRange::first).orElse(LogRecord.ID_FIRST);
    return (int) Math.min(reader.recordCount(), Math.max(0, first - stamp.ids().first()));
  }

  private int lastIndex() {
    long last = query.ids().map(IdRange::last).orElse(Long.MAX_VALUE);
    return (int) Math.min(reader.recordCount() - 1L, last - stamp.ids().first());
  }

  private int[] ordered(int[] ascendingIds) {
    int[] order = ascendingIds;
    if (!query.order().byId() && !isInTimeOrder(order)) {
      order = byTime(order);
    }
    if (query.order().descending()) {
      reverse(order);
    }
    return order;
  }

  private boolean isInTimeOrder(int[] indexes) {
    for (int i = 1; i < indexes.length; i++) {
      if (timeNs(indexes[i]) < timeNs(indexes[i - 1])) {
        return false;
      }
    }
    return true;
  }

  /** Sorts by time, then Id. Blocks are nearly in order, which a merge of runs makes use of. */
  private int[] byTime(int[] ascendingIds) {
    Integer[] order = Arrays.stream(ascendingIds).boxed().toArray(Integer[]::new);
    Arrays.sort(order, (left, right) -> Long.compare(timeNs(left), timeNs(right)));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  private static void reverse(int[] indexes) {
    for (int low = 0, high = indexes.length - 1; low < high; low++, high--) {
      int swapped = indexes[low];
      indexes[low] = indexes[high];
      indexes[high] = swapped;
    }
  }

  private Optional<LogRecord> match(int index) {
    if (anyText) {
      return Optional.of(record(index, reader.text(index))).filter(query.filter().where()::holds);
    }
    text.reset();
    reader.appendText(index, text);
    if (!query.filter().text().matches(text.array(), text.size())) {
      return Optional.empty();
    }
    return Optional.of(record(index, Utf8.copyOf(text.array(), 0, text.size())))
        .filter(query.filter().where()::holds);
  }

  private LogRecord record(int index, Utf8 recordText) {
    long ticks = reader.ticks(index);
    return new LogRecord(
        stamp.ids().first() + index,
        stamp.node(),
        reader.ip(index),
        stamp.timeMap().timeNs(ticks),
        stamp.timeMap().boundNs(ticks),
        reader.pid(index),
        reader.objects().get(reader.objectIndex(index)),
        reader.type(index),
        reader.level(index),
        recordText,
        reader.eventTimeNs(index),
        reader.attributes(index));
  }

  private long timeNs(int index) {
    return stamp.timeMap().timeNs(reader.ticks(index));
  }
}
