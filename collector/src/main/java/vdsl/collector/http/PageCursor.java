package vdsl.collector.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vdsl.record.NodeId;
import vdsl.storage.query.QuerySyntaxException;
import vdsl.storage.query.RecordPosition;

/** Where the last record of a page stands; the next page begins after it. */
record PageCursor(RecordPosition last) {
  static final String PARAMETER = "cursor";

  private static final Pattern SYNTAX = Pattern.compile("1:(-?[0-9]{1,19}):([^:]+):([0-9]{1,19})");

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws QuerySyntaxException if it is something else
   */
  static PageCursor decode(String encoded) {
    try {
      String plain =
          new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
      Matcher parts = SYNTAX.matcher(plain);
      if (parts.matches()) {
        return new PageCursor(
            new RecordPosition(
                Long.parseLong(parts.group(1)),
                new NodeId(parts.group(2)),
                Long.parseLong(parts.group(3))));
      }
    } catch (IllegalArgumentException invalid) {
      // Said below: what is wrong inside a cursor is of no use to anybody.
    }
    throw new QuerySyntaxException(PARAMETER, encoded, "what a page gave as next is allowed");
  }

  /** Opaque to clients. */
  String encode() {
    String plain = "1:" + last.timeNs() + ":" + last.node() + ":" + last.id();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.ISO_8859_1));
  }
}
