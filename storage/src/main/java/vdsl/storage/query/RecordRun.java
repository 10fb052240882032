package vdsl.storage.query;

import java.util.Optional;
import vdsl.record.LogRecord;

/** Records in a query's order, one block's share of its answer. Confined to one thread. */
@FunctionalInterface
interface RecordRun {
  /** The next record, or empty at the end and ever after. */
  Optional<LogRecord> next();
}
