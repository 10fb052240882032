package vdsl.record;

import java.util.regex.Pattern;

/**
 * Name of a node: the unit that numbers its records without a gap.
 *
 * @param value 1..128 characters of A-Z, a-z, 0-9, dot, underscore and hyphen, starting with a
 *     letter or digit
 */
public record NodeId(String value) implements Comparable<NodeId> {
  /** Long enough for a qualified host name's label or a pod name; short enough for every stamp. */
  public static final int LENGTH_MAX = 128;

  private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  public NodeId {
    if (value.length() > LENGTH_MAX || !SYNTAX.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "node name \""
              + value
              + "\" is not 1.."
              + LENGTH_MAX
              + " characters of A-Z a-z 0-9 . _ - starting with a letter or digit");
    }
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
