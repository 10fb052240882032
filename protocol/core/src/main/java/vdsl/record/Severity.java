package vdsl.record;

import java.util.Locale;

/**
 * Level of a record, as a severity number of the OpenTelemetry log data model: TRACE 1-4, DEBUG
 * 5-8, INFO 9-12, WARN 13-16, ERROR 17-20, FATAL 21-24.
 *
 * @param number 1..24; a larger one is more severe
 */
public record Severity(int number) implements Comparable<Severity> {
  public static final int NUMBER_MIN = 1;
  public static final int NUMBER_MAX = 24;

  public static final Severity TRACE = new Severity(1);
  public static final Severity DEBUG = new Severity(5);
  public static final Severity INFO = new Severity(9);
  public static final Severity WARN = new Severity(13);
  public static final Severity ERROR = new Severity(17);
  public static final Severity FATAL = new Severity(21);

  private static final String[] NAMES = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
  private static final int STEPS = 4;

  public Severity {
    if (number < NUMBER_MIN || number > NUMBER_MAX) {
      throw new IllegalArgumentException(
          "severity " + number + " not in " + NUMBER_MIN + ".." + NUMBER_MAX);
    }
  }

  /**
   * Reads a level's name, as {@link #toString} writes it, in any case.
   *
   * @throws IllegalArgumentException if no level has that name
   */
  public static Severity parse(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (int number = NUMBER_MIN; number <= NUMBER_MAX; number++) {
      Severity severity = new Severity(number);
      if (severity.toString().equals(upper)) {
        return severity;
      }
    }
    throw new IllegalArgumentException(
        "level \"" + name + "\" is not one of TRACE DEBUG INFO WARN ERROR FATAL or INFO2..FATAL4");
  }

  @Override
  public int compareTo(Severity other) {
    return Integer.compare(number, other.number);
  }

  /** The level's name: "INFO" for 9, "INFO2" for 10. */
  @Override
  public String toString() {
    int step = (number - 1) % STEPS;
    String name = NAMES[(number - 1) / STEPS];
    return step == 0 ? name : name + (step + 1);
  }
}
