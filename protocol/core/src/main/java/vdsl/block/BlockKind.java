package vdsl.block;

/** What a block's body holds. */
public enum BlockKind {
  /** Records: the body is a {@link BlockBody}. */
  RECORDS(1),
  /** Proof that a range of Ids was given up: the body is a {@link Tombstone}. */
  TOMBSTONE(2);

  private final int code;

  BlockKind(int code) {
    this.code = code;
  }

  /** The kind's byte in a stamp. */
  public int code() {
    return code;
  }

  static BlockKind ofCode(int code) {
    for (BlockKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new BlockFormatException("block kind " + code + " not in 1..2");
  }
}
