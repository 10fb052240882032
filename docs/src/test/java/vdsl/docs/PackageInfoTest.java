package vdsl.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every package of main code is described and free of null. */
final class PackageInfoTest {
  @Test
  void everyPackageIsDescribedAndNullMarked() {
    assertThat(violations(SourceTree.ofThisBuild().javaSources())).isEmpty();
  }

  @Test
  void packageWithoutDescriptionIsReported() {
    assertThat(violations(List.of(JavaSource.parse("a/src/main/java/b/C.java", "package b;"))))
        .containsExactly("a/src/main/java/b: no package-info.java");
  }

  @Test
  void packageWithoutNullMarkedIsReported() {
    String path = "a/src/main/java/b/package-info.java";

    assertThat(violations(List.of(JavaSource.parse(path, "/** B. */ package b;"))))
        .containsExactly("a/src/main/java/b: package-info.java without @NullMarked");
  }

  @Test
  void packageWithoutJavadocIsReported() {
    String path = "a/src/main/java/b/package-info.java";

    assertThat(violations(List.of(JavaSource.parse(path, "@NullMarked package b;"))))
        .containsExactly("a/src/main/java/b: package-info.java without javadoc");
  }

  private static List<String> violations(List<JavaSource> sources) {
    return sources.stream()
        .filter(source -> source.isMain() && !source.path().endsWith("module-info.java"))
        .collect(Collectors.groupingBy(PackageInfoTest::folder))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(
            entry -> objection(entry.getValue()).map(why -> entry.getKey() + ": " + why).stream())
        .toList();
  }

  private static String folder(JavaSource source) {
    return source.path().substring(0, source.path().lastIndexOf('/'));
  }

  private static Optional<String> objection(List<JavaSource> sources) {
    Optional<JavaSource> info =
        sources.stream().filter(source -> source.path().endsWith("/package-info.java")).findFirst();
    if (info.isEmpty()) {
      return Optional.of("no package-info.java");
    }
    if (!info.get().file().text().contains("@NullMarked")) {
      return Optional.of("package-info.java without @NullMarked");
    }
    return info.get().file().text().startsWith("/**")
        ? Optional.empty()
        : Optional.of("package-info.java without javadoc");
  }
}
