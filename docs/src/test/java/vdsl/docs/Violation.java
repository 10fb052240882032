package vdsl.docs;

/**
 * One place that breaks a rule.
 *
 * @param line from 1; 0 where the file as a whole is meant
 */
record Violation(String path, long line, String message) {
  @Override
  public String toString() {
    return path + ":" + line + ": " + message;
  }
}
