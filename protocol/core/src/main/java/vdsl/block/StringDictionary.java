package vdsl.block;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers the distinct strings of a column in order of appearance. Confined to one thread. */
final class StringDictionary {
  private final Map<String, Integer> indexes = new HashMap<>();
  private final List<String> values = new ArrayList<>();
  private String latest = "";
  private int latestIndex = -1;
  private int bytes;

  int indexOf(String value) {
    if (latestIndex >= 0 && latest.equals(value)) {
      return latestIndex;
    }
    Integer known = indexes.get(value);
    if (known == null) {
      known = values.size();
      indexes.put(value, known);
      values.add(value);
      bytes += value.getBytes(StandardCharsets.UTF_8).length;
    }
    latest = value;
    latestIndex = known;
    return known;
  }

  boolean contains(String value) {
    return indexes.containsKey(value);
  }

  int size() {
    return values.size();
  }

  /** UTF-8 bytes of all strings. */
  int bytes() {
    return bytes;
  }

  void clear() {
    indexes.clear();
    values.clear();
    latestIndex = -1;
    bytes = 0;
  }

  void writeTo(ByteWriter out) {
    out.varint(values.size());
    for (String value : values) {
      out.string(value);
    }
  }

  static List<String> read(ByteReader in, int countMax, int bytesMax) {
    int count = in.count(countMax);
    List<String> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(in.string(bytesMax));
    }
    return values;
  }
}
