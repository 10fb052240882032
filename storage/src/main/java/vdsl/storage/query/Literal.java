package vdsl.storage.query;

import java.util.Optional;
import java.util.regex.Pattern;
import vdsl.record.Value;

/**
 * Right side of a comparison. It is compared as a number with what is a number or reads as one, and
 * as text otherwise. Immutable.
 *
 * @param number the literal as a number, if it is one and was not quoted
 */
record Literal(String text, Optional<Value> number) {
  /** Longer digits are a text: no double tells them apart any more. */
  private static final int NUMBER_LENGTH_MAX = 40;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?");

  static Literal quoted(String text) {
    return new Literal(text, Optional.empty());
  }

  static Literal bare(String text) {
    return new Literal(text, numberOf(text));
  }

  static Literal of(long number) {
    return new Literal(Long.toString(number), Optional.of(Value.of(number)));
  }

  /** Sign of value minus literal. */
  int compare(Value value) {
    if (number.isPresent()) {
      Optional<Value> other = numberOf(value);
      if (other.isPresent()) {
        return compareNumbers(other.get(), number.get());
      }
    }
    return value.toString().compareTo(text);
  }

  private static int compareNumbers(Value left, Value right) {
    if (left instanceof Value.LongValue a && right instanceof Value.LongValue b) {
      return Long.compare(a.value(), b.value());
    }
    return Double.compare(asDouble(left), asDouble(right));
  }

  private static double asDouble(Value number) {
    return number instanceof Value.LongValue whole
        ? (double) whole.value()
        : ((Value.DoubleValue) number).value();
  }

  private static Optional<Value> numberOf(Value value) {
    if (value instanceof Value.LongValue || value instanceof Value.DoubleValue) {
      return Optional.of(value);
    }
    return value instanceof Value.TextValue text && text.value().length() <= NUMBER_LENGTH_MAX
        ? numberOf(text.toString())
        : Optional.empty();
  }

  private static Optional<Value> numberOf(String text) {
    if (text.length() > NUMBER_LENGTH_MAX || !NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Value.of(Long.parseLong(text)));
    } catch (NumberFormatException notWhole) {
      return Optional.of(Value.of(Double.parseDouble(text)));
    }
  }
}
