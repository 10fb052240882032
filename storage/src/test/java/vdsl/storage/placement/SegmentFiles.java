package vdsl.storage.placement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.CRC32C;
import vdsl.storage.spi.BlockBytes;

/** Bodies and filters appended to a file, their places in H2. */
final class SegmentFiles implements Placement {
  /** What the index in H2 is worth. */
  enum Index {
    /** It is synced in every commit. */
    SYNCED_WITH_THEM,
    /** It is derived: what it misses after a crash is read from the segment's tail. */
    DERIVED_FROM_THEM
  }

  /** crc32c, node, sequence, first Id, body bytes, filter bytes. */
  private static final int HEADER_BYTES = 4 + 4 + 4 + 8 + 4 + 4;

  private static final int FRAME_BYTES_MAX = 1 << 20;

  private final Index index;
  private final MeasuredDatabase database;
  private final FileChannel segment;

  SegmentFiles(Path directory, Index index) {
    this.index = index;
    database =
        new MeasuredDatabase(
            directory.resolve("index"),
            "CREATE TABLE IF NOT EXISTS block (row_id BIGINT PRIMARY KEY, node INT, first_id"
                + " BIGINT, last_id BIGINT, body_offset BIGINT, body_bytes INT, end_offset BIGINT)",
            "CREATE UNIQUE INDEX IF NOT EXISTS block_ids ON block (node, first_id)",
            "CREATE TABLE IF NOT EXISTS node_cursor (node INT PRIMARY KEY, last_id BIGINT)");
    try {
      segment =
          FileChannel.open(
              directory.resolve("segment"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      recoverTail();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void recoverTail() throws IOException, SQLException {
    long end = lastValue("SELECT MAX(end_offset) FROM block");
    segment.position(end);
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    while (segment.read(header.clear(), end) == HEADER_BYTES) {
      header.flip();
      int crc = header.getInt();
      int node = header.getInt();
      int sequence = header.getInt();
      long firstId = header.getLong();
      byte[] body = new byte[Math.min(FRAME_BYTES_MAX, header.getInt())];
      byte[] filter = new byte[Math.min(FRAME_BYTES_MAX, header.getInt())];
      segment.read(ByteBuffer.wrap(body), end + HEADER_BYTES);
      segment.read(ByteBuffer.wrap(filter), end + HEADER_BYTES + body.length);
      SampleBlock block =
          new SampleBlock(sequence, node, firstId, new BlockBytes(body), new BlockBytes(filter));
      if (crc != frame(block).getInt(0)) {
        break;
      }
      insert(List.of(block), end);
      end += HEADER_BYTES + body.length + filter.length;
    }
    database.commit();
    segment.position(end);
    segment.truncate(end);
  }

  private static ByteBuffer frame(SampleBlock block) {
    ByteBuffer frame =
        ByteBuffer.allocate(
                HEADER_BYTES + block.body().array().length + block.filter().array().length)
            .putInt(0)
            .putInt(block.node())
            .putInt(block.sequence())
            .putLong(block.firstId())
            .putInt(block.body().array().length)
            .putInt(block.filter().array().length)
            .put(block.body().array())
            .put(block.filter().array())
            .flip();
    CRC32C crc = new CRC32C();
    crc.update(frame.duplicate().position(4));
    return frame.putInt(0, (int) crc.getValue());
  }

  @Override
  public void commit(List<SampleBlock> blocks) {
    try {
      long start = segment.position();
      for (SampleBlock block : blocks) {
        segment.write(frame(block));
      }
      segment.force(false);
      insert(blocks, start);
      database.commit();
      if (index == Index.SYNCED_WITH_THEM) {
        database.sync();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void insert(List<SampleBlock> blocks, long start) throws SQLException {
    long offset = start;
    try (PreparedStatement row = database.prepare("INSERT INTO block VALUES (?,?,?,?,?,?,?)");
        PreparedStatement cursor =
            database.prepare("MERGE INTO node_cursor KEY (node) VALUES (?,?)")) {
      for (SampleBlock block : blocks) {
        long end =
            offset + HEADER_BYTES + block.body().array().length + block.filter().array().length;
        row.setLong(1, block.sequence());
        row.setInt(2, block.node());
        row.setLong(3, block.firstId());
        row.setLong(4, block.lastId());
        row.setLong(5, offset + HEADER_BYTES);
        row.setInt(6, block.body().array().length);
        row.setLong(7, end);
        row.executeUpdate();
        cursor.setInt(1, block.node());
        cursor.setLong(2, block.lastId());
        cursor.executeUpdate();
        offset = end;
      }
    }
  }

  @Override
  public long blockCount() {
    try {
      return lastValue("SELECT COUNT(*) FROM block");
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private long lastValue(String sql) throws SQLException {
    try (PreparedStatement statement = database.prepare(sql);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public byte[] read(int node, long id) {
    try (PreparedStatement statement =
        database.prepare(
            "SELECT body_offset, body_bytes FROM block WHERE node = ? AND first_id <= ? ORDER BY"
                + " node DESC, first_id DESC FETCH FIRST ROW ONLY")) {
      statement.setInt(1, node);
      statement.setLong(2, id);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        ByteBuffer body = ByteBuffer.allocate(rows.getInt(2));
        segment.read(body, rows.getLong(1));
        return body.array();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
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
    try {
      segment.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
