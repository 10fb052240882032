package vdsl.storage.query;

import java.util.List;
import java.util.OptionalLong;
import vdsl.record.IdRange;
import vdsl.record.NodeId;

/** What an audit found, node by node in the order of names. */
public record AuditReport(List<NodeReport> nodes) {
  /**
   * Most entries of each kind in a report, over all its nodes: a thousand say what is wrong. With
   * four kinds and {@link #ENTRY_LENGTH_MAX} a report of a store that is damaged all over takes
   * about 2 MiB, beside a fixed part per node.
   */
  public static final int LISTED_MAX = 1_000;

  /** Longer texts of entries are cut here, in characters: a text may have 64 KiB. */
  public static final int ENTRY_LENGTH_MAX = 200;

  /**
   * One node.
   *
   * @param firstId first Id audited, if there was any
   * @param lastId last Id audited, if there was any
   * @param recordCount Ids that are stored as records
   * @param blockCount blocks read, tombstones included
   * @param lost ranges covered by a tombstone, except those deleted on purpose
   * @param deleted ranges covered by a tombstone of an operator
   * @param lossRecords stored records of type LOSS: what was rejected before it had an Id
   * @param problems what disproves the store, one line each
   */
  public record NodeReport(
      NodeId node,
      OptionalLong firstId,
      OptionalLong lastId,
      long recordCount,
      long blockCount,
      Listing<GivenUp> lost,
      Listing<GivenUp> deleted,
      Listing<LossRecord> lossRecords,
      Listing<String> problems) {

    public boolean ok() {
      return problems.count() == 0;
    }
  }

  /**
   * Findings of a kind: the first {@value AuditReport#LISTED_MAX} of the report.
   *
   * @param count how many there are, listed or not
   */
  public record Listing<T>(List<T> entries, long count) {
    public Listing {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Ids without records, explained.
   *
   * @param cause the tombstone's, in lower case
   */
  public record GivenUp(IdRange ids, String cause, String reason) {}

  /** A record that tells of records that never had an Id. */
  public record LossRecord(long id, String text) {}

  public AuditReport {
    nodes = List.copyOf(nodes);
  }

  /** True if every node is: also if there is none. */
  public boolean ok() {
    return nodes.stream().allMatch(NodeReport::ok);
  }
}
