package vdsl.record;

/** Argument of a message template, or value of an attribute. Immutable. */
public sealed interface Value {
  record LongValue(long value) implements Value {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  record DoubleValue(double value) implements Value {
    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  record BooleanValue(boolean value) implements Value {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  record TextValue(Utf8 value) implements Value {
    @Override
    public String toString() {
      return value.toString();
    }
  }

  /** Java's null, rendered as "null". */
  record NullValue() implements Value {
    @Override
    public String toString() {
      return "null";
    }
  }

  NullValue NULL = new NullValue();

  static Value of(long value) {
    return new LongValue(value);
  }

  static Value of(double value) {
    return new DoubleValue(value);
  }

  static Value of(boolean value) {
    return new BooleanValue(value);
  }

  static Value of(String value) {
    return new TextValue(Utf8.of(value));
  }
}
