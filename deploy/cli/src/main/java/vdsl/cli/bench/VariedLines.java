package vdsl.cli.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes any number of lines from a few: plain repetition would flatter every compressor. It walks
 * through the sample lines over and over, leaves some out, and draws anew
 *
 * <ul>
 *   <li>identifiers: all digits of hexadecimal words of 8 and more and of decimal ones of 10 and
 *       more;
 *   <li>other numbers of 3 and more digits: the last 3, as clocks and counters change.
 * </ul>
 *
 * <p>The same sample lines and seed give the same lines. Confined to one thread.
 */
final class VariedLines {
  private static final int STEP_MAX = 4;
  private static final int DECIMAL_RADIX = 10;
  private static final int HEXADECIMAL_RADIX = 16;
  static final int IDENTIFIER_DIGITS_MIN = 10;
  static final int CHANGING_DIGITS = 3;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** Group 1: a hexadecimal identifier with a decimal digit in it; group 2: a decimal number. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![0-9a-zA-Z])((?=[0-9a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,})"
              + "(?![0-9a-zA-Z])|([0-9]{3,})");

  private final List<SampleLine> sampleLines;
  private final SplittableRandom random;
  private int position;

  VariedLines(List<byte[]> sampleLines, long seed) {
    this.sampleLines = sampleLines.stream().map(SampleLine::new).toList();
    random = new SplittableRandom(seed);
  }

  /** The next line, without its end. */
  byte[] next() {
    position = (position + 1 + random.nextInt(STEP_MAX)) % sampleLines.size();
    return sampleLines.get(position).varied(random);
  }

  List<byte[]> next(int count) {
    List<byte[]> lines = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      lines.add(next());
    }
    return lines;
  }

  /** A line and the positions of what is drawn anew in it. */
  private static final class SampleLine {
    private final byte[] line;
    private final int[] decimalAt;
    private final int[] hexadecimalAt;

    SampleLine(byte[] line) {
      this.line = line;
      List<Integer> decimal = new ArrayList<>();
      List<Integer> hexadecimal = new ArrayList<>();
      Matcher number = NUMBER.matcher(new String(line, StandardCharsets.ISO_8859_1));
      while (number.find()) {
        boolean isHexadecimal = number.group(1) != null;
        boolean isIdentifier =
            isHexadecimal || number.end() - number.start() >= IDENTIFIER_DIGITS_MIN;
        int from = isIdentifier ? number.start() : number.end() - CHANGING_DIGITS;
        for (int at = from; at < number.end(); at++) {
          (isHexadecimal ? hexadecimal : decimal).add(at);
        }
      }
      decimalAt = decimal.stream().mapToInt(Integer::intValue).toArray();
      hexadecimalAt = hexadecimal.stream().mapToInt(Integer::intValue).toArray();
    }

    byte[] varied(SplittableRandom random) {
      byte[] varied = line.clone();
      draw(varied, decimalAt, DECIMAL_RADIX, random);
      draw(varied, hexadecimalAt, HEXADECIMAL_RADIX, random);
      return varied;
    }

    private static void draw(byte[] text, int[] positions, int radix, SplittableRandom random) {
      for (int at : positions) {
        text[at] = DIGITS[random.nextInt(radix)];
      }
    }
  }
}
