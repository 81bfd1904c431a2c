package org.ecgworkbench.provenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ecgworkbench.base.Sha256;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * SHA-256 over the sources of packages of the library, which lie in its jar. Comments and blanks do not count: neither a better
 * explanation nor another compiler makes another program.
 */
final class CodeVersion {
  private static final String SOURCES = "META-INF/sources/org/ecgworkbench/";
  // Text blocks, strings and characters are kept, with what looks like a comment in them; the rest
  // of the alternatives goes.
  private static final Pattern KEPT_OR_GONE =
      Pattern.compile(
          "(\"\"\"(?:\\\\.|[^\\\\])*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+')"
              + "|//[^\\n]*|/\\*(?s:.*?)\\*/|\\s+");
  private static final Map<List<String>, String> KNOWN = new ConcurrentHashMap<>();

  private CodeVersion() {}

  static String of(List<String> packages) {
    return KNOWN.computeIfAbsent(packages, CodeVersion::hash);
  }

  /** A source without its comments and blanks. */
  static String essence(String source) {
    return KEPT_OR_GONE
        .matcher(source)
        .replaceAll(m -> m.group(1) == null ? "" : Matcher.quoteReplacement(m.group(1)));
  }

  private static String hash(List<String> packages) {
    try {
      // The library's jar, or its folder of classes; this class is in another.
      Path path =
          Path.of(EcgRecord.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(path)) {
        return hashSources(path, packages);
      }
      try (var jar = FileSystems.newFileSystem(path)) {
        return hashSources(jar.getPath("/"), packages);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hashSources(Path root, List<String> packages) throws IOException {
    MessageDigest digest = Sha256.digest();
    for (String name : packages.stream().sorted().toList()) {
      Path folder = root.resolve(SOURCES + name.replace('.', '/'));
      try (Stream<Path> list = Files.list(folder)) {
        for (Path file :
            list.filter(p -> p.toString().endsWith(".java"))
                .sorted((a, b) -> a.getFileName().toString().compareTo(b.getFileName().toString()))
                .toList()) {
          digest.update((name + "/" + file.getFileName()).getBytes(StandardCharsets.UTF_8));
          digest.update(essence(Files.readString(file)).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
