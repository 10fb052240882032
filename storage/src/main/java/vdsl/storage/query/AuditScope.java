package vdsl.storage.query;

import java.util.Optional;
import java.util.OptionalLong;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;

/**
 * What an audit proves.
 *
 * @param node the one node to audit; empty for all
 * @param fromId Id from which every Id must be there; empty for the oldest retained
 */
public record AuditScope(Optional<NodeId> node, OptionalLong fromId) {
  /** Everything that is retained. */
  public static final AuditScope ALL = new AuditScope(Optional.empty(), OptionalLong.empty());

  public AuditScope {
    if (fromId.isPresent() && fromId.getAsLong() < LogRecord.ID_FIRST) {
      throw new IllegalArgumentException("fromId " + fromId.getAsLong() + " not in 1..2^63-1");
    }
  }
}
