package vdsl.storage.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import vdsl.record.IdRange;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;

/**
 * Which blocks may hold a wanted record. An engine returns every block that may, and may return
 * others.
 *
 * @param nodes nodes wanted; empty for all
 * @param ids Ids wanted
 * @param fromNs earliest cluster time wanted, in nanoseconds since the epoch
 * @param toNs latest cluster time wanted, in nanoseconds since the epoch
 * @param content what one of the block's records must be able to have
 * @param order order in which references are returned
 */
public record BlockSearch(
    Set<NodeId> nodes,
    Optional<IdRange> ids,
    long fromNs,
    long toNs,
    Content content,
    Order order) {

  /**
   * What one of the block's records must be able to have.
   *
   * @param level least severe level wanted
   * @param type type wanted. Tombstones answer to LOSS and DELETED, and to every level
   * @param tokenHashes tokens ({@link vdsl.block.Tokens#hash}) that the block must be able to hold,
   *     all of them; tombstones have none and are returned regardless
   */
  public record Content(Optional<Severity> level, Optional<LogType> type, List<Long> tokenHashes) {
    public static final Content ANY = new Content(Optional.empty(), Optional.empty(), List.of());

    public Content {
      tokenHashes = List.copyOf(tokenHashes);
    }
  }

  /** Order of references. */
  public enum Order {
    /** By (minTimeNs, node, first Id), ascending. */
    TIME_ASCENDING,
    /** By (maxTimeNs, node, first Id), descending. */
    TIME_DESCENDING,
    /** By (node, first Id), ascending. */
    ID_ASCENDING,
    /** By (node, first Id), descending. */
    ID_DESCENDING
  }

  public BlockSearch {
    nodes = Set.copyOf(nodes);
  }

  /** Every block of the store. */
  public static BlockSearch all(Order order) {
    return new BlockSearch(
        Set.of(), Optional.empty(), Long.MIN_VALUE, Long.MAX_VALUE, Content.ANY, order);
  }
}
