package vdsl.docs;

import com.sun.source.tree.ImportTree;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds main sources to the {@link PackageTable} by their place and imports. What the compiled
 * classes use is checked by {@link CompiledPackagesTest}; imports also show what leaves no trace
 * there, such as constants.
 */
final class PackageRule implements SourceRule {
  @Override
  public List<Violation> check(JavaSource source) {
    List<Violation> violations = new ArrayList<>();
    String from = source.packageName();
    if (!source.isMain() || from.isEmpty()) {
      return violations;
    }
    if (!PackageTable.isAtHome(from, source.path())) {
      violations.add(
          new Violation(source.path(), 0, from + " is not in the table of packages, or elsewhere"));
      return violations;
    }
    for (ImportTree imported : source.unit().getImports()) {
      String name = imported.getQualifiedIdentifier().toString();
      if (name.startsWith("vdsl.")) {
        PackageTable.objection(from, packageOf(name))
            .ifPresent(objection -> violations.add(source.violation(imported, objection)));
      }
    }
    return violations;
  }

  /** Package parts are in lower case, types are not. */
  private static String packageOf(String imported) {
    StringBuilder name = new StringBuilder();
    for (String part : imported.split("\\.", -1)) {
      if (Character.isUpperCase(part.charAt(0))) {
        break;
      }
      name.append(name.isEmpty() ? "" : ".").append(part);
    }
    return name.toString();
  }
}
