package vdsl.cli.bench;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the log statements that would have written lines. A timestamp at the beginning, a level
 * behind it and the "[thread] logger - " of our own lines are not part of the text. Every number
 * becomes an argument; what {@link VariedLines} draws anew is drawn for each call:
 *
 * <ul>
 *   <li>identifiers, and numbers that begin with 0: strings;
 *   <li>decimal fractions whose text is that of a double: doubles;
 *   <li>other numbers: longs, whose first digit is not 0.
 * </ul>
 */
final class TypedLines {
  /** A process takes 10,000 patterns; what goes beyond would be text. */
  private static final int PATTERN_COUNT_MAX = 8_000;

  /** No service is that large, and one with a heap of 256 MiB holds as many. */
  private static final int LINE_COUNT_MAX = 1 << 16;

  /** Half of what a record can have; later numbers are text. */
  private static final int ARGUMENT_COUNT_MAX = 32;

  private static final String PLACEHOLDER = "{}";
  private static final String DEFAULT_OBJECT = "bench";
  private static final String DEFAULT_LEVEL = "INFO";

  /** Group 1: the level; group 2: the logger. */
  private static final Pattern HEAD =
      Pattern.compile(
          "(?:\\[?(?:[A-Z][a-z]{2} )?(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[A-Z][a-z]{2} +[0-9]{1,2})"
              + " [0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?(?: [0-9]{4})?\\]?(?: -)? +)?"
              + "(?:(TRACE|DEBUG|INFO|WARN|ERROR) +)?(?:\\[\\S+\\] (\\S+) - )?");

  private final List<byte[]> statements = new ArrayList<>();

  private TypedLines() {}

  /** Leaves out lines whose braces would be placeholders, and those with too many patterns. */
  static TypedLines of(List<byte[]> sampleLines) {
    TypedLines typed = new TypedLines();
    Set<String> patterns = new HashSet<>();
    for (byte[] bytes : sampleLines) {
      String line = new String(bytes, StandardCharsets.UTF_8);
      boolean isPlain = !line.contains(PLACEHOLDER) && line.indexOf('\\') < 0;
      if (isPlain && typed.statements.size() < LINE_COUNT_MAX) {
        Statement statement = Statement.of(line);
        patterns.add(statement.pattern());
        if (patterns.size() <= PATTERN_COUNT_MAX) {
          typed.statements.add(statement.encode());
        } else {
          patterns.remove(statement.pattern());
        }
      }
    }
    return typed;
  }

  int count() {
    return statements.size();
  }

  /** Writes what {@code vdsl.agent.bench.TypedCalls} reads. */
  void write(Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(statements.size());
      for (byte[] statement : statements) {
        out.write(statement);
      }
    }
  }

  /** A log statement. */
  private record Statement(
      String object, String level, String pattern, List<TypedNumber> arguments) {
    static Statement of(String line) {
      Matcher head = HEAD.matcher(line);
      int textStart = head.lookingAt() ? head.end() : 0;
      String level = textStart == 0 ? DEFAULT_LEVEL : orElse(head.group(1), DEFAULT_LEVEL);
      String object = textStart == 0 ? DEFAULT_OBJECT : orElse(head.group(2), DEFAULT_OBJECT);
      String text = line.substring(textStart);
      StringBuilder pattern = new StringBuilder();
      List<TypedNumber> arguments = new ArrayList<>();
      int copied = 0;
      for (TypedNumber number : TypedNumber.allIn(text)) {
        if (arguments.size() < ARGUMENT_COUNT_MAX) {
          pattern.append(text, copied, number.start()).append(PLACEHOLDER);
          copied = number.end();
          arguments.add(number);
        }
      }
      pattern.append(text, copied, text.length());
      return new Statement(object, level, pattern.toString(), arguments);
    }

    private static String orElse(String group, String otherwise) {
      return Optional.ofNullable(group).orElse(otherwise);
    }

    byte[] encode() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        TypedNumber.write(out, object);
        TypedNumber.write(out, level);
        TypedNumber.write(out, pattern);
        out.writeInt(arguments.size());
        for (TypedNumber argument : arguments) {
          argument.write(out);
        }
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return bytes.toByteArray();
    }
  }
}
