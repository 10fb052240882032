package vdsl.docs;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * Main code owns its state: no static variables, no monitors where one owning thread will do, no
 * exception that vanishes.
 */
final class StateRule implements SourceRule {
  /** Path of a file that may use monitors, and why. */
  static final Map<String, String> MONITORS_ALLOWED =
      Map.of(
          "collector/src/main/java/vdsl/collector/Collector.java",
          "start and stop come from different threads: main and the shutdown hook",
          "collector/src/main/java/vdsl/collector/ingest/IngestServer.java",
          "start and close come from different threads: main and the shutdown hook",
          "collector/src/main/java/vdsl/collector/ingest/StatusLog.java",
          "any thread may report; a limit per period makes it rare");

  @Override
  public List<Violation> check(JavaSource source) {
    List<Violation> violations = new ArrayList<>();
    if (source.isMain()) {
      new Scanner(source, violations).scan(source.unit(), null);
    }
    return violations;
  }

  private static final class Scanner extends TreeScanner<Void, Void> {
    private final JavaSource source;
    private final List<Violation> violations;

    Scanner(JavaSource source, List<Violation> violations) {
      this.source = source;
      this.violations = violations;
    }

    @Override
    public Void visitClass(ClassTree type, Void none) {
      boolean isInterface = type.getKind() == Tree.Kind.INTERFACE;
      for (Tree member : type.getMembers()) {
        if (member instanceof VariableTree field && !isInterface) {
          checkField(field);
        }
      }
      return super.visitClass(type, null);
    }

    private void checkField(VariableTree field) {
      Set<Modifier> flags = field.getModifiers().getFlags();
      if (!flags.contains(Modifier.STATIC)) {
        return;
      }
      if (!flags.contains(Modifier.FINAL)) {
        violations.add(source.violation(field, field.getName() + " is static and not final"));
      } else if (flags.contains(Modifier.PUBLIC) && field.getType().toString().endsWith("[]")) {
        violations.add(source.violation(field, field.getName() + " is an array anyone can change"));
      }
    }

    @Override
    public Void visitMethod(MethodTree method, Void none) {
      if (method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
        monitor(method);
      }
      return super.visitMethod(method, null);
    }

    @Override
    public Void visitSynchronized(SynchronizedTree statement, Void none) {
      monitor(statement);
      return super.visitSynchronized(statement, null);
    }

    private void monitor(Tree at) {
      if (!MONITORS_ALLOWED.containsKey(source.path())) {
        violations.add(source.violation(at, "synchronized: let one thread own the state"));
      }
    }

    @Override
    public Void visitCatch(CatchTree clause, Void none) {
      String body = source.textOf(clause.getBlock());
      if (body.substring(1, body.length() - 1).isBlank()) {
        violations.add(source.violation(clause, "exception vanishes"));
      }
      return super.visitCatch(clause, null);
    }
  }
}
