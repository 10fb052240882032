package vdsl.storage.query;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers findings of one kind, node after node, of which it keeps the first of the whole report.
 * Confined to one thread.
 */
final class Findings<T> {
  private List<T> entries = new ArrayList<>();
  private long count;
  private int keptBefore;

  void add(T finding) {
    count++;
    if (keptBefore + entries.size() < AuditReport.LISTED_MAX) {
      entries.add(finding);
    }
  }

  /** What was found of the node that ends here; the next one begins without any. */
  AuditReport.Listing<T> endNode() {
    AuditReport.Listing<T> listing = new AuditReport.Listing<>(entries, count);
    keptBefore += entries.size();
    entries = new ArrayList<>();
    count = 0;
    return listing;
  }
}
