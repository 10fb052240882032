package vdsl.docs;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** One Java file as the compiler's parser sees it; names are as written, nothing is resolved. */
record JavaSource(Text file, CompilationUnitTree unit, DocTrees trees) {
  /** A file's path from the root of the tree, and what stands in it. */
  record Text(String path, String text) {}

  static List<JavaSource> parseAll(List<Text> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<URI, Text> byUri = new LinkedHashMap<>();
    files.forEach(file -> byUri.put(URI.create("tree:///" + file.path()), file));
    List<TextObject> objects =
        byUri.entrySet().stream()
            .map(entry -> new TextObject(entry.getKey(), entry.getValue().text()))
            .toList();
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, objects);
    DocTrees trees = DocTrees.instance(task);
    List<JavaSource> sources = new ArrayList<>(files.size());
    try {
      for (CompilationUnitTree unit : task.parse()) {
        sources.add(new JavaSource(byUri.get(unit.getSourceFile().toUri()), unit, trees));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return sources;
  }

  static JavaSource parse(String path, String text) {
    return parseAll(List.of(new Text(path, text))).get(0);
  }

  String path() {
    return file.path();
  }

  /** Name of its package; empty for the unnamed one and for module-info. */
  String packageName() {
    return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
  }

  boolean isMain() {
    return path().contains("src/main/java/");
  }

  boolean isTest() {
    return path().contains("src/test/java/");
  }

  int lineCount() {
    return (int) file.text().lines().count();
  }

  long firstLine(Tree tree) {
    return unit.getLineMap().getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
  }

  long lastLine(Tree tree) {
    return unit.getLineMap().getLineNumber(trees.getSourcePositions().getEndPosition(unit, tree));
  }

  /** The text a tree was parsed from. */
  String textOf(Tree tree) {
    return file.text()
        .substring(
            (int) trees.getSourcePositions().getStartPosition(unit, tree),
            (int) trees.getSourcePositions().getEndPosition(unit, tree));
  }

  Optional<String> javadoc(TreePath declaration) {
    return Optional.ofNullable(trees.getDocComment(declaration));
  }

  Violation violation(Tree at, String message) {
    return new Violation(path(), firstLine(at), message);
  }

  private static final class TextObject extends SimpleJavaFileObject {
    private final String text;

    TextObject(URI uri, String text) {
      super(uri, JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
