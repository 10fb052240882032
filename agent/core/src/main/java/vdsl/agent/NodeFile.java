package vdsl.agent;

import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vdsl.agent.buffer.BufferFiles;
import vdsl.agent.spool.SpoolDirectory;
import vdsl.agent.spool.SpoolException;
import vdsl.agent.spool.SpoolFiles;
import vdsl.agent.spool.SpoolFull;
import vdsl.agent.spool.SyncPolicy;
import vdsl.agent.status.ProcessWide;
import vdsl.agent.transport.CollectorAddress;
import vdsl.agent.transport.TransportConfig;
import vdsl.record.NodeId;

/**
 * The node's configuration in the node's directory, {@value #FILE_NAME}: what must be the same in
 * all processes of the node, since any of them may come to hold the transport. The first process
 * writes it; one that comes with other values is refused as long as the directory is in use, and
 * replaces them when it is not.
 */
final class NodeFile {
  static final String FILE_NAME = "node.properties";

  /**
   * Held while a process starts: values are compared and its buffer is made in one step. So a
   * buffer that is found unfinished under this lock is of a process that was killed.
   */
  static final String LOCK_NAME = "start.lock";

  private static final String NEW_NAME = "node.properties.new";

  /** The files that this class makes. */
  static final Set<String> NAMES = Set.of(FILE_NAME, LOCK_NAME, NEW_NAME);

  private static final String FORMAT_KEY = "format";

  /** Grows when processes of two versions must not share a directory. */
  private static final String FORMAT = "1";

  private static final String NODE_KEY = "node";
  private static final String COLLECTOR_KEY = "collector";
  private static final String SPOOL_BYTES_KEY = "spool.bytes";
  private static final String SPOOL_SYNC_KEY = "spool.sync";
  private static final String SPOOL_FULL_KEY = "spool.full";
  private static final String FLUSH_KEY = "flush.ns";

  /** A file is replaced only by a removal of the directory: more in a row is no accident. */
  private static final int ATTEMPT_COUNT_MAX = 8;

  private final Path directory;
  private final Map<String, String> values;

  NodeFile(AgentConfig config) {
    directory = config.directory();
    values = new TreeMap<>();
    values.put(FORMAT_KEY, FORMAT);
    values.put(NODE_KEY, config.node().toString());
    values.put(
        COLLECTOR_KEY,
        config.collectors().stream()
            .map(CollectorAddress::toString)
            .collect(Collectors.joining(",")));
    values.put(SPOOL_BYTES_KEY, Long.toString(config.spool().spoolBytes()));
    values.put(SPOOL_SYNC_KEY, config.spool().syncPolicy().toString());
    values.put(SPOOL_FULL_KEY, config.spool().whenFull().toString());
    values.put(FLUSH_KEY, Long.toString(config.blocks().flushIntervalNs()));
  }

  /**
   * Writes the values down or compares them, and starts what makes the directory be in use, before
   * any other process can compare its own.
   *
   * @throws AgentException if the directory is in use with other values, or cannot be used
   */
  <T> T settle(Supplier<T> start) {
    try {
      SpoolFiles.system().createDirectory(directory);
      return locked(
          directory,
          () -> {
            BufferFiles.sweepAll(directory);
            compareOrReplace();
            return start.get();
          });
    } catch (IOException failure) {
      SpoolException unusable = SpoolException.unusable(directory, failure);
      throw new AgentException(String.valueOf(unusable.getMessage()), unusable);
    }
  }

  /**
   * Removes a directory that nobody uses and in which nothing is left.
   *
   * @return whether it is gone
   */
  static boolean removeDirectory(Path directory) {
    try {
      return locked(directory, () -> SpoolDirectory.remove(directory, NAMES));
    } catch (IOException failure) {
      throw SpoolException.unusable(directory, failure);
    }
  }

  /** What is done while no other process starts. */
  @FunctionalInterface
  private interface Action<T> {
    T run() throws IOException;
  }

