package vdsl.agent.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockKind;
import vdsl.block.BodyDigest;

/**
 * Reads bodies back. Blocks are sent in order, so that one segment is open at a time. Confined to
 * one thread.
 */
final class SegmentReader implements Closeable {
  private final Path directory;
  private final SpoolFiles files;
  private Optional<Open> open = Optional.empty();

  private record Open(long number, SpoolFiles.SegmentFile file) {}

  SegmentReader(Path directory, SpoolFiles files) {
    this.directory = directory;
    this.files = files;
  }

  SpooledBody read(SpooledBlock block, SegmentWriter active, StatusLog status) throws IOException {
    if (block instanceof SpooledBlock.Stored stored) {
      byte[] body = new byte[stored.digest().bytes()];
      SpooledBlock.BodyLocation location = stored.location();
      if (location.segment() == active.number()) {
        active.read(ByteBuffer.wrap(body), location.position());
      } else {
        file(location.segment()).read(ByteBuffer.wrap(body), location.position());
      }
      if (BodyDigest.of(body).equals(stored.digest())) {
        return new SpooledBody(BlockKind.RECORDS, body);
      }
      status.report(
          StatusEvent.SPOOL_DAMAGED, directory + ": block " + block.sequence() + " is damaged");
    }
    return new SpooledBody(BlockKind.TOMBSTONE, block.tombstone().encode());
  }

  private SpoolFiles.SegmentFile file(long number) throws IOException {
    if (open.isPresent() && open.get().number() == number) {
      return open.get().file();
    }
    close();
    SpoolFiles.SegmentFile file = files.open(directory.resolve(Segment.fileName(number)));
    open = Optional.of(new Open(number, file));
    return file;
  }

  /** Closes a segment that is about to be deleted. */
  void forget(long number) throws IOException {
    if (open.isPresent() && open.get().number() == number) {
      close();
    }
  }

  @Override
  public void close() throws IOException {
    Optional<Open> closing = open;
    open = Optional.empty();
    if (closing.isPresent()) {
      closing.get().file().close();
    }
  }
}
