package vdsl.storage.query;

/** A query that cannot be understood; the message is one line for the person who wrote it. */
public final class QuerySyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A refused value is quoted up to here: enough to recognise it. */
  private static final int QUOTED_LENGTH_MAX = 80;

  /** Says which key had which value, and what is allowed instead. */
  public QuerySyntaxException(String key, String value, String allowed) {
    super(key + " \"" + quoted(value) + "\": " + allowed);
  }

  /** Says which keys do not go together, or are missing. */
  public QuerySyntaxException(String message) {
    super(message);
  }

  private static String quoted(String value) {
    String visible = VisibleText.of(value);
    return visible.length() <= QUOTED_LENGTH_MAX
        ? visible
        : visible.substring(0, QUOTED_LENGTH_MAX) + "...";
  }
}
