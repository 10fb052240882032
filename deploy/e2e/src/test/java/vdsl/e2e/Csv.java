package vdsl.e2e;

import java.util.ArrayList;
import java.util.List;

/** Reads RFC 4180, strictly: quoted cells may hold line ends, rows end in CRLF. */
final class Csv {
  private Csv() {}

  static List<List<String>> rows(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean twice = c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"';
      if (quoted && twice) {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || text.startsWith("\r\n", i))) {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == '\r') {
          i++;
          rows.add(row);
          row = new ArrayList<>();
        }
      } else {
        cell.append(c);
      }
    }
    if (quoted || !row.isEmpty() || !cell.isEmpty()) {
      throw new AssertionError("the last row does not end: " + row + cell);
    }
    return rows;
  }
}
