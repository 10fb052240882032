package vdsl.collector.metrics;

import java.util.Locale;

/** What became of a block that arrived. */
public enum BlockOutcome {
  /** Stored and durable. */
  ACCEPTED,
  /** Stored already, with the same bytes. */
  DUPLICATE,
  /** Stored already, but damaged there: accepted, and put into quarantine. */
  UNVERIFIED,
  /** Its Ids hold other records: put into quarantine. */
  CONFLICT,
  /** Ids before it are missing: refused. */
  GAP,
  /** Its bytes are not what its stamp says: refused. */
  DAMAGED,
  /** Not answered, since the store failed or the collector ended: the agent sends it again. */
  ABANDONED;

  /** Value of the meters' tag. */
  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
