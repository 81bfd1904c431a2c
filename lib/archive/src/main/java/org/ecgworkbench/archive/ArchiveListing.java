package org.ecgworkbench.archive;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.ecgworkbench.base.Sha256;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.device.DeviceFile;
import org.ecgworkbench.dataset.file.DataFolder;
import org.ecgworkbench.dataset.wfdb.WfdbListing;
import org.ecgworkbench.ecg.EcgDataException;

/** Which recordings an archive has: files by name here, what is in them by the machines of the cluster, a group of paths at a time. */
final class ArchiveListing {
  private static final int GROUP = 2000;
  private static final Set<String> TABLES = Set.of("labels.csv", "REFERENCE.csv");
  private static final String PTB_XL = "ptbxl_database.csv";

  /**
   * What is in a file that is not simply one recording.
   *
   * @param file its place in the list
   * @param count recordings in it, 0 or more
   * @param sha256 where there are several
   * @param segments the files that are segments of this record, relative to the folder
   */
  private record Content(int file, int count, String sha256, List<String> segments)
      implements Serializable {
    private static final long serialVersionUID = 1;
  }

  private record Group(ArchiveSettings settings, int folder, int first, List<String> files)
      implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /**
   * What was found.
   *
   * @param pieces files with recordings, in the order of the recordings' names
   * @param notRead files that hold none and are not part of a recording
   */
  record Found(List<Piece> pieces, int notRead) {}

  private ArchiveListing() {}

  static Found of(ArchiveSettings settings, JavaSparkContext spark) {
    List<Group> groups = new ArrayList<>();
    List<List<String>> all = new ArrayList<>();
    for (int f = 0; f < settings.folders().size(); f++) {
      List<String> files = files(Path.of(settings.folders().get(f)));
      all.add(files);
      for (int first = 0; first < files.size(); first += GROUP) {
        groups.add(
            new Group(
                settings,
                f,
                first,
                new ArrayList<>(files.subList(first, Math.min(files.size(), first + GROUP)))));
      }
    }
    List<Piece> pieces = new ArrayList<>();
    int notRead = 0;
    List<List<Content>> contents =
        spark.parallelize(groups, groups.size()).map(ArchiveListing::look).collect();
    for (int f = 0; f < all.size(); f++) {
      List<String> files = all.get(f);
      Content[] special = new Content[files.size()];
      Set<String> segments = new HashSet<>();
      for (int g = 0; g < groups.size(); g++) {
        if (groups.get(g).folder() == f) {
          for (Content content : contents.get(g)) {
            special[content.file()] = content;
            segments.addAll(content.segments());
          }
        }
      }
      for (int i = 0; i < special.length; i++) {
        if (segments.contains(files.get(i))) {
          continue;
        }
        Content content = special[i];
        if (content == null || content.count() == 1) {
          pieces.add(Piece.whole(f, files.get(i)));
        } else if (content.count() > 1) {
          pieces.add(new Piece(f, files.get(i), 0, content.count(), content.sha256()));
        } else {
          notRead++;
        }
      }
    }
    if (pieces.isEmpty()) {
      throw new EcgDataException(settings.folders() + ": expected recordings, found none");
    }
    return new Found(pieces, notRead);
  }

  /** Cuts into parts of so many recordings; no part has recordings of two folders. */
  static List<PartTask.Part> parts(List<Piece> pieces, int size) {
    List<PartTask.Part> parts = new ArrayList<>();
    List<Piece> part = new ArrayList<>();
    int room = size;
    int folder = pieces.get(0).folder();
    for (Piece piece : pieces) {
      if (piece.folder() != folder && !part.isEmpty()) {
        parts.add(new PartTask.Part(parts.size(), new ArrayList<>(part)));
        part.clear();
        room = size;
      }
      folder = piece.folder();
      int taken = 0;
      while (taken < piece.recordings()) {
        int n = Math.min(room, piece.recordings() - taken);
        part.add(
            piece.first() < 0
                ? piece
                : new Piece(
                    folder,
                    piece.file(),
                    piece.first() + taken,
                    piece.first() + taken + n,
                    piece.sha256()));
        taken += n;
        room -= n;
        if (room == 0) {
          parts.add(new PartTask.Part(parts.size(), new ArrayList<>(part)));
          part.clear();
          room = size;
        }
      }
    }
    if (!part.isEmpty()) {
      parts.add(new PartTask.Part(parts.size(), new ArrayList<>(part)));
    }
    return parts;
  }

  /** The files of a folder that may be recordings, relative to it, in the order of their names' bytes; by names alone. */
  private static List<String> files(Path folder) {
    DataFolder.check(folder);
    boolean ptbXl = Files.isRegularFile(folder.resolve(PTB_XL));
    if (!ptbXl) {
      Datasets.checkNotSeveral(folder);
    }
    Path searched = folder;
    if (ptbXl) {
      Path full = folder.resolve("records500");
      searched = Files.isDirectory(full) ? full : folder.resolve("records100");
    }
    List<Path> all = DataFolder.filesBelow(searched, List.of(""));
    String ending = "";
    if (ptbXl || has(all, ".hea")) {
      ending = ".hea";
    } else if (Files.isRegularFile(folder.resolve("REFERENCE.csv")) && has(all, ".mat")) {
      ending = ".mat";
    }
    List<String> names = new ArrayList<>();
    for (Path file : all) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      if (name.endsWith(ending) && !TABLES.contains(name)) {
        names.add(name);
      }
    }
    names.sort(
        (a, b) ->
            Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    return names;
  }

  private static boolean has(List<Path> files, String ending) {
    return files.stream().anyMatch(f -> f.toString().endsWith(ending));
  }

  private static List<Content> look(Group group) {
    PartTask.requireSameProgram(group.settings());
    Path folder = Path.of(group.settings().folders().get(group.folder()));
    List<Content> found = new ArrayList<>();
    for (int i = 0; i < group.files().size(); i++) {
      Path file = folder.resolve(group.files().get(i));
      if (!Files.isRegularFile(file)) {
        throw new WorkerTrouble(
            "expected " + file + ", which was there when the archive was listed, found nothing");
      }
      int place = group.first() + i;
      String name = file.toString();
      if (name.endsWith(".hea")) {
        Set<Path> segments = new HashSet<>();
        WfdbListing.filesNamed(file, segments);
        if (!segments.isEmpty()) {
          found.add(
              new Content(
                  place,
                  1,
                  "",
                  segments.stream()
                      .map(s -> folder.relativize(s).toString().replace('\\', '/'))
                      .toList()));
        }
      } else if (!name.endsWith(".mat")) {
        int count = count(file);
        if (count != 1) {
          found.add(new Content(place, count, count > 1 ? sum(file) : "", List.of()));
        }
      }
    }
    return found;
  }

  private static int count(Path file) {
    try {
      int count = DeviceFile.recordings(file);
      return count == 0 && isTable(file) ? 1 : count;
    } catch (EcgDataException e) {
      return 1; // Reading it says why.
    }
  }

  /** Whether a file is a table in text as {@link org.ecgworkbench.dataset.RecordingFile} reads it: a row of names, one of them the time. */
  private static boolean isTable(Path file) {
    try (var in = Files.newInputStream(file)) {
      String begin = new String(in.readNBytes(4096), StandardCharsets.UTF_8);
      String first = begin.lines().findFirst().orElse("").replace("\uFEFF", "");
      return first.contains(",")
          && Arrays.stream(first.split(",")).anyMatch(n -> n.strip().equalsIgnoreCase("seconds"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static String sum(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
