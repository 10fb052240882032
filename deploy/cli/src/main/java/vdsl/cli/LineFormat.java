package vdsl.cli;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import vdsl.record.LogType;
import vdsl.record.Severity;

/**
 * How a line becomes a record. Confined to one thread.
 *
 * @param object what logged the lines
 * @param levelRegex finds a line's level in its group 1; a line without is INFO
 * @param eventTime reads a line's own timestamp
 */
record LineFormat(
    String object,
    LogType type,
    Optional<Pattern> levelRegex,
    Optional<EventTimeFormat> eventTime) {
  private static final Map<String, Severity> LEVELS =
      Map.ofEntries(
          Map.entry("TRACE", Severity.TRACE),
          Map.entry("FINEST", Severity.TRACE),
          Map.entry("FINER", Severity.TRACE),
          Map.entry("DEBUG", Severity.DEBUG),
          Map.entry("FINE", Severity.DEBUG),
          Map.entry("CONFIG", Severity.DEBUG),
          Map.entry("INFO", Severity.INFO),
          Map.entry("NOTICE", new Severity(Severity.INFO.number() + 1)),
          Map.entry("WARN", Severity.WARN),
          Map.entry("WARNING", Severity.WARN),
          Map.entry("ERROR", Severity.ERROR),
          Map.entry("ERR", Severity.ERROR),
          Map.entry("SEVERE", Severity.ERROR),
          Map.entry("FATAL", Severity.FATAL),
          Map.entry("CRIT", Severity.FATAL),
          Map.entry("CRITICAL", Severity.FATAL),
          Map.entry("ALERT", Severity.FATAL),
          Map.entry("EMERG", Severity.FATAL),
          Map.entry("PANIC", Severity.FATAL));

  /**
   * Compiles a level regex.
   *
   * @throws CommandFailure if it is no RE2 regex, or has no group
   */
  static Pattern levelRegex(String regex) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException invalid) {
      throw CommandFailure.usage(
          "--level-regex \""
              + regex
              + "\" is not an RE2 regular expression: "
              + invalid.getDescription());
    }
    if (pattern.groupCount() < 1) {
      throw CommandFailure.usage(
          "--level-regex \"" + regex + "\" has no group: put the level in parentheses");
    }
    return pattern;
  }

  /** The level named by the line, in any case and by its syslog or java.util.logging name too. */
  Severity level(String line) {
    if (levelRegex.isEmpty()) {
      return Severity.INFO;
    }
    Matcher matcher = levelRegex.get().matcher(line);
    String name = matcher.find() ? matcher.group(1) : "";
    return name == null
        ? Severity.INFO
        : LEVELS.getOrDefault(name.toUpperCase(Locale.ROOT), Severity.INFO);
  }

  /** True if the line's text must be looked at before it can be recorded. */
  boolean readsText() {
    return levelRegex.isPresent() || eventTime.isPresent();
  }
}
