package vdsl.agent.spool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the entries of one segment. Where the bytes are no entry it goes on at the next place where
 * a whole header stands, so that damage costs the entries it hits and no others.
 */
final class SegmentScanner {
  /**
   * An entry whose header is whole.
   *
   * @param metadataIsWhole whether its metadata are, too
   * @param bodyIsWhole whether its body is, too
   */
  record Found(EntryHeader header, boolean metadataIsWhole, boolean bodyIsWhole) {
    boolean isWhole() {
      return metadataIsWhole && bodyIsWhole;
    }

    int end() {
      return header.position() + header.entryBytes();
    }
  }

  /**
   * What a segment holds.
   *
   * @param entries in their order
   * @param damagedBytes bytes that belong to no whole entry
   */
  record Scan(List<Found> entries, int damagedBytes) {
    /** End of the last whole entry, or the given start of entries if there is none. */
    int wholeEnd(int start) {
      for (int i = entries.size() - 1; i >= 0; i--) {
        if (entries.get(i).isWhole()) {
          return entries.get(i).end();
        }
      }
      return start;
    }
  }

  private final ByteBuffer segment;

  /** A scanner of the bytes 0..limit. */
  SegmentScanner(ByteBuffer segment) {
    this.segment = segment.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The entries from a position on. */
  Scan scan(int start) {
    List<Found> entries = new ArrayList<>();
    int wholeBytes = 0;
    int position = start;
    while (position < segment.limit()) {
      Optional<EntryHeader> header = nextHeader(position);
      if (header.isEmpty()) {
        break;
      }
      Found found = check(header.get());
      entries.add(found);
      wholeBytes += found.isWhole() ? found.header().entryBytes() : 0;
      position = found.isWhole() ? found.end() : positionAfterDamage(found);
    }
    return new Scan(entries, segment.limit() - start - wholeBytes);
  }

  private Optional<EntryHeader> nextHeader(int from) {
    for (int at = from; at <= segment.limit() - EntryHeader.BYTES; at++) {
      Optional<EntryHeader> header = EntryHeader.decode(segment, at);
      if (header.isPresent()) {
        return header;
      }
    }
    return Optional.empty();
  }

  private Found check(EntryHeader header) {
    int metadataPosition = header.position() + EntryHeader.BYTES;
    return new Found(
        header,
        header.metadata().holds(segment, metadataPosition),
        header.body().holds(segment, header.bodyPosition()));
  }

  /** The header's lengths can be trusted, unless the segment ends within the entry. */
  private int positionAfterDamage(Found found) {
    return found.end() <= segment.limit()
        ? found.end()
        : found.header().position() + EntryHeader.BYTES;
  }
}
