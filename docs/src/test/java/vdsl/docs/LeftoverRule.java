package vdsl.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Marks of unfinished work have no place in the tree: finish it, or open an issue. */
final class LeftoverRule implements SourceRule {
  private static final Pattern MARK =
      Pattern.compile(
          "\\b(" + String.join("|", "TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK") + ")\\b");

  @Override
  public List<Violation> check(JavaSource source) {
    return check(source.path(), source.file().text());
  }

  /** The same for a file of any kind. */
  static List<Violation> check(String path, String text) {
    List<Violation> violations = new ArrayList<>();
    int line = 0;
    for (String content : text.lines().toList()) {
      line++;
      Matcher mark = MARK.matcher(content);
      if (mark.find()) {
        violations.add(new Violation(path, line, mark.group()));
      }
    }
    return violations;
  }
}
