package vdsl.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import vdsl.agent.spool.SourcePosition;

/**
 * A log file, read from where an interrupted run stopped. It is the same file if it begins with the
 * same bytes; otherwise it is read from its beginning. Confined to one thread.
 */
final class FileInput implements LineInput {
  /** Bytes at a file's beginning that tell it from others: a few lines. */
  private static final int HEAD_BYTES_MAX = 1 << 10;

  private static final int CRC_BITS = 32;

  private final Path path;
  private final Optional<String> source;
  private final boolean follow;
  private final long start;
  private FileChannel channel;
  private Object fileKey;
  private long fingerprint;
  private long position;

  private FileInput(Path path, boolean follow, FileChannel channel, long start, long fingerprint)
      throws IOException {
    this.path = path;
    this.source = Optional.of(name(path));
    this.follow = follow;
    this.channel = channel;
    this.start = start;
    this.position = start;
    this.fingerprint = fingerprint;
    this.fileKey = fileKey(path);
  }

  static FileInput open(Path path, boolean follow, Map<String, SourcePosition> resume)
      throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    Optional<SourcePosition> reached = Optional.ofNullable(resume.get(name(path)));
    long start = 0;
    if (reached.isPresent() && isSame(channel, reached.get())) {
      start = reached.get().position();
    }
    return new FileInput(path, follow, channel, start, fingerprint(channel, HEAD_BYTES_MAX));
  }

  private static boolean isSame(FileChannel channel, SourcePosition reached) throws IOException {
    int headBytes = (int) (reached.fingerprint() >>> CRC_BITS);
    return channel.size() >= reached.position()
        && fingerprint(channel, headBytes) == reached.fingerprint();
  }

  private static String name(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  /** Length and CRC-32C of the file's first bytes. */
  private static long fingerprint(FileChannel channel, int bytesMax) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(Math.min(bytesMax, HEAD_BYTES_MAX));
    int read = 1;
    while (head.hasRemaining() && read > 0) {
      read = channel.read(head, head.position());
    }
    CRC32C crc = new CRC32C();
    crc.update(head.array(), 0, head.position());
    return ((long) head.position() << CRC_BITS) | crc.getValue();
  }

  private static Object fileKey(Path path) throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return key == null ? path : key;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = readOn(into, offset, length);
    if (read > 0) {
      return read;
    }
    if (!follow) {
      return END;
    }
    boolean replaced = isReplaced();
    if (!replaced && channel.size() >= position) {
      return NOTHING_NOW;
    }
    // What was appended after the read above and before the file was rotated away.
    read = replaced ? readOn(into, offset, length) : END;
    if (read > 0) {
      return read;
    }
    return RESTART;
  }

  /** True if the name stands for another file now; between two files it stands for none. */
  private boolean isReplaced() throws IOException {
    try {
      return !fileKey(path).equals(fileKey);
    } catch (NoSuchFileException betweenTwo) {
      return false;
    }
  }

  private int readOn(byte[] into, int offset, int length) throws IOException {
    int read = channel.read(ByteBuffer.wrap(into, offset, length), position);
    if (read > 0) {
      position += read;
      if (fingerprint >>> CRC_BITS < Math.min(position, HEAD_BYTES_MAX)) {
        fingerprint = fingerprint(channel, HEAD_BYTES_MAX);
      }
    }
    return read;
  }

  @Override
  public void restart() throws IOException {
    if (isReplaced()) {
      FileChannel successor = FileChannel.open(path, StandardOpenOption.READ);
      channel.close();
      channel = successor;
      fileKey = fileKey(path);
    }
    position = 0;
    fingerprint = fingerprint(channel, HEAD_BYTES_MAX);
  }

  @Override
  public Optional<String> source() {
    return source;
  }

  @Override
  public long fingerprint() {
    return fingerprint;
  }

  @Override
  public long start() {
    return start;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
