package org.ecgworkbench.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.Test;

/** The house is as the table in CONTRIBUTING.md draws it, and as small as it is meant to be. */
class HouseTest {
  private static final String ROOT = "org.ecgworkbench";
  private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent().getParent();
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z.]+)`( \\(offered\\))? \\| ([^|]*)\\| [^|]+ \\|");
  private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");
  private static final Set<String> FOR_ALL = Set.of("base", "ecg");

  /** A limit is raised in the commit that needs it, with one line here why. */
  private static final int LARGEST_PACKAGE = 32;

  private static JavaClasses classes() {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(ROOT);
  }

  /** What each package may use, in the order of the table; null for everything. */
  private static Map<String, Set<String>> floors() throws IOException {
    Map<String, Set<String>> floors = new LinkedHashMap<>();
    Matcher row = ROW.matcher(Files.readString(CHECKOUT.resolve("CONTRIBUTING.md")));
    while (row.find()) {
      Set<String> uses = new TreeSet<>();
      Matcher name = NAME.matcher(row.group(3));
      while (name.find()) {
        uses.add(name.group(1));
      }
      if (row.group(3).startsWith("library")) {
        floors.keySet().stream().filter(HouseTest::isOfTheLibrary).forEach(uses::add);
      }
      floors.put(row.group(1), row.group(3).strip().equals("everything") ? null : uses);
    }
    return floors;
  }

  private static boolean isOfTheLibrary(String name) {
    return Files.isDirectory(
        CHECKOUT.resolve("lib/ecg/src/main/java/org/ecgworkbench/" + name.replace('.', '/')));
  }

  private static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }

  /** Every use from one package to another that the table does not name, as "from -> to: class". */
  private static List<String> violations(JavaClasses classes, Map<String, Set<String>> floors) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      String from = packageOf(type);
      for (Dependency use : type.getDirectDependenciesFromSelf()) {
        JavaClass target = use.getTargetClass();
        while (target.isArray()) {
          target = target.getComponentType();
        }
        if (!target.getPackageName().startsWith(ROOT + ".")) {
          continue;
        }
        String to = packageOf(target);
        Set<String> allowed = floors.get(from);
        boolean everything = floors.containsKey(from) && allowed == null;
        boolean common =
            FOR_ALL.contains(to) && !FOR_ALL.contains(from)
                || from.equals("ecg") && to.equals("base");
        if (!from.equals(to)
            && !everything
            && !common
            && (allowed == null || !allowed.contains(to))) {
          found.add(from + " -> " + to + ": " + type.getName());
        }
      }
    }
    return List.copyOf(found);
  }

  @Test
  void everyPackageUsesOnlyWhatItsRowNames() throws IOException {
    assertEquals(List.of(), violations(classes(), floors()));
  }

  @Test
  void theTableNamesEveryPackageAndRunsDownwardsOnly() throws IOException {
    Map<String, Set<String>> floors = floors();
    Set<String> there = new TreeSet<>();
    classes().forEach(type -> there.add(packageOf(type)));
    assertEquals(there, new TreeSet<>(floors.keySet()));
    Set<String> above = new TreeSet<>();
    floors.forEach(
        (name, uses) -> {
          assertTrue(uses == null || above.containsAll(uses), name + " uses " + uses);
          above.add(name);
        });
  }

  @Test
  void aPlantedUseThatRunsUpwardsIsSeen() {
    JavaClasses planted = new ClassFileImporter().importPackages(ROOT + ".planted");
    assertEquals(3, planted.size());
    Map<String, Set<String>> floors = new LinkedHashMap<>();
    floors.put("planted.low", Set.of());
    floors.put("planted.high", Set.of("planted.low"));
    assertEquals(
        List.of("planted.low -> planted.high: org.ecgworkbench.planted.low.Low"),
        violations(planted, floors));
  }

  @Test
  void noCycleRunsThroughPackages() {
    SlicesRuleDefinition.slices()
        .matching(ROOT + ".(**)")
        .should()
        .beFreeOfCycles()
        .check(classes());
  }

  @Test
  void noUseOfTheLibraryRunsToTheStudy() {
    Set<String> upwards =
        new ClassFileImporter()
            .importPath(CHECKOUT.resolve("lib/ecg/target/classes")).stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(use -> use.getTargetClass().getBaseComponentType())
                .filter(type -> type.getPackageName().startsWith(ROOT))
                .filter(type -> !Files.exists(source("lib/ecg", type)))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), upwards);
  }

  @Test
  void theStudyStandsOnTopOfItsPackage() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage(ROOT + ".study..")
        .and()
        .doNotBelongToAnyOf(Study.class)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Study.class)
        .check(classes());
  }

  @Test
  void everyStreamIsDrawnByItsNameInTheEnum() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".random")
        .should()
        .callMethod(NumpyRandom.class, "stream", long.class, String.class)
        .orShould()
        .callConstructor(NumpyRandom.class, long.class)
        .check(classes());
  }

  private static Path source(String module, JavaClass type) {
    String top = type.getName().replaceFirst("\\$.*", "").replace('.', '/');
    return CHECKOUT.resolve(module + "/src/main/java/" + top + ".java");
  }

  @Test
  void noPackageIsLargerThanItsLimit() throws IOException {
    Map<String, Integer> sizes = new TreeMap<>();
    for (String module : List.of("lib/ecg", "lib/study")) {
      try (Stream<Path> files = Files.walk(CHECKOUT.resolve(module + "/src/main/java"))) {
        files
            .filter(f -> f.toString().endsWith(".java") && !f.endsWith("package-info.java"))
            .forEach(f -> sizes.merge(f.getParent().toString(), 1, Integer::sum));
      }
    }
    assertFalse(sizes.isEmpty());
    sizes.forEach((name, size) -> assertTrue(size <= LARGEST_PACKAGE, name + ": " + size));
  }
}