  /**
   * Does something under the lock of starts. Whoever removes the directory unlinks the lock's file
   * under others that wait for it: a lock counts if the name still stands for that file.
   */
  private static <T> T locked(Path directory, Action<T> action) throws IOException {
    Path file = directory.resolve(LOCK_NAME);
    ReentrantLock starts = ProcessWide.starts();
    starts.lock();
    try {
      for (int i = 0; i < ATTEMPT_COUNT_MAX; i++) {
        try (FileChannel channel = BufferFiles.openPrivate(file)) {
          Object opened = keyOf(file);
          channel.lock();
          if (opened.equals(keyOf(file))) {
            return action.run();
          }
        }
      }
      throw new IOException(file + " is replaced again and again");
    } finally {
      starts.unlock();
    }
  }

  private static Object keyOf(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file : key;
  }

  private void compareOrReplace() throws IOException {
    Map<String, String> found = read(directory);
    if (found.equals(values)) {
      return;
    }
    compareFixed(found, NODE_KEY, "belongs to node ");
    compareFixed(found, FORMAT_KEY, "has format ");
    for (Map.Entry<String, String> entry : found.entrySet()) {
      String own = values.getOrDefault(entry.getKey(), "none");
      if (!own.equals(entry.getValue()) && isInUse()) {
        throw new AgentException(
            "node directory "
                + directory
                + " is in use with "
                + entry.getKey()
                + "="
                + entry.getValue()
                + ", this process has "
                + own
                + "; use the same value in all processes of the node, or another directory");
      }
    }
    write();
  }

  private void compareFixed(Map<String, String> found, String key, String reason) {
    String own = values.getOrDefault(key, "none");
    String theirs = found.getOrDefault(key, own);
    if (!own.equals(theirs)) {
      throw new AgentException(
          "node directory "
              + directory
              + " "
              + reason
              + theirs
              + ", not "
              + own
              + "; choose another directory");
    }
  }

  private boolean isInUse() throws IOException {
    return BufferFiles.isAnyOwned(directory) || SpoolDirectory.isInUse(directory);
  }

  /**
   * The configuration that the processes of a directory have; empty if there is none yet.
   *
   * @throws AgentException if it cannot be read
   */
  static Optional<AgentConfig> configOf(Path directory) {
    try {
      Map<String, String> found = read(directory);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      AgentConfig config =
          AgentConfig.of(
              new NodeId(value(found, NODE_KEY)),
              directory,
              Stream.of(value(found, COLLECTOR_KEY).split(",", -1))
                  .map(CollectorAddress::parse)
                  .toList());
      return Optional.of(
          config
              .withSpool(
                  new AgentConfig.SpoolLimits(
                      Long.parseLong(value(found, SPOOL_BYTES_KEY)),
                      SyncPolicy.valueOf(value(found, SPOOL_SYNC_KEY)),
                      SpoolFull.valueOf(value(found, SPOOL_FULL_KEY))))
              .withBlocks(
                  new TransportConfig.Blocks(
                      Long.parseLong(value(found, FLUSH_KEY)),
                      config.blocks().compression(),
                      config.blocks().clockRecords())));
    } catch (IOException | IllegalArgumentException failure) {
      throw new AgentException(
          directory.resolve(FILE_NAME) + " cannot be read: " + failure.getMessage(), failure);
    }
  }

  private static String value(Map<String, String> found, String key) {
    String value = found.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no " + key);
    }
    return value;
  }

  private static Map<String, String> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    Map<String, String> found = new TreeMap<>();
    if (Files.exists(file)) {
      Properties properties = new Properties();
      properties.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
      properties.stringPropertyNames().forEach(key -> found.put(key, properties.getProperty(key)));
    }
    return found;
  }

  private void write() throws IOException {
    Path unfinished = directory.resolve(NEW_NAME);
    List<String> lines =
        values.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
    Files.deleteIfExists(unfinished);
    try (FileChannel channel = BufferFiles.create(unfinished)) {
      channel.write(StandardCharsets.UTF_8.encode(String.join("\n", lines) + "\n"));
      channel.force(true);
    }
    Files.move(unfinished, directory.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
    SpoolFiles.system().forceDirectory(directory);
  }
}
