package vdsl.docs;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Forbids names. A name is tried as it is written: {@code System.nanoTime} for a call, a method
 * reference or a static import, {@code new Date()} for a construction without arguments. Imports
 * with a star are forbidden by a rule of their own, so that no name escapes.
 *
 * @param scope files the rule holds for
 * @param names what is forbidden, matched against the whole name
 * @param reason what to do instead
 */
record UseRule(Predicate<JavaSource> scope, Pattern names, String reason) implements SourceRule {
  @Override
  public List<Violation> check(JavaSource source) {
    List<Violation> violations = new ArrayList<>();
    if (scope.test(source)) {
      new Uses(source, violations).scan(source.unit(), null);
    }
    return violations;
  }

  private final class Uses extends TreeScanner<Void, Void> {
    private final JavaSource source;
    private final List<Violation> violations;

    Uses(JavaSource source, List<Violation> violations) {
      this.source = source;
      this.violations = violations;
    }

    private void use(String name, Tree at) {
      if (names.matcher(name).matches()) {
        violations.add(source.violation(at, name + ": " + reason));
      }
    }

    @Override
    public Void visitImport(ImportTree tree, Void none) {
      use(tree.getQualifiedIdentifier().toString(), tree);
      return null;
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree tree, Void none) {
      use(tree.toString(), tree);
      return super.visitMemberSelect(tree, null);
    }

    @Override
    public Void visitMemberReference(MemberReferenceTree tree, Void none) {
      use(tree.getQualifierExpression() + "." + tree.getName(), tree);
      return super.visitMemberReference(tree, null);
    }

    @Override
    public Void visitIdentifier(IdentifierTree tree, Void none) {
      use(tree.getName().toString(), tree);
      return null;
    }

    @Override
    public Void visitNewClass(NewClassTree tree, Void none) {
      if (tree.getArguments().isEmpty()) {
        use("new " + tree.getIdentifier() + "()", tree);
      }
      return super.visitNewClass(tree, null);
    }
  }
}
