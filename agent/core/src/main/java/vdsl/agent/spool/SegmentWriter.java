package vdsl.agent.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Appends entries to one segment. An entry that could be written only in part is cut off before
 * anything else is written. Confined to one thread.
 */
final class SegmentWriter implements Closeable {
  private final long number;
  private final Path path;
  private final SpoolFiles.SegmentFile file;
  private int end;
  private long lastSequence;
  private boolean hasPartialEntry;

  private SegmentWriter(long number, Path path, SpoolFiles.SegmentFile file) {
    this.number = number;
    this.path = path;
    this.file = file;
  }

  /** Makes a segment that has a header only. */
  static SegmentWriter create(SpoolFiles files, SpoolConfig config, long number)
      throws IOException {
    Path path = config.directory().resolve(Segment.fileName(number));
    SegmentWriter writer = new SegmentWriter(number, path, files.create(path));
    SegmentHeader header =
        new SegmentHeader(number, config.boot(), config.syncPolicy(), config.node());
    try {
      writer.file.write(header.encode(), 0);
    } catch (IOException failure) {
      writer.file.close();
      throw failure;
    }
    writer.end = header.encodedBytes();
    return writer;
  }

  long number() {
    return number;
  }

  int bytes() {
    return end;
  }

  boolean hasBlocks() {
    return lastSequence > 0;
  }

  /** The segment as one that is no longer written. */
  Segment closed() {
    return new Segment(number, path, end, lastSequence);
  }

  /** Writes one entry and returns its header, which has the entry's position. */
  EntryHeader append(Entry entry, Scratch scratch) throws IOException {
    if (hasPartialEntry) {
      file.truncate(end);
      hasPartialEntry = false;
    }
    EntryHeader header = entry.header().at(end);
    hasPartialEntry = true;
    file.write(scratch.encode(header, entry), end);
    hasPartialEntry = false;
    end += header.entryBytes();
    if (header.kind() == EntryHeader.Kind.BLOCK) {
      lastSequence = header.place().sequence();
    }
    return header;
  }

  void read(ByteBuffer target, int position) throws IOException {
    file.read(target, position);
  }

  void force() throws IOException {
    file.force();
  }

  /** Deletes the segment after a failure. */
  void discard(SpoolFiles files, IOException failure) {
    try (this) {
      files.delete(path);
    } catch (IOException second) {
      failure.addSuppressed(second);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** An entry before it has a place: its header's position means nothing yet. */
  static final class Entry {
    private final EntryHeader header;
    private final byte[] metadata;
    private final byte[] body;

    Entry(EntryHeader header, byte[] metadata, byte[] body) {
      this.header = header;
      this.metadata = metadata;
      this.body = body;
    }

    /** A checkpoint behind a place. */
    static Entry checkpoint(byte[] metadata, EntryHeader.Place place) {
      EntryHeader header =
          new EntryHeader(
              EntryHeader.Kind.CHECKPOINT,
              0,
              EntryHeader.Extent.of(metadata),
              EntryHeader.Extent.EMPTY,
              place,
              0);
      return new Entry(header, metadata, new byte[0]);
    }

    EntryHeader header() {
      return header;
    }
  }

  /** Direct memory in which entries are put together; it grows to the longest of them. */
  static final class Scratch {
    private static final int BYTES_FIRST = 256 << 10;

    private ByteBuffer buffer =
        ByteBuffer.allocateDirect(BYTES_FIRST).order(ByteOrder.LITTLE_ENDIAN);

    private ByteBuffer encode(EntryHeader header, Entry entry) {
      if (buffer.capacity() < header.entryBytes()) {
        buffer =
            ByteBuffer.allocateDirect(Math.max(header.entryBytes(), 2 * buffer.capacity()))
                .order(ByteOrder.LITTLE_ENDIAN);
      }
      buffer.clear();
      header.encodeTo(buffer);
      return buffer.put(entry.metadata).put(entry.body).flip();
    }
  }
}
