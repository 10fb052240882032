package vdsl.docs;

import com.sun.source.tree.ClassTree;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Modifier;

/** Every public type says what it is; nobody signs one. */
final class JavadocRule implements SourceRule {
  @Override
  public List<Violation> check(JavaSource source) {
    List<Violation> violations = new ArrayList<>();
    new TreePathScanner<Void, Void>() {
      @Override
      public Void visitClass(ClassTree type, Void none) {
        Optional<String> javadoc = source.javadoc(getCurrentPath());
        boolean isPublic = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
        if (source.isMain() && isPublic && javadoc.isEmpty()) {
          violations.add(source.violation(type, type.getSimpleName() + " has no javadoc"));
        }
        if (javadoc.filter(text -> text.contains("@author")).isPresent()) {
          violations.add(source.violation(type, "author tag: the history knows"));
        }
        return super.visitClass(type, null);
      }
    }.scan(source.unit(), null);
    return violations;
  }
}
