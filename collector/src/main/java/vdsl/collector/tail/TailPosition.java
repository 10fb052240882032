package vdsl.collector.tail;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import vdsl.record.NodeId;
import vdsl.storage.query.RecordPosition;

/**
 * Where a tail stands: it has given every record that stands at or before the place and whose Id is
 * at most the one seen of its node, and no other. A record that comes with a later Id and stands
 * before the place is late. Immutable.
 *
 * @param place in (LogTime, node, Id)
 * @param seenIds last Id seen of every node, stored or explained
 */
record TailPosition(RecordPosition place, SortedMap<NodeId, Long> seenIds) {
  TailPosition {
    seenIds = Collections.unmodifiableSortedMap(new TreeMap<>(seenIds));
  }
}
