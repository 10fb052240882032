package vdsl.agent.capture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vdsl.record.Utf8;
import vdsl.record.Value;
import vdsl.template.Template;

/**
 * Reads the strings of a dictionary whose owner goes on appending to it. Confined to one thread.
 */
final class DictionaryReader implements Closeable {
  /** What is new is read in parts, each large enough for the longest string. */
  private static final int CHUNK_BYTES = 64 << 10;

  /**
   * A string in the forms that a record may need it in; each is made when it is first asked for.
   */
  private static final class Word {
    final String string;
    Optional<Template> template = Optional.empty();
    Optional<Value> value = Optional.empty();

    Word(String string) {
      this.string = string;
    }
  }

  private final Path path;
  private final FileChannel channel;
  private final DictionaryFile.Header header;
  private final List<Word> words = new ArrayList<>();
  private long offset;

  private DictionaryReader(Path path, FileChannel channel, DictionaryFile.Header header) {
    this.path = path;
    this.channel = channel;
    this.header = header;
    offset = header.bytes();
  }

  /**
   * Opens the dictionary of a buffer.
   *
   * @throws CaptureException if there is none that can be read
   */
  static DictionaryReader open(Path directory, long identity) {
    Path path = DictionaryFile.path(directory, identity);
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      boolean isOpen = false;
      try {
        DictionaryFile.Header header = DictionaryFile.decodeHeader(read(channel, 0), path);
        if (header.identity() != identity) {
          throw new CaptureException(path + " is the dictionary of another buffer");
        }
        isOpen = true;
        return new DictionaryReader(path, channel, header);
      } finally {
        if (!isOpen) {
          channel.close();
        }
      }
    } catch (NoSuchFileException absent) {
      throw new CaptureException(path + " is missing: " + absent.getMessage());
    } catch (IOException failure) {
      throw new CaptureException("cannot read " + path, failure);
    }
  }

  private static ByteBuffer read(FileChannel channel, long from) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int read = 1;
    while (bytes.hasRemaining() && read > 0) {
      read = channel.read(bytes, from + bytes.position());
    }
    return bytes.flip();
  }

  /** Address of the host whose process wrote the file. */
  String ip() {
    return header.ip();
  }

  String string(int number) {
    return word(number).string;
  }

  Template template(int number) {
    Word word = word(number);
    if (word.template.isEmpty()) {
      word.template = Optional.of(Template.of(word.string));
    }
    return word.template.get();
  }

  Value value(int number) {
    Word word = word(number);
    if (word.value.isEmpty()) {
      word.value = Optional.of(new Value.TextValue(Utf8.of(word.string)));
    }
    return word.value.get();
  }

  /**
   * A number beyond the file's end was lost with the power of the host: the file was not forced.
   */
  private Word word(int number) {
    if (number > words.size()) {
      readOn();
    }
    return number >= 1 && number <= words.size()
        ? words.get(number - 1)
        : new Word("(string " + number + " of " + path.getFileName() + " is lost)");
  }

  private void readOn() {
    try {
      int added = 1;
      while (added > 0) {
        added = take(read(channel, offset));
      }
    } catch (IOException failure) {
      throw new CaptureException("cannot read " + path, failure);
    }
  }

  /** Takes the whole strings at the start of some bytes; returns how many there were. */
  private int take(ByteBuffer in) {
    int before = words.size();
    int at = 0;
    while (at + DictionaryFile.ENTRY_HEADER_BYTES <= in.limit()) {
      int length = in.getInt(at);
      int start = at + DictionaryFile.ENTRY_HEADER_BYTES;
      boolean isWhole =
          length >= 1
              && length <= DictionaryFile.STRING_BYTES_MAX
              && start + length <= in.limit()
              && in.getInt(at + Integer.BYTES) == DictionaryFile.crc32c(in.slice(start, length));
      if (!isWhole) {
        break;
      }
      byte[] utf8 = new byte[length];
      in.get(start, utf8);
      words.add(new Word(new String(utf8, StandardCharsets.UTF_8)));
      at = start + length;
    }
    offset += at;
    return words.size() - before;
  }

  /** Deletes the file, after its buffer's. Closes the reader. */
  void delete() {
    close();
    try {
      Files.deleteIfExists(path);
    } catch (IOException failure) {
      throw new CaptureException("cannot delete " + path, failure);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new CaptureException("cannot close " + path, failure);
    }
  }
}
