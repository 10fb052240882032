package vdsl.storage.spi;

import java.util.Iterator;

/**
 * References in the order asked for, read as they are consumed. Confined to one thread; close it
 * when done, however far it was read. Methods may throw {@link StoreException}.
 */
public interface BlockRefs extends Iterator<BlockRef>, AutoCloseable {
  @Override
  void close();
}
