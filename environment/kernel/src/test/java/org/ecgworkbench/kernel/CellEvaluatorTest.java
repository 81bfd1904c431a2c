package org.ecgworkbench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Public, because cells call what is declared here. */
public class CellEvaluatorTest {
  private static CellEvaluator evaluator;

  /** Counted down by code that is about to run for long. */
  public static volatile CountDownLatch begun;

  @BeforeAll
  static void start() {
    evaluator = new CellEvaluator();
  }

  @AfterAll
  static void stop() {
    evaluator.close();
  }

  private static String eval(String code) throws CellException {
    return evaluator.eval(code, 7, String::valueOf);
  }

  private static CellException failure(String code) {
    return assertThrows(CellException.class, () -> eval(code));
  }

  /** A loop as the library has them: not woven, it looks at the thread's interrupt itself. */
  public static void cooperativeLoop() {
    begun.countDown();
    while (true) {
      if (Thread.interrupted()) {
        throw new CancellationException("training cancelled at epoch 3");
      }
    }
  }

  /** Code that looks at nothing, until it is told to end. */
  public static void deafLoop() {
    begun.countDown();
    while (!deafLoopMayEnd) {
      Thread.onSpinWait();
    }
  }

  private static volatile boolean deafLoopMayEnd;

  @ParameterizedTest
  @ValueSource(strings = {"1 + 1", "int a = 5;\nint b = a * 2;\nb - 8", "// two\n\n2 // yes\n"})
  void theValueOfTheLastExpressionIsTheCells(String code) throws CellException {
    assertEquals("2", eval(code));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"int c = 5;", "int d; d = 5", "void e() {}", "", " \n", "// nothing", "null", ";"})
  void declarationsAssignmentsAndNothingHaveNoValue(String code) throws CellException {
    assertNull(eval(code));
  }

  @Test
  void declarationsInACellMayReferToLaterOnes() throws CellException {
    assertEquals(
        "4",
        eval(
            """
            int outer(int x) { return inner(x) * 2; }
            class Low extends High {}
            class High { int v = 2; }
            int inner(int x) { return x; }
            outer(new Low().v)"""));
  }

  @Test
  void aDeclarationThatIsNeverCompletedIsAnError() {
    CellException e = failure("class Orphan extends Nobody {}");
    assertEquals("CompilationError", e.name());
    assertTrue(e.getMessage().contains("Nobody"), e.getMessage());
  }

  @Test
  void callingWhatUsesUndeclaredNamesSaysWhatIsMissing() {
    CellException e = failure("int f1() { return f2() + 1; }\nf1()");
    assertEquals("f1() uses what is not declared: method f2()", e.report().get(0));
  }

  @Test
  void aCompileErrorShowsLineAndCaret() {
    CellException e =
        failure("int fine = 1;\n\n\tString s = valeus + 1; // \u00e9\nint never = 2;");
    assertEquals("CompilationError", e.name());
    assertEquals(
        List.of(
            "Cell 7, line 3: cannot find symbol",
            "    \tString s = valeus + 1; // \u00e9",
            "    \t           ^",
            "  symbol:   variable valeus"),
        e.report());
    assertEquals("CompilationError", failure("never").name());
  }

  @Test
  void theCaretIsRightInASecondStatementOfALine() {
    CellException e = failure("int one = 1; int two = on;");
    assertEquals("    int one = 1; int two = on;", e.report().get(1));
    assertEquals("                           ^", e.report().get(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"for (int i = 0; i < 3; i++ {\n}", "String s = \"abc", "int x = ", "}"})
  void whatDoesNotParseIsACompileErrorNotASuccess(String code) {
    assertEquals("CompilationError", failure(code).name());
  }

  @Test
  void anExceptionShowsItsCausesAndTheLinesOfTheCell() {
    CellException e =
        failure(
            """
            void check(int n) {
              throw new IllegalStateException("outer", new RuntimeException("middle",
                  new java.io.IOException("root")));
            }

            check(3);""");
    assertEquals("IllegalStateException", e.name());
    assertEquals("outer", e.getMessage());
    assertEquals(
        List.of(
            "java.lang.IllegalStateException: outer",
            "    at check, cell 7, line 2",
            "    at cell 7, line 6",
            "Caused by: java.lang.RuntimeException: middle",
            "Caused by: java.io.IOException: root"),
        e.report());
  }

  @Test
  void aStackOverflowIsShortAndNotFatal() throws CellException {
    CellException e = failure("int boom() { return 1 + boom(); }\nboom()");
    assertEquals("StackOverflowError", e.name());
    assertTrue(e.report().size() < 20, "lines: " + e.report().size());
    assertEquals("3", eval("1 + 2"));
  }

  @Test
  void whatThrowsWhenItIsShownIsReported() {
    CellException e =
        failure(
            "class Bad { public String toString() { throw new RuntimeException(\"no\"); } }\nnew Bad()");
    assertEquals("The cell's value could not be shown:", e.report().get(0));
    assertEquals("no", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "System.exit(3)",
        "Runtime.getRuntime().exit(3)",
        "Runtime.getRuntime().halt(3)",
        "new Object() { void go() { System.exit(3); } }.go()",
        "List.of(1).forEach(i -> System.exit(3))",
        "java.util.concurrent.CompletableFuture.runAsync(() -> System.exit(3)).get()"
      })
  void exitEndsTheCellAndNotTheProcess(String code) throws CellException {
    CellException e = failure(code + ";");
    assertEquals("SystemExit", e.name());
    assertEquals("System.exit(3)", e.getMessage());
    assertEquals("1", eval("1"));
  }

  private static CellException interruptWhenBegun(String code) {
    begun = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              try {
                begun.await();
                Thread.sleep(50);
                evaluator.interrupt();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    other.start();
    try {
      return assertTimeoutPreemptively(Duration.ofSeconds(20), () -> failure(code));
    } finally {
      join(other);
    }
  }

  /** An interrupt that came late must not hit the next test's cell. */
  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final String BEGIN =
      "org.ecgworkbench.kernel.CellEvaluatorTest.begun.countDown();";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) {}",
        "for (;;) kept++;",
        "while (true) { try { while (true) { kept++; } } catch (Throwable t) { } }",
        "while (true) { try { Thread.sleep(10); } catch (InterruptedException e) { } }",
        "Thread.sleep(60_000);",
        "new java.util.concurrent.SynchronousQueue<String>().take();",
        "java.util.stream.IntStream.iterate(0, i -> i + 1).filter(i -> i < 0).findFirst();",
        "class Spin { Spin() { do { kept++; } while (true); } }\nnew Spin();",
        "int recurse(int n) { return n == 0 ? 1 : recurse(n - 1) + recurse(n - 1); }\nrecurse(60);",
        "org.ecgworkbench.kernel.CellEvaluatorTest.cooperativeLoop();"
      })
  void anInterruptStopsTheCellAndKeepsVariables(String code) throws CellException {
    eval("int kept = 41; int touched = 1;");
    CellException e = interruptWhenBegun(BEGIN + "\n" + code + "\ntouched = 2;");
    assertEquals("Interrupted", e.name());
    assertEquals("1", eval("touched"));
    assertEquals("true", eval("kept != 0"));
    assertEquals("5", eval("int again = 0; for (int i = 0; i < 5; i++) { again++; }\nagain"));
  }

  @Test
  void anInterruptOfALibraryShowsWhatItSaid() {
    CellException e =
        interruptWhenBegun("org.ecgworkbench.kernel.CellEvaluatorTest.cooperativeLoop();");
    assertTrue(
        e.report()
            .contains("java.util.concurrent.CancellationException: training cancelled at epoch 3"),
        e.report().toString());
    assertTrue(e.report().contains("    at cell 7, line 1"), e.report().toString());
  }

  @Test
  void anInterruptWithoutACellDoesNothing() throws CellException {
    evaluator.interrupt();
    assertEquals("9", eval("Thread.sleep(1);\n9"));
  }

  @Test
  void whatIgnoresInterruptsIsLeftBehindAtTheSecond() throws Exception {
    begun = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              try {
                begun.await();
                evaluator.interrupt();
                Thread.sleep(1700);
                evaluator.interrupt();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    other.start();
    CellException e =
        failure("org.ecgworkbench.kernel.CellEvaluatorTest.deafLoop();\nSystem.out.println();");
    assertEquals("Interrupted", e.name());
    assertTrue(e.report().get(1).contains("left behind"), e.report().toString());
    assertEquals("2", eval("1 + 1"));
    deafLoopMayEnd = true;
  }

  @Test
  void completionFindsMembersOfVariablesInALaterStatement() throws CellException {
    eval("String word = \"abc\";");
    String code = "int u = 1; word.subs";
    CellHelp.Completions found = evaluator.help().complete(code, code.length());
    assertTrue(found.continuations().contains("substring("), found.toString());
    assertEquals(code.indexOf("subs"), found.anchor());
  }

  @Test
  void documentationShowsSignatures() {
    List<String> found = evaluator.help().document("Math.cbrt(2)", 7);
    assertTrue(found.get(0).startsWith("double Math.cbrt(double a)"), found.toString());
    assertTrue(evaluator.help().document("nothingLikeThis", 3).isEmpty());
  }

  @Test
  void wildcardsOfIJavaAreImported() throws CellException {
    assertFalse(
        eval("List.of(new BigDecimal(1), Pattern.compile(\"a\"), Path.of(\"b\"))").isEmpty());
  }
}
