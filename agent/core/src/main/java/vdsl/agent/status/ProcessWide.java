package vdsl.agent.status;

import java.io.Closeable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What all agents of a process share, also those of other class loaders (web applications bring
 * their own): file locks belong to the process, and so must what guards them. Kept among the
 * system's properties, by classes that every loader has from the JDK. Thread-safe.
 */
public final class ProcessWide {
  private static final String HELD_KEY = "vdsl.agent.directories-held";
  private static final String OPEN_KEY = "vdsl.agent.kept-open";
  private static final String STARTS_KEY = "vdsl.agent.starts";

  private ProcessWide() {}

  /**
   * Notes that an agent of this process holds a directory.
   *
   * @return false if one does already
   */
  public static boolean hold(String directory) {
    return set(HELD_KEY).add(directory);
  }

  /** Takes the note back. */
  public static void release(String directory) {
    set(HELD_KEY).remove(directory);
  }

  /** Keeps a file open until the process ends: closing it would take away another one's lock. */
  public static void keepOpen(Closeable file) {
    set(OPEN_KEY).add(file);
  }

  @SuppressWarnings("unchecked")
  private static Set<Object> set(String key) {
    return (Set<Object>)
        System.getProperties().computeIfAbsent(key, absent -> ConcurrentHashMap.newKeySet());
  }

  /** Held while an agent of this process starts, or removes a directory. */
  public static ReentrantLock starts() {
    return (ReentrantLock)
        System.getProperties().computeIfAbsent(STARTS_KEY, key -> new ReentrantLock());
  }
}
