package vdsl.cli.bench;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number in a text, as the argument of a log call that would have written it. */
sealed interface TypedNumber {
  /** Group 1: a hexadecimal identifier; groups 2 and 3: a fraction; group 4: a number. */
  Pattern NUMBER =
      Pattern.compile(
          "(?<![0-9a-zA-Z])((?=[0-9a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,})(?![0-9a-zA-Z])"
              + "|(?<![0-9a-zA-Z.])(0|[1-9][0-9]{0,6})\\.([0-9]{1,9})(?![0-9a-zA-Z.])"
              + "|([0-9]+)");

  int DECIMAL_RADIX = 10;
  int HEXADECIMAL_RADIX = 16;

  /** More digits than these a double does not show as they are. */
  int DOUBLE_DIGITS_MAX = 15;

  int start();

  int end();

  /** Writes it as {@code vdsl.agent.bench.TypedCalls} reads it. */
  void write(DataOutputStream out) throws IOException;

  /** Any of count whole numbers. */
  record Whole(int start, int end, long from, long count) implements TypedNumber {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte('L');
      out.writeLong(from);
      out.writeLong(count);
    }
  }

  /** Any of count decimal fractions, in units of 1/scale. */
  record Fraction(int start, int end, long from, long count, Grid grid) implements TypedNumber {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte('D');
      out.writeLong(from);
      out.writeLong(count);
      out.writeLong(grid.step());
      out.writeLong(grid.scale());
    }
  }

  /** How far fractions are apart, in units of 1/scale. */
  record Grid(long step, long scale) {}

  /** A word of digits, the last of which are drawn. */
  record Word(int start, int end, String prefix, int drawnDigits, int radix)
      implements TypedNumber {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte('S');
      TypedNumber.write(out, prefix);
      out.writeInt(drawnDigits);
      out.writeInt(radix);
    }
  }

  /** All numbers of a text, in their order. */
  static List<TypedNumber> allIn(String text) {
    List<TypedNumber> numbers = new ArrayList<>();
    Matcher found = NUMBER.matcher(text);
    int from = 0;
    while (found.find(from)) {
      TypedNumber number = of(found);
      numbers.add(number);
      from = number.end();
    }
    return numbers;
  }

  private static TypedNumber of(Matcher found) {
    if (found.group(1) != null) {
      return new Word(
          found.start(), found.end(), "", found.end() - found.start(), HEXADECIMAL_RADIX);
    }
    if (found.group(2) == null) {
      return decimal(found.start(), found.group());
    }
    String whole = found.group(2);
    String fraction = found.group(3);
    boolean isDouble =
        whole.length() + fraction.length() <= DOUBLE_DIGITS_MAX
            && (!fraction.endsWith("0") || fraction.equals("0"))
            && (isDrawn(whole) ? !isDrawn(fraction) : true);
    return isDouble ? fraction(found, whole, fraction) : decimal(found.start(), whole);
  }

  private static boolean isDrawn(String digits) {
    return digits.length() >= VariedLines.CHANGING_DIGITS;
  }

  private static TypedNumber fraction(Matcher found, String whole, String fraction) {
    long scale = power(fraction.length());
    long units = Long.parseLong(whole + fraction);
    if (isDrawn(whole)) {
      Whole drawn = whole(0, 0, whole);
      long from = drawn.from() * scale + Long.parseLong(fraction);
      return new Fraction(found.start(), found.end(), from, drawn.count(), new Grid(scale, scale));
    }
    if (isDrawn(fraction)) {
      Whole drawn = whole(0, 0, Long.toString(Math.max(units, scale / DECIMAL_RADIX)));
      return new Fraction(
          found.start(), found.end(), drawn.from(), drawn.count(), new Grid(1, scale));
    }
    return new Fraction(found.start(), found.end(), units, 1, new Grid(1, scale));
  }

  private static TypedNumber decimal(int start, String digits) {
    int end = start + digits.length();
    if (digits.length() >= VariedLines.IDENTIFIER_DIGITS_MIN) {
      return new Word(start, end, "", digits.length(), DECIMAL_RADIX);
    }
    if (digits.startsWith("0") && digits.length() > 1) {
      int drawn = isDrawn(digits) ? VariedLines.CHANGING_DIGITS : 0;
      String prefix = digits.substring(0, digits.length() - drawn);
      return new Word(start, end, prefix, drawn, DECIMAL_RADIX);
    }
    return whole(start, end, digits);
  }

  /** Of three digits all are drawn, the first from 1 to 9. */
  private static Whole whole(int start, int end, String digits) {
    long number = Long.parseLong(digits);
    if (!isDrawn(digits)) {
      return new Whole(start, end, number, 1);
    }
    long drawn = power(VariedLines.CHANGING_DIGITS);
    return digits.length() == VariedLines.CHANGING_DIGITS
        ? new Whole(start, end, drawn / DECIMAL_RADIX, drawn - drawn / DECIMAL_RADIX)
        : new Whole(start, end, number - number % drawn, drawn);
  }

  private static long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= DECIMAL_RADIX;
    }
    return power;
  }

  static void write(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
