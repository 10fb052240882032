package vdsl.storage.placement;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Index, body, filter and cursors in one H2 file, one synced transaction. */
final class H2Rows implements Placement {
  private final MeasuredDatabase database;

  H2Rows(Path directory) {
    database =
        new MeasuredDatabase(
            directory.resolve("rows"),
            "CREATE TABLE IF NOT EXISTS block (row_id BIGINT PRIMARY KEY, node INT, first_id"
                + " BIGINT, last_id BIGINT)",
            "CREATE UNIQUE INDEX IF NOT EXISTS block_ids ON block (node, first_id)",
            "CREATE TABLE IF NOT EXISTS payload (row_id BIGINT PRIMARY KEY, body VARBINARY)",
            "CREATE TABLE IF NOT EXISTS filter (row_id BIGINT PRIMARY KEY, body VARBINARY)",
            "CREATE TABLE IF NOT EXISTS node_cursor (node INT PRIMARY KEY, last_id BIGINT)");
  }

  @Override
  public void commit(List<SampleBlock> blocks) {
    try (PreparedStatement index =
            database.prepare(
                "INSERT INTO block (row_id, node, first_id, last_id) VALUES (?,?,?,?)");
        PreparedStatement body = database.prepare("INSERT INTO payload VALUES (?,?)");
        PreparedStatement filter = database.prepare("INSERT INTO filter VALUES (?,?)");
        PreparedStatement cursor =
            database.prepare("MERGE INTO node_cursor KEY (node) VALUES (?,?)")) {
      for (SampleBlock block : blocks) {
        index.setLong(1, block.sequence());
        index.setInt(2, block.node());
        index.setLong(3, block.firstId());
        index.setLong(4, block.lastId());
        index.executeUpdate();
        body.setLong(1, block.sequence());
        body.setBytes(2, block.body().array());
        body.executeUpdate();
        filter.setLong(1, block.sequence());
        filter.setBytes(2, block.filter().array());
        filter.executeUpdate();
        cursor.setInt(1, block.node());
        cursor.setLong(2, block.lastId());
        cursor.executeUpdate();
      }
      database.commit();
      database.sync();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public long blockCount() {
    try (PreparedStatement statement = database.prepare("SELECT COUNT(*) FROM block");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public byte[] read(int node, long id) {
    try (PreparedStatement statement =
        database.prepare(
            "SELECT p.body FROM payload p WHERE p.row_id = (SELECT row_id FROM block WHERE node = ?"
                + " AND first_id <= ? ORDER BY node DESC, first_id DESC FETCH FIRST ROW ONLY)")) {
      statement.setInt(1, node);
      statement.setLong(2, id);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getBytes(1);
      }
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void compact() {
    try {
      database.execute("SHUTDOWN COMPACT");
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
