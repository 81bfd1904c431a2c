package org.ecgworkbench.notebook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** SHA-256 over the compiled classes of packages of the library, from a folder of classes or the library's jar. */
final class CodeVersion {
  private static final Map<List<String>, String> KNOWN = new ConcurrentHashMap<>();

  private CodeVersion() {}

  static String of(List<String> packages) {
    return KNOWN.computeIfAbsent(packages, CodeVersion::hash);
  }

  private static String hash(List<String> packages) {
    try {
      java.net.URI location =
          CodeVersion.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path path = Path.of(location);
      if (Files.isDirectory(path)) {
        return hashClasses(path, packages);
      }
      try (var jar = FileSystems.newFileSystem(path)) {
        return hashClasses(jar.getPath("/"), packages);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hashClasses(Path root, List<String> packages) throws IOException {
    MessageDigest digest = Provenance.digest();
    for (String name : packages.stream().sorted().toList()) {
      Path folder = root.resolve("org/ecgworkbench/" + name);
      try (Stream<Path> walk = Files.walk(folder)) {
        List<Path> files =
            walk.filter(p -> p.toString().endsWith(".class"))
                .sorted(Comparator.comparing(p -> root.relativize(p).toString()))
                .toList();
        for (Path file : files) {
          digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
          digest.update(Files.readAllBytes(file));
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
