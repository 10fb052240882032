package vdsl.storage.query;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an answer shows of its records beside their own fields. Syntax: docs/reference/query.md.
 * Immutable.
 *
 * @param orderCertainty whether each record certainly stands where it stands: {@link Certainty}
 * @param bounds the bound of each record's time, also where a format leaves it out by itself
 */
public record RecordView(boolean orderCertainty, boolean bounds) {
  /** Parameter that asks for the certainty of the order. */
  public static final String ORDER_CERTAINTY = "order-certainty";

  /** Parameter that asks for the bounds. */
  public static final String BOUNDS = "bounds";

  /** The records' fields alone. */
  public static final RecordView PLAIN = new RecordView(false, false);

  /**
   * Reads a view from among the parameters of a query, and takes out what it read.
   *
   * @throws QuerySyntaxException if a value is malformed
   */
  public static RecordView takeFrom(Map<String, ? extends Collection<String>> parameters) {
    return new RecordView(isAsked(parameters, ORDER_CERTAINTY), isAsked(parameters, BOUNDS));
  }

  private static boolean isAsked(Map<String, ? extends Collection<String>> parameters, String key) {
    Collection<String> given =
        Optional.<Collection<String>>ofNullable(parameters.remove(key)).orElse(List.of());
    if (given.size() > 1) {
      throw new QuerySyntaxException(key + " is given " + given.size() + " times, once is allowed");
    }
    String value = given.stream().findFirst().orElse("false");
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new QuerySyntaxException(key, value, "true or false is allowed");
    };
  }

  /**
   * Refuses what a format has no place for.
   *
   * @throws QuerySyntaxException if it cannot show this
   */
  public void checkShownBy(RecordFormat format) {
    if (format == RecordFormat.RAW && !equals(PLAIN)) {
      throw new QuerySyntaxException(
          (orderCertainty ? ORDER_CERTAINTY : BOUNDS)
              + " has no place in format=raw: text, jsonl and csv have one");
    }
  }

  /** What tells the certainty of each record of one answer, if that is asked for. */
  Optional<CertaintyScan> certainties(RecordQuery.Direction direction) {
    return orderCertainty ? Optional.of(new CertaintyScan(direction)) : Optional.empty();
  }
}
