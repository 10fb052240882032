package vdsl.agent.spool;

import vdsl.block.BlockKind;

/** What is sent of a block: its body as spooled, or the tombstone in the place of a damaged one. */
public final class SpooledBody {
  private final BlockKind kind;
  private final byte[] bytes;

  SpooledBody(BlockKind kind, byte[] bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  public BlockKind kind() {
    return kind;
  }

  /**
   * Encoding of a {@link vdsl.block.BlockBody} or a {@link vdsl.block.Tombstone}, for reading only.
   */
  public byte[] bytes() {
    return bytes;
  }
}
