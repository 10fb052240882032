package vdsl.storage.query;

import java.util.Optional;
import vdsl.record.LogType;

/**
 * What a record must be like, wherever it stands.
 *
 * @param objectPrefix how the object's name begins; empty for any
 */
record RecordFilter(
    LevelRange levels,
    Optional<LogType> type,
    String objectPrefix,
    TextMatch text,
    Condition where) {
  static final RecordFilter ANY =
      new RecordFilter(
          LevelRange.ALL, Optional.empty(), "", new TextMatch.Any(), new Condition.Always());
}
