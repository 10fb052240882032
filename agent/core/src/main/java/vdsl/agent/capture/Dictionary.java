package vdsl.agent.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import vdsl.agent.buffer.BufferFiles;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;

/**
 * Numbers the strings that recur in the records of a process: message patterns, objects, keys,
 * threads. A string is in the file before its number is known to anyone, so that a frame with a
 * number can be read after the process was killed.
 *
 * <p>Looking up takes no lock: the table is only added to, its entries are immutable, and whoever
 * misses one looks again under the lock. Thread-safe. The file is written by {@link
 * RandomAccessFile}, because an interrupted caller would close a channel.
 */
final class Dictionary implements Closeable {
  /** Patterns are those of the program text; more of them are built by concatenation. */
  static final int PATTERN_COUNT_MAX = 10_000;

  /** Objects, keys, types, markers, sources. */
  static final int NAME_COUNT_MAX = 10_000;

  /** Pools number their threads; more names than this are made up per request. */
  static final int THREAD_COUNT_MAX = 4_000;

  private static final int CAPACITY_FIRST = 1 << 10;

  private record Entry(String string, int number) {}

  /** How many strings of one kind get a number. */
  private static final class Quota {
    private final int countMax;
    private final String description;
    private final AtomicInteger count = new AtomicInteger();

    Quota(int countMax, String description) {
      this.countMax = countMax;
      this.description = description;
    }
  }

  private final Path path;
  private final RandomAccessFile file;
  private final StatusLog status;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Entry[] table = new Entry[CAPACITY_FIRST];
  private final Quota patterns =
      new Quota(PATTERN_COUNT_MAX, "message patterns: pass what varies as an argument");
  private final Quota names = new Quota(NAME_COUNT_MAX, "names of objects, types and keys");
  private final Quota threads = new Quota(THREAD_COUNT_MAX, "names of threads");
  private int count;
  private volatile boolean isBroken;

  private Dictionary(Path path, RandomAccessFile file, StatusLog status) {
    this.path = path;
    this.file = file;
    this.status = status;
  }

  /** Makes the dictionary of a buffer. */
  static Dictionary create(Path directory, long identity, String ip, StatusLog status) {
    Path path = DictionaryFile.path(directory, identity);
    try {
      BufferFiles.create(path).close();
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      boolean isWritten = false;
      try {
        file.write(DictionaryFile.encodeHeader(identity, ip));
        isWritten = true;
        return new Dictionary(path, file, status);
      } finally {
        if (!isWritten) {
          file.close();
        }
      }
    } catch (IOException failure) {
      throw new CaptureException("cannot make " + path, failure);
    }
  }

  /** Number of a message pattern, or {@link RecordLayout#INLINE} if there is no room for it. */
  int patternNumber(String pattern) {
    int known = find(table, pattern);
    return known != RecordLayout.INLINE ? known : add(pattern, patterns);
  }

  /** Number of any other string, or {@link RecordLayout#INLINE} if there is no room for it. */
  int nameNumber(String name) {
    int known = find(table, name);
    return known != RecordLayout.INLINE ? known : add(name, names);
  }

  /** Number of a thread's name, or {@link RecordLayout#INLINE} if there is no room for it. */
  int threadNumber(String name) {
    int known = find(table, name);
    return known != RecordLayout.INLINE ? known : add(name, threads);
  }

  private static int find(Entry[] table, String string) {
    int mask = table.length - 1;
    int slot = slot(string, mask);
    Entry entry = table[slot];
    while (entry != null) {
      if (entry.string().equals(string)) {
        return entry.number();
      }
      slot = (slot + 1) & mask;
      entry = table[slot];
    }
    return RecordLayout.INLINE;
  }

  private static int slot(String string, int mask) {
    int hash = string.hashCode();
    return (hash ^ (hash >>> 16)) & mask;
  }

  /** A caller that finds another one adding does not wait for the disk: its string goes inline. */
  private int add(String string, Quota quota) {
    boolean isTooLong = string.isEmpty() || string.length() > DictionaryFile.STRING_BYTES_MAX;
    if (isTooLong || isBroken || isFull(quota) || !lock.tryLock()) {
      return RecordLayout.INLINE;
    }
    try {
      int known = find(table, string);
      return known != RecordLayout.INLINE ? known : append(string, quota);
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull(Quota quota) {
    boolean isFull = quota.count.get() >= quota.countMax;
    if (isFull) {
      status.report(StatusEvent.DICTIONARY_FULL, quota.countMax + " " + quota.description);
    }
    return isFull;
  }

  private int append(String string, Quota quota) {
    byte[] utf8 = string.getBytes(StandardCharsets.UTF_8);
    if (isBroken || utf8.length > DictionaryFile.STRING_BYTES_MAX || !append(utf8)) {
      return RecordLayout.INLINE;
    }
    count++;
    quota.count.incrementAndGet();
    insert(new Entry(string, count));
    return count;
  }

  /** A string written in part is cut off: the next one would not be found behind it. */
  private boolean append(byte[] utf8) {
    long end = -1;
    try {
      end = file.getFilePointer();
      file.write(DictionaryFile.encodeEntry(utf8));
      return true;
    } catch (IOException failure) {
      status.report(StatusEvent.DICTIONARY_FAILED, path + ": " + failure);
      isBroken = !isCutOff(end);
      return false;
    }
  }

  private boolean isCutOff(long end) {
    try {
      file.setLength(end);
      file.seek(end);
      return end >= 0;
    } catch (IOException failure) {
      status.report(StatusEvent.DICTIONARY_FAILED, path + ": " + failure);
      return false;
    }
  }

  private void insert(Entry entry) {
    Entry[] current = table;
    if (2 * count > current.length) {
      Entry[] larger = new Entry[2 * current.length];
      for (Entry moved : current) {
        if (moved != null) {
          put(larger, moved);
        }
      }
      put(larger, entry);
      table = larger;
    } else {
      put(current, entry);
    }
  }

  private static void put(Entry[] table, Entry entry) {
    int mask = table.length - 1;
    int slot = slot(entry.string(), mask);
    while (table[slot] != null) {
      slot = (slot + 1) & mask;
    }
    table[slot] = entry;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      isBroken = true;
      file.close();
    } catch (IOException failure) {
      throw new CaptureException("cannot close " + path, failure);
    } finally {
      lock.unlock();
    }
  }
}
