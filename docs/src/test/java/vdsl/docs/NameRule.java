package vdsl.docs;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Forbids names that say nothing: a type is named by the field's noun or by its difference. */
final class NameRule implements SourceRule {
  private static final Set<String> EMPTY_WORDS =
      Set.of("Impl", "Manager", "Util", "Utils", "Helper", "Helpers", "Base", "Common");
  private static final Set<String> EMPTY_PACKAGES =
      Set.of("impl", "manager", "util", "utils", "helper", "helpers", "base", "common", "commons");
  private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final Pattern I_PREFIX = Pattern.compile("I[A-Z][a-z].*");

  @Override
  public List<Violation> check(JavaSource source) {
    List<Violation> violations = new ArrayList<>();
    for (String part : source.packageName().split("\\.", -1)) {
      if (EMPTY_PACKAGES.contains(part)) {
        violations.add(new Violation(source.path(), 0, "package part " + part + " says nothing"));
      }
    }
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitClass(ClassTree type, Void none) {
        String name = type.getSimpleName().toString();
        String[] words = WORD_START.split(name, -1);
        if (EMPTY_WORDS.contains(words[0]) || EMPTY_WORDS.contains(words[words.length - 1])) {
          violations.add(source.violation(type, name + " has a word that says nothing"));
        }
        if (type.getKind() == Tree.Kind.INTERFACE && I_PREFIX.matcher(name).matches()) {
          violations.add(source.violation(type, name + ": no I for interfaces"));
        }
        return super.visitClass(type, null);
      }
    }.scan(source.unit(), null);
    return violations;
  }
}
