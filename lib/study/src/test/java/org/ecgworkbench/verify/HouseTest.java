package org.ecgworkbench.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private static final String[] MODULES = {"lib/ecg", "lib/study", "lib/archive"};
  private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent().getParent();
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z.]+)`( \\(offered\\))? \\| ([^|]*)\\| [^|]+ \\|");
  private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");
  private static final Pattern COMMENT =
      Pattern.compile(
          "(\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+')|//[^\\n]*|/\\*(?s:.*?)\\*/");
  private static final Set<String> FOR_ALL = Set.of("base", "ecg");

  // A limit is raised in the commit that needs it, with one line here why.
  private static final int LARGEST_PACKAGE = 30;
  // The readers of device formats are 7,300 lines, learners of anybody's and what explains them
  // 1,000, the gate, files accounted for and WFDB's other formats with FLAC 1,200, the page of
  // single leads and the scores in git 800, what journals ask (flow, decision curves, numbers of
  // figures, checklists, crate) 1,700, waves of each beat and what maps are worth on them 2,000,
  // recordings of patients 800, what the paper does not answer 2,300, parts of long recordings and
  // the reports' mends 900, networks whose answer is known, known answers of randomised weights and
  // what results state of each other 500, readers of carts in one pass and the transform in pieces
  // 200; the compact figures and the index of a folder 90; files split into one idea each 40.
  private static final int CODE_LINES = 58_720;
  private static final int OFFERED_TYPES = 90;

  /** A file has more lines only if it is one algorithm. */
  private static final int LONGEST_FILE = 300;

  /** The most files of one package of which each needs all others. */
  private static final int LARGEST_RING = 3;

  /** Files of more lines than {@link #LONGEST_FILE} that are one algorithm, one format or one drawing. */
  private static final Map<String, String> ONE_ALGORITHM =
      Map.ofEntries(
          Map.entry(
              "baseline/SvmBaseline",
              "the training of support vector machines and their probabilities"),
          Map.entry("beat/Delineation", "the waves of each beat"),
          Map.entry("dataset/Folds", "the authors' assignment of records to folds"),
          Map.entry("dataset/Resampler", "a polyphase filter"),
          Map.entry("dataset/device/array/CartCsvFormat", "one format"),
          Map.entry("dataset/device/array/Hdf5Array", "the arrays of one format"),
          Map.entry("dataset/device/array/Hdf5Format", "one format"),
          Map.entry("dataset/device/binary/DicomGroup", "the waveforms of one format"),
          Map.entry("dataset/device/binary/DicomParser", "the elements of one format"),
          Map.entry("dataset/device/binary/EdfFormat", "one format"),
          Map.entry("dataset/device/binary/ScpFormat", "one format"),
          Map.entry("dataset/device/xml/AnnotatedEcgXml", "one format"),
          Map.entry("dataset/device/xml/MuseXml", "one format"),
          Map.entry("dataset/device/xml/XmlPull", "a parser of XML"),
          Map.entry("dataset/matlab/MatlabEcg", "one format"),
          Map.entry("dataset/synthetic/EcgModel", "the generator's waves"),
          Map.entry("dataset/synthetic/Rhythm", "the generator's rhythms"),
          Map.entry("dataset/synthetic/Subject", "the generator's patient"),
          Map.entry("dataset/wfdb/SignalDecoder", "the signal formats of WFDB"),
          Map.entry("dataset/wfdb/WfdbHeader", "one format"),
          Map.entry("dataset/wfdb/WfdbReader", "one format"),
          Map.entry("evaluation/inference/SeedBootstrap", "a bootstrap of records and trainings"),
          Map.entry("figure/chart/IntervalHeatMap", "one drawing"),
          Map.entry("figure/chart/LeadComparison", "one drawing"),
          Map.entry("figure/ecg/AttributionPaper", "one drawing"),
          Map.entry("figure/ecg/EcgPaper", "one drawing"),
          Map.entry("model/ResNet1d", "the network: its weights and its layers"),
          Map.entry(
              "model/Training", "one offered type: what a training is given, and what it leaves"),
          Map.entry("shap/ExpectedGradients", "expected gradients"),
          Map.entry("shap/LearnerShap", "Shapley values of features by sampling"),
          Map.entry(
              "shap/layer/LayeredNetwork", "the network forward and backward, layer by layer"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static JavaClasses classes() {
    return CLASSES;
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

  /** Their initialisers unpack the native library under one name for all processes. */
  @Test
  void lightGbmIsLoadedFromAFolderOfThisProcess() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.github.metarank.lightgbm4j..")
        .check(classes());
  }

  private static Path source(String module, JavaClass type) {
    String top = type.getName().replaceFirst("\\$.*", "").replace('.', '/');
    return CHECKOUT.resolve(module + "/src/main/java/" + top + ".java");
  }

  /** The source files of library and study, without what only tells about a package. */
  private static List<Path> sources() throws IOException {
    return sources("lib/ecg", "lib/study");
  }

  private static List<Path> sources(String... modules) throws IOException {
    List<Path> all = new ArrayList<>();
    for (String module : modules) {
      try (Stream<Path> files = Files.walk(CHECKOUT.resolve(module + "/src/main/java"))) {
        files
            .filter(f -> f.toString().endsWith(".java") && !f.endsWith("package-info.java"))
            .sorted()
            .forEach(all::add);
      }
    }
    return all;
  }

  @Test
  void noPackageIsLargerThanItsLimit() throws IOException {
    Map<String, Integer> sizes = new TreeMap<>();
    sources(MODULES).forEach(f -> sizes.merge(f.getParent().toString(), 1, Integer::sum));
    assertFalse(sizes.isEmpty());
    sizes.forEach((name, size) -> assertTrue(size <= LARGEST_PACKAGE, name + ": " + size));
  }

  @Test
  void aLongFileIsOneAlgorithm() throws IOException {
    Set<String> expected = new TreeSet<>(ONE_ALGORITHM.keySet());
    Set<String> found = new TreeSet<>();
    for (Path file : sources(MODULES)) {
      try (Stream<String> lines = Files.lines(file)) {
        if (lines.count() > LONGEST_FILE) {
          String name = file.toString().replace('\\', '/');
          found.add(name.replaceFirst(".*/org/ecgworkbench/", "").replaceFirst("\\.java$", ""));
        }
      }
    }
    assertEquals(expected, found);
  }

  /** Lines that hold code: no comment, no blank, no import, no package. */
  private static long codeLines(String source) {
    return COMMENT
        .matcher(source)
        .replaceAll(m -> m.group(1) == null ? "" : Matcher.quoteReplacement(m.group(1)))
        .lines()
        .filter(
            line -> !line.isBlank() && !line.startsWith("import ") && !line.startsWith("package "))
        .count();
  }

  @Test
  void codeLinesAreCountedWithoutCommentsAndImports() {
    assertEquals(
        3,
        codeLines(
            """
            package a;

            import b.C;

            /** Says what it is. */
            class D { // a remark
              String url = "http://e"; /* two
              lines */
            }
            """));
  }

  @Test
  void theHouseIsNotLargerThanItsLimit() throws IOException {
    long lines = 0;
    for (Path file : sources()) {
      lines += codeLines(Files.readString(file));
    }
    assertTrue(lines <= CODE_LINES, lines + " lines of code");
  }

  /** A file's reader takes a comma for the end of a column's name, whatever the quotes say. */
  @Test
  void noNameOfAColumnHoldsAComma() throws IOException {
    Pattern column = Pattern.compile("\\.(text|number|count|interval)\\(\\s*\"([^\"]*)\"");
    int names = 0;
    for (Path file : sources()) {
      Matcher found = column.matcher(Files.readString(file));
      while (found.find()) {
        assertFalse(found.group(2).contains(","), file + ": " + found.group(2));
        names++;
      }
    }
    assertTrue(names > 200, names + " columns");
  }

  /** The public types of the packages that are offered. */
  private static Set<String> offered() throws IOException {
    Set<String> offered = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(CHECKOUT.resolve("CONTRIBUTING.md")));
    while (row.find()) {
      if (row.group(2) == null) {
        continue;
      }
      for (JavaClass type : classes()) {
        if (packageOf(type).equals(row.group(1)) && isPublic(type)) {
          offered.add(type.getSimpleName());
        }
      }
    }
    return offered;
  }

  private static boolean isPublic(JavaClass type) {
    return type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC);
  }

  /** So that a notebook may import whole packages of this library, of Smile's data and of DJL side by side. */
  @Test
  void noTypeThatIsOfferedHasTheNameOfOneOfSmilesDataOrOfDjls() throws IOException {
    Set<String> theirs =
        new ClassFileImporter()
            .importPackages("smile.data", "ai.djl").stream()
                .filter(HouseTest::isPublic)
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(theirs.contains("Dataset") && theirs.contains("DataFrame"), theirs.toString());
    Set<String> both = offered();
    both.retainAll(theirs);
    assertEquals(Set.of(), both);
  }

  @Test
  void whatIsOfferedIsUsedAndHasItsLimit() throws IOException {
    Set<String> offered = offered();
    StringBuilder users = new StringBuilder();
    for (String readme : List.of("README.md", "lib/README.md")) {
      users.append(Files.readString(CHECKOUT.resolve(readme)));
    }
    try (Stream<Path> notebooks = Files.list(CHECKOUT.resolve("notebooks"))) {
      for (Path notebook : notebooks.filter(n -> n.toString().endsWith(".ipynb")).toList()) {
        users.append(Files.readString(notebook));
      }
    }
    for (Path file : sources()) {
      if (file.startsWith(CHECKOUT.resolve("lib/study"))) {
        users.append(Files.readString(file));
      }
    }
    Set<String> words = new TreeSet<>(List.of(users.toString().split("\\W+")));
    Set<String> unused = new TreeSet<>(offered);
    unused.removeAll(words);
    assertEquals(Set.of(), unused);
    assertTrue(offered.size() <= OFFERED_TYPES, offered.size() + " types are offered");
  }

  @Test
  void noRingOfFilesIsLargerThanItsLimit() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass type : classes()) {
      for (Dependency use : type.getDirectDependenciesFromSelf()) {
        JavaClass target = use.getTargetClass().getBaseComponentType();
        if (target.getPackageName().equals(type.getPackageName())) {
          uses.computeIfAbsent(top(type), t -> new TreeSet<>()).add(top(target));
        }
      }
    }
    Map<String, Set<String>> reached = new TreeMap<>();
    uses.keySet()
        .forEach(type -> reach(type, uses, reached.computeIfAbsent(type, t -> new TreeSet<>())));
    Map<String, Set<String>> large = new TreeMap<>();
    for (String type : uses.keySet()) {
      Set<String> ring =
          reached.get(type).stream()
              .filter(other -> reached.getOrDefault(other, Set.of()).contains(type))
              .collect(Collectors.toCollection(TreeSet::new));
      if (ring.size() > LARGEST_RING) {
        large.put(type, ring);
      }
    }
    assertEquals(Map.of(), large);
  }

  private static String top(JavaClass type) {
    return type.getName().replaceFirst("\\$.*", "");
  }

  private static void reach(String from, Map<String, Set<String>> uses, Set<String> reached) {
    for (String to : uses.getOrDefault(from, Set.of())) {
      if (reached.add(to)) {
        reach(to, uses, reached);
      }
    }
  }
}
