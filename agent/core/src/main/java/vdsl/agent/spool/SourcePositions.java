package vdsl.agent.spool;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The newest position of every source, no more than fit into a checkpoint. Confined. */
final class SourcePositions {
  private final Map<String, SourcePosition> bySource = new LinkedHashMap<>();
  private int encodedBytes;

  Collection<SourcePosition> all() {
    return bySource.values();
  }

  void put(SourcePosition position) {
    if (bySource.put(position.source(), position) == null) {
      encodedBytes += encodedBytes(position);
    }
  }

  void remove(String source) {
    SourcePosition removed = bySource.remove(source);
    if (removed != null) {
      encodedBytes -= encodedBytes(removed);
    }
  }

  /** Takes what a checkpoint says: it names all sources, and one that it does not was forgotten. */
  void replace(List<SourcePosition> all) {
    bySource.clear();
    encodedBytes = 0;
    all.forEach(this::put);
  }

  /**
   * Refuses sources for which a checkpoint has no room.
   *
   * @throws IllegalArgumentException if it has none
   */
  void checkRoomFor(List<SourcePosition> contributed) {
    int count = bySource.size();
    int bytes = encodedBytes;
    for (SourcePosition position : contributed) {
      if (!bySource.containsKey(position.source())) {
        count++;
        bytes += encodedBytes(position);
      }
    }
    if (count > EntryMetadata.SOURCE_COUNT_MAX || bytes > EntryMetadata.POSITIONS_BYTES_MAX) {
      throw new IllegalArgumentException(
          "positions of "
              + count
              + " sources take "
              + bytes
              + " bytes; at most "
              + EntryMetadata.SOURCE_COUNT_MAX
              + " sources and "
              + EntryMetadata.POSITIONS_BYTES_MAX
              + " bytes per node directory");
    }
  }

  private static int encodedBytes(SourcePosition position) {
    return EntryMetadata.POSITION_BYTES + position.source().getBytes(StandardCharsets.UTF_8).length;
  }
}
