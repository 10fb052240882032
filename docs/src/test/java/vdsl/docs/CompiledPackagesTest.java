package vdsl.docs;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vdsl.docs.planted.first.Egg;

/** Holds the compiled classes of all modules to the {@link PackageTable}, and to no cycles. */
final class CompiledPackagesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("vdsl");
  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages(Egg.class.getPackageName().replace(".first", ""));

  @Test
  void packagesUseOnlyThoseBelowThem() {
    assertThat(objections(CLASSES)).isEmpty();
  }

  @Test
  void plantedUseOfAnUnknownPackageIsReported() {
    assertThat(objections(PLANTED)).isNotEmpty();
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("vdsl.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void plantedCycleIsReported() {
    assertThat(
            slices()
                .matching("vdsl.(**)")
                .should()
                .beFreeOfCycles()
                .evaluate(PLANTED)
                .getFailureReport()
                .getDetails())
        .hasSize(1);
  }

  /** A module that is no dependency of this one would escape both tests above. */
  @Test
  void everyPackageWithSourcesWasImported() {
    Set<String> imported =
        CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    Set<String> written =
        SourceTree.ofThisBuild().javaSources().stream()
            .filter(source -> source.isMain() && !source.path().endsWith("-info.java"))
            .map(JavaSource::packageName)
            .collect(Collectors.toSet());

    assertThat(imported).isNotEmpty().containsAll(written);
  }

  private static List<String> objections(JavaClasses classes) {
    return classes.stream()
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(CompiledPackagesTest::isOurs)
        .flatMap(
            dependency ->
                PackageTable.objection(
                    dependency.getOriginClass().getPackageName(),
                    dependency.getTargetClass().getPackageName())
                    .map(why -> why + ": " + dependency.getDescription())
                    .stream())
        .sorted()
        .toList();
  }

  private static boolean isOurs(Dependency dependency) {
    JavaClass target = dependency.getTargetClass().getBaseComponentType();
    return target.getPackageName().startsWith("vdsl.");
  }
}
