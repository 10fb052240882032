package vdsl.storage.query;

import java.io.Flushable;
import java.io.IOException;
import vdsl.record.LogRecord;

/**
 * Writes records to a stream in one format. Output is buffered: {@link #flush} at the end, and when
 * the reader shall see what there is. Confined to one thread. The stream stays the caller's.
 */
public interface RecordPrinter extends Flushable {
  void print(LogRecord record) throws IOException;
}
