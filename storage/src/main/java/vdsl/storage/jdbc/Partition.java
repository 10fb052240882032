package vdsl.storage.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import vdsl.storage.spi.StoreEvents;
import vdsl.storage.spi.StoreException;

/**
 * One partition, whose file is opened when it is first used and given up when it fails.
 * Thread-safe: users share the read lock; who opens or closes the file takes the write lock.
 */
final class Partition implements AutoCloseable {
  private final PartitionName name;
  private final Path file;
  private final OpenPartitions siblings;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** Null while the file is closed. Guarded by lock. */
  private @Nullable PartitionDatabase database;

  private volatile PartitionDatabase.Access access;
  private volatile long lastUse;

  Partition(
      PartitionName name, Path file, PartitionDatabase.Access access, OpenPartitions siblings) {
    this.name = name;
    this.file = file;
    this.access = access;
    this.siblings = siblings;
  }

  PartitionName name() {
    return name;
  }

  Path file() {
    return file;
  }

  long lastUse() {
    return lastUse;
  }

  /**
   * Reads, a second time with new connections if the first fails: a failed write or an interrupted
   * thread takes H2's file away from everybody.
   *
   * @throws StoreException if it fails twice
   */
  <T> T read(SqlFunction<T> reading) {
    try {
      return use(reading);
    } catch (SQLException first) {
      discardConnections();
      try {
        return use(reading);
      } catch (SQLException second) {
        second.addSuppressed(first);
        throw failure(second);
      }
    }
  }

  /**
   * Runs a transaction. If it fails it is rolled back and the connections are given up: what the
   * file holds when it is opened again is what survived.
   *
   * @param change commits by itself
   * @throws StoreException if it failed; unknown is then whether it committed
   */
  void change(SqlAction change) {
    try {
      use(connection -> runOrRollBack(connection, change));
    } catch (SQLException failed) {
      discardConnections();
      throw failure(failed);
    }
  }

  private static boolean runOrRollBack(Connection connection, SqlAction change)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      change.run(connection);
      return true;
    } catch (SQLException failed) {
      try {
        connection.rollback();
      } catch (SQLException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
      throw failed;
    }
  }

  private <T> T use(SqlFunction<T> work) throws SQLException {
    while (true) {
      lock.readLock().lock();
      try {
        PartitionDatabase opened = database;
        if (opened != null) {
          lastUse = siblings.nextUse();
          try (Connection connection = opened.connection()) {
            return work.apply(connection);
          }
        }
      } finally {
        lock.readLock().unlock();
      }
      open();
    }
  }

  private void open() throws SQLException {
    siblings.requireNotClosed();
    lock.writeLock().lock();
    try {
      if (database != null) {
        return;
      }
      database = PartitionDatabase.open(file, access, siblings.timer());
      lastUse = siblings.nextUse();
      siblings.events().count(StoreEvents.Kind.PARTITION_OPENED);
    } finally {
      lock.writeLock().unlock();
    }
    if (access == PartitionDatabase.Access.READ) {
      siblings.add(this);
    }
  }

  private void discardConnections() {
    siblings.events().count(StoreEvents.Kind.CONNECTIONS_DISCARDED);
    close();
  }

  /** From now on this partition is only read, and its file may be closed to make room. */
  void closeToWrites() {
    access = PartitionDatabase.Access.READ;
    siblings.add(this);
  }

  /** Closes the file unless somebody uses it; returns whether it is closed. */
  boolean closeIfUnused() {
    if (!lock.writeLock().tryLock()) {
      return false;
    }
    try {
      closeDatabase();
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Closes the file when those who use it are done; the next use opens it again. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closeDatabase();
    } finally {
      lock.writeLock().unlock();
    }
    siblings.remove(this);
  }

  private void closeDatabase() {
    PartitionDatabase opened = database;
    if (opened != null) {
      opened.close();
      database = null;
    }
  }

  /** One line with the first cause: H2 wraps it several times and adds the statement. */
  private StoreException failure(SQLException failed) {
    Throwable first = failed;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    String reason = String.valueOf(first.getMessage()).lines().findFirst().orElse("no reason");
    return new StoreException("partition " + name + ": " + reason, failed);
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
