package org.ecgworkbench.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages say in Java is Java: all of it is compiled. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern PACKAGE = Pattern.compile("^\\| `([\\w.]+)`", Pattern.MULTILINE);
  private static final Pattern TYPE =
      Pattern.compile("^public final class .*?^}\\n", Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir private Path folder;

  private static String imports() throws IOException {
    StringBuilder imports = new StringBuilder("import java.nio.file.*;\nimport java.util.*;\n");
    Matcher row = PACKAGE.matcher(Files.readString(ROOT.resolve("CONTRIBUTING.md")));
    while (row.find()) {
      imports.append("import org.ecgworkbench.").append(row.group(1)).append(".*;\n");
    }
    return imports.toString();
  }

  private List<String> faults(List<String> blocks) throws IOException {
    StringBuilder types = new StringBuilder();
    StringBuilder statements = new StringBuilder();
    for (String block : blocks) {
      String code = block.replace("{ ... }", "{ throw new UnsupportedOperationException(); }");
      Matcher type = TYPE.matcher(code);
      while (type.find()) {
        types.append(type.group().replaceFirst("public final", "static final"));
      }
      statements.append(TYPE.matcher(code).replaceAll(""));
    }
    String source =
        imports()
            + "class Page {\n"
            + types
            + "void read() throws Exception {\n"
            + statements
            + "}\n}\n";
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    JavaFileObject page =
        new SimpleJavaFileObject(URI.create("string:///Page.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    ToolProvider.getSystemJavaCompiler()
        .getTask(
            null,
            null,
            found,
            List.of(
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path")),
            null,
            List.of(page))
        .call();
    List<String> faults = new ArrayList<>();
    List<String> lines = source.lines().toList();
    for (Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
      if (each.getKind() == Diagnostic.Kind.ERROR) {
        faults.add(lines.get((int) each.getLineNumber() - 1) + ": " + each.getMessage(Locale.ROOT));
      }
    }
    return faults;
  }

  @Test
  void theJavaOfTheReadmesCompiles() throws IOException {
    List<String> blocks = new ArrayList<>();
    for (String name : List.of("README.md", "lib/README.md")) {
      Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve(name)));
      List<String> own = new ArrayList<>();
      while (block.find()) {
        own.add(block.group(1));
      }
      assertTrue(own.size() > 0, name);
      assertEquals(List.of(), faults(own), name);
      blocks.addAll(own);
    }
    assertEquals(1, faults(List.of(blocks.get(0) + "int faulty = record.noSuchThing();\n")).size());
  }
}
