package vdsl.storage.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ScheduledExecutorService;

/** Connections to the H2 file of one partition. Thread-safe. */
final class PartitionDatabase implements AutoCloseable {
  /** How a partition's file is opened. */
  enum Access {
    /** The open partition: read and written. */
    WRITE("ACCESS_MODE_DATA=rw;CACHE_SIZE=16384"),
    /** A closed partition: its file stays as it is. */
    READ("ACCESS_MODE_DATA=r;CACHE_SIZE=4096");

    /** Cache sizes are in KiB: the open partition is read most. */
    private final String settings;

    Access(String settings) {
      this.settings = settings;
    }
  }

  /**
   * Settings of every file: no file but the database; no statistics gathered in the middle of a
   * commit; no compaction when it is closed, which would rewrite a file that is only read from then
   * on. H2's own compaction in the background stays: it takes back what small commits waste.
   */
  private static final String SETTINGS =
      ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;ANALYZE_AUTO=0;MAX_COMPACT_TIME=0;";

  /** One commits, the others are as many readers as two cores can serve; more wait. */
  private static final int CONNECTION_COUNT_MAX = 8;

  /** Reads are short; one that waits this long for a connection has met a fault. */
  private static final long CONNECTION_TIMEOUT_MS = 30_000;

  private final HikariDataSource connections;

  private PartitionDatabase(HikariDataSource connections) {
    this.connections = connections;
  }

  /**
   * Opens, or makes, the database.
   *
   * @param file the database's file, with H2's suffix; below a directory whose path was checked
   * @param timer keeps the pool; not shut down by it
   */
  static PartitionDatabase open(Path file, Access access, ScheduledExecutorService timer)
      throws SQLException {
    String path = file.toString();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        "jdbc:h2:file:"
            + path.substring(0, path.length() - PartitionName.DATABASE_SUFFIX.length())
            + SETTINGS
            + access.settings);
    config.setUsername("vdsl");
    config.setPassword("");
    config.setPoolName(file.getFileName().toString());
    config.setMaximumPoolSize(CONNECTION_COUNT_MAX);
    config.setMinimumIdle(1);
    config.setMaxLifetime(0);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
    config.setScheduledExecutor(timer);
    config.setAutoCommit(true);
    try {
      return new PartitionDatabase(new HikariDataSource(config));
    } catch (RuntimeException failed) {
      throw new SQLException(failed.getMessage(), failed);
    }
  }

  Connection connection() throws SQLException {
    return connections.getConnection();
  }

  /** Forces everything committed to the medium; only then is a commit durable. */
  static void sync(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT SYNC");
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
