package vdsl.docs;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Limits what a reader must hold in mind at once. */
final class SizeRule implements SourceRule {
  /** A larger file needs another design, not another heading. */
  static final int FILE_LINES_MAX = 500;

  /** Lines between a method's braces; one screen. 40 is the aim. */
  static final int BODY_LINES_MAX = 70;

  /** More collaborators belong into a configuration record; canonical constructors are that. */
  static final int CONSTRUCTOR_PARAMETERS_MAX = 6;

  @Override
  public List<Violation> check(JavaSource source) {
    List<Violation> violations = new ArrayList<>();
    if (source.lineCount() > FILE_LINES_MAX) {
      violations.add(
          new Violation(
              source.path(), 0, source.lineCount() + " lines, at most " + FILE_LINES_MAX));
    }
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitClass(ClassTree type, Void none) {
        for (Tree member : type.getMembers()) {
          if (member instanceof BlockTree initializer) {
            checkBody(source, initializer, "initializer", violations);
          } else if (member instanceof MethodTree method) {
            checkMethod(source, type, method, violations);
          }
        }
        return super.visitClass(type, null);
      }
    }.scan(source.unit(), null);
    return violations;
  }

  private static void checkMethod(
      JavaSource source, ClassTree type, MethodTree method, List<Violation> violations) {
    if (method.getBody() != null) {
      checkBody(source, method.getBody(), method.getName().toString(), violations);
    }
    int parameters = method.getParameters().size();
    boolean constructor = method.getName().contentEquals("<init>");
    if (constructor
        && parameters > CONSTRUCTOR_PARAMETERS_MAX
        && parameters != componentCount(type)) {
      violations.add(
          source.violation(
              method,
              parameters + " constructor parameters, at most " + CONSTRUCTOR_PARAMETERS_MAX));
    }
  }

  /** Components of a record, which are its fields that are not static; 0 for other types. */
  private static long componentCount(ClassTree type) {
    return type.getKind() == Tree.Kind.RECORD
        ? type.getMembers().stream()
            .filter(
                member ->
                    member instanceof VariableTree field
                        && !field.getModifiers().getFlags().contains(Modifier.STATIC))
            .count()
        : 0;
  }

  private static void checkBody(
      JavaSource source, BlockTree body, String name, List<Violation> violations) {
    long lines = source.lastLine(body) - source.firstLine(body) - 1;
    if (lines > BODY_LINES_MAX) {
      violations.add(
          source.violation(body, name + ": " + lines + " lines, at most " + BODY_LINES_MAX));
    }
  }
}
