package vdsl.record;

/**
 * Named value that a record carries beside its text.
 *
 * @param key 1..{@value #KEY_LENGTH_MAX} characters
 */
public record Attribute(String key, Value value) {
  /** Keys repeat in every block's dictionary: 256 characters keep that dictionary small. */
  public static final int KEY_LENGTH_MAX = 256;

  public Attribute {
    if (key.isEmpty() || key.length() > KEY_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "attribute key of " + key.length() + " characters not in 1.." + KEY_LENGTH_MAX);
    }
  }
}
