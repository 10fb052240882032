package vdsl.storage.query;

import java.io.IOException;
import java.io.OutputStream;
import vdsl.record.LogRecord;

/** Writes the exact bytes of each text and a line feed. Confined to one thread. */
final class RawPrinter implements RecordPrinter {
  private final OutputBuffer out;

  RawPrinter(OutputStream out) {
    this.out = new OutputBuffer(out);
  }

  @Override
  public void print(LogRecord record) throws IOException {
    out.put(record.text().array(), 0, record.text().length());
    out.put('\n');
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
