package vdsl.record;

/**
 * A run of consecutive Ids of one node, both ends included.
 *
 * @param first 1..last
 * @param last first..2^63-1
 */
public record IdRange(long first, long last) {
  public IdRange {
    if (first < LogRecord.ID_FIRST || last < first) {
      throw new IllegalArgumentException(
          "Id range " + first + ".." + last + " is not 1 <= first <= last");
    }
  }

  /** The range of count Ids from first on. */
  public static IdRange ofCount(long first, long count) {
    return new IdRange(first, Math.addExact(first, count - 1));
  }

  public long count() {
    return last - first + 1;
  }

  public boolean contains(long id) {
    return first <= id && id <= last;
  }

  public boolean overlaps(IdRange other) {
    return first <= other.last && other.first <= last;
  }

  @Override
  public String toString() {
    return first + ".." + last;
  }
}
