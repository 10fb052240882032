package vdsl.collector.ingest;

import com.google.protobuf.ByteString;
import java.util.Optional;
import vdsl.block.BlockFormatException;
import vdsl.block.BlockKind;
import vdsl.block.BlockLimits;
import vdsl.block.ChainLink;
import vdsl.block.Stamp;
import vdsl.storage.spi.BlockBytes;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.StoredBlock;
import vdsl.wire.proto.Block;

/** A block as it came in: its stamp is readable, its body not yet looked at. */
record BlockFrame(Stamp stamp, ByteString body, Optional<UpLeg> way) {
  /**
   * Reads the stamp.
   *
   * @param arrivedNs cluster time at which the frame's first byte was here
   * @throws BlockFormatException if nothing can be said about the block, not even which it is
   */
  static BlockFrame stampOf(Block frame, long arrivedNs) {
    if (frame.getStamp().size() > Stamp.BYTES_MAX) {
      throw new BlockFormatException(
          "stamp of " + frame.getStamp().size() + " bytes, at most " + Stamp.BYTES_MAX);
    }
    Optional<UpLeg> way =
        frame.hasT3() ? Optional.of(new UpLeg(frame.getT3(), arrivedNs)) : Optional.empty();
    return new BlockFrame(Stamp.decode(frame.getStamp().toByteArray()), frame.getBody(), way);
  }

  /**
   * Checks everything that is cheap to check.
   *
   * @throws BlockFormatException if the body is damaged or not what the stamp says
   */
  IndexedBlock check() {
    if (body.isEmpty() || body.size() > BlockLimits.OPEN_BODY_BYTES_MAX) {
      throw new BlockFormatException(
          "body of " + body.size() + " bytes not in 1.." + BlockLimits.OPEN_BODY_BYTES_MAX);
    }
    IndexedBlock block =
        IndexedBlock.check(new StoredBlock(stamp, new BlockBytes(body.toByteArray())));
    // A tombstone may leap from one history to another; records never do.
    if (stamp.kind() == BlockKind.RECORDS
        && !ChainLink.follow(stamp.chain().before(), stamp.ids(), stamp.body())
            .equals(stamp.chain())) {
      throw new BlockFormatException("chain does not follow from Ids and body");
    }
    return block;
  }
}
