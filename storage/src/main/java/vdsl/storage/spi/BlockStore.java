package vdsl.storage.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import vdsl.record.NodeId;

/**
 * Keeps blocks and, in the same transaction, where each node stands. An engine keeps the bytes it
 * was given and returns the same bytes; it never looks into a body.
 *
 * <p>One thread commits; any number of threads find and read meanwhile. What {@link #commit} has
 * returned from survives the death of the process and of the machine's power.
 *
 * <p>Every method may throw {@link StoreException}. Every engine must pass {@code
 * BlockStoreConformance}.
 */
public interface BlockStore extends AutoCloseable {
  /** The cluster this store belongs to, made up when the store was created. */
  UUID clusterId();

  /** Where the store stands with every node it knows; a copy. */
  Map<NodeId, NodeCursor> cursors();

  /**
   * Stores blocks and cursors, all or nothing, and returns when they are durable. The blocks of one
   * node come in the order of their Ids and overlap neither each other nor what is stored:
   * admission decides that before.
   *
   * @throws IllegalArgumentException if a block overlaps another one of its node; nothing was
   *     stored
   * @throws StoreException if nothing was stored, or if it is unknown whether it was: the caller
   *     must {@link #cursors read the cursors} again before it goes on
   */
  void commit(List<IndexedBlock> blocks, Collection<NodeCursor> cursors);

  /**
   * The blocks that may hold what is searched, as of now: what is committed later is not among
   * them.
   */
  BlockRefs find(BlockSearch search);

  /** The stored block of a node that begins at this Id. */
  Optional<BlockRef> find(NodeId node, long firstId);

  /**
   * Reads a block.
   *
   * @throws StoreException.DamagedBlock if its bytes fail their checksum
   */
  StoredBlock read(BlockRef block);

  /**
   * Ends the store; nothing committed is lost without it. Idempotent.
   *
   * @throws StoreException if a commit hangs; the store is left open then, and refuses commits
   */
  @Override
  void close();
}
