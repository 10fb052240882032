package vdsl.storage.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import vdsl.block.Tombstone;
import vdsl.record.Attribute;
import vdsl.record.IdRange;
import vdsl.record.LogRecord;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.record.Utf8;
import vdsl.record.Value;
import vdsl.storage.spi.BlockRef;
import vdsl.time.TimeMap;

/**
 * Renders Ids without a record as one record: a tombstone as LOSS or DELETED, a damaged block as
 * LOSS. Thread-safe: it has no state.
 */
final class LossRecords {
  /** The object of what the platform itself has to say. */
  static final String OBJECT = "vdsl";

  static final String CAUSE_DAMAGED = "damaged";

  private static final Severity LEVEL = Severity.WARN;

  private LossRecords() {}

  static LogType typeOf(Tombstone tombstone) {
    return tombstone.cause() == Tombstone.Cause.DELETED ? LogType.DELETED : LogType.LOSS;
  }

  static LogRecord of(BlockRef block, Tombstone tombstone) {
    boolean deleted = tombstone.cause() == Tombstone.Cause.DELETED;
    String text = text(block.ids(), deleted ? "deleted" : "lost", tombstone.reason());
    List<Attribute> attributes =
        attributes(block.ids(), tombstone.cause().name().toLowerCase(Locale.ROOT));
    for (Map.Entry<Severity, Long> level : tombstone.levelCounts().entrySet()) {
      attributes.add(new Attribute("count." + level.getKey(), Value.of(level.getValue())));
    }
    return record(block, tombstone.fromNs(), typeOf(tombstone), text, attributes);
  }

  /**
   * Says that a block cannot be read.
   *
   * @param timeNs where in time the reader met the damage, in nanoseconds since the epoch
   */
  static LogRecord ofDamaged(BlockRef block, long timeNs, String reason) {
    return record(
        block,
        timeNs,
        LogType.LOSS,
        text(block.ids(), "damaged", reason),
        attributes(block.ids(), CAUSE_DAMAGED));
  }

  private static String text(IdRange ids, String fate, String reason) {
    return "Ids "
        + ids
        + " ("
        + ids.count()
        + (ids.count() == 1 ? " record) " : " records) ")
        + fate
        + ": "
        + reason;
  }

  private static List<Attribute> attributes(IdRange ids, String cause) {
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(new Attribute("first_id", Value.of(ids.first())));
    attributes.add(new Attribute("last_id", Value.of(ids.last())));
    attributes.add(new Attribute("count", Value.of(ids.count())));
    attributes.add(new Attribute("cause", Value.of(cause)));
    return attributes;
  }

  private static LogRecord record(
      BlockRef block, long timeNs, LogType type, String text, List<Attribute> attributes) {
    return new LogRecord(
        block.ids().first(),
        block.node(),
        "",
        timeNs,
        TimeMap.BOUND_UNLIMITED_NS,
        0,
        OBJECT,
        type,
        LEVEL,
        Utf8.of(text),
        OptionalLong.empty(),
        attributes);
  }
}
