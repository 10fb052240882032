package vdsl.cli.bench;

/**
 * One thing measured.
 *
 * @param name what was measured
 * @param value in the name's unit
 */
record Figure(Name name, double value) {
  /**
   * What was measured of what.
   *
   * @param subject what was measured
   * @param caseName under which circumstances; "case" in the JSON
   * @param metric what of it; ends in its unit
   */
  record Name(String subject, String caseName, String metric, String unit) {}

  static Figure of(String subject, String caseName, String metric, String unit, double value) {
    return new Figure(new Name(subject, caseName, metric, unit), value);
  }
}
