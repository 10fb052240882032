package vdsl.block;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import vdsl.record.Attribute;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.record.Utf8;

/**
 * Reads the records of one body by index 0..recordCount-1. Frame 1 (ticks, level, type, object,
 * pid, ip, event time) is decoded at construction, frame 2 (text, attributes) at first use.
 * Confined to one thread.
 *
 * <p>Every method may throw {@link BlockFormatException}.
 */
public final class BlockReader {
  private final BlockBody body;
  private final HeadFrame head;
  private Optional<ContentFrame> content = Optional.empty();

  public BlockReader(BlockBody body) {
    this.body = body;
    this.head = new HeadFrame(body);
  }

  public int recordCount() {
    return body.recordCount();
  }

  /** Raw reading of the node's monotonic clock, in nanoseconds. */
  public long ticks(int index) {
    return head.ticks(checked(index));
  }

  public Severity level(int index) {
    return new Severity(head.level(checked(index)));
  }

  public LogType type(int index) {
    return head.type(checked(index));
  }

  /** The block's distinct objects; {@link #objectIndex} points into them. */
  public List<String> objects() {
    return head.objects();
  }

  public int objectIndex(int index) {
    return head.objectIndex(checked(index));
  }

  public int pid(int index) {
    return head.pid(checked(index));
  }

  public String ip(int index) {
    return head.ip(checked(index));
  }

  /** Original timestamp, in nanoseconds since the epoch, of a record that came from elsewhere. */
  public OptionalLong eventTimeNs(int index) {
    return head.eventTimeNs(checked(index));
  }

  /** Appends the rendered text of one record. */
  public void appendText(int index, ByteArrayOutputStream out) {
    content().appendText(checked(index), out);
  }

  /** The rendered text of one record. */
  public Utf8 text(int index) {
    return content().text(checked(index));
  }

  public List<Attribute> attributes(int index) {
    return content().attributes(checked(index));
  }

  private ContentFrame content() {
    if (content.isEmpty()) {
      content = Optional.of(new ContentFrame(body));
    }
    return content.get();
  }

  private int checked(int index) {
    return Objects.checkIndex(index, body.recordCount());
  }
}
