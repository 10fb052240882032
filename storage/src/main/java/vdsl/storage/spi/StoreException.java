package vdsl.storage.spi;

/** An operating fault of a store: the medium, the engine or its files. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The data directory cannot be used: another collector has it, another version wrote it. */
  public static final class Unusable extends StoreException {
    private static final long serialVersionUID = 1;

    public Unusable(String message) {
      super(message);
    }

    public Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** One block's bytes fail their checksum; the store goes on without it. */
  public static final class DamagedBlock extends StoreException {
    private static final long serialVersionUID = 1;

    private final transient BlockRef block;

    public DamagedBlock(BlockRef block, Throwable cause) {
      super(
          "block " + block.node() + " " + block.ids() + " is damaged: " + cause.getMessage(),
          cause);
      this.block = block;
    }

    public BlockRef block() {
      return block;
    }
  }
}
