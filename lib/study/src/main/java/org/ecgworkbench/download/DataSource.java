package org.ecgworkbench.download;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * What a published data set consists of and where it lies: one of the manifests {@code datasets/*.json}.
 *
 * @param name the name that {@code fetch} knows it by
 * @param title what it is, with its version
 * @param licence the licence that its publisher states
 * @param doi where it is described
 * @param baseUrl the folder at the publisher, ending in {@code /}
 * @param sums the file with the SHA-256 of every file, relative to {@code baseUrl}, as {@code sha256sum} writes it
 * @param folders which of these files are wanted
 * @param required paths here without which the data set cannot be read
 * @param largestFileBytes no file is longer; what a server sends beyond it is not taken
 */
public record DataSource(
    String name,
    String title,
    String licence,
    String doi,
    URI baseUrl,
    String sums,
    List<Folder> folders,
    List<String> required,
    long largestFileBytes) {

  /** The data sets that have a manifest. */
  public static final List<String> NAMES = List.of("cpsc2018", "ptbxl");

  /**
   * Files of one folder at the publisher.
   *
   * @param from the folder there, empty or ending in {@code /}
   * @param to the folder here, empty or ending in {@code /}
   * @param names what the names below {@code from} must match
   * @param describedFiles how many the description of the data set gives; the publisher's list is followed, and a difference told
   */
  public record Folder(String from, String to, Pattern names, int describedFiles) {
    /**
     * Checks that both folders are plain relative paths.
     *
     * @throws EcgDataException if one does not end in {@code /} or leads outside its folder, or fewer than one file is described
     */
    public Folder {
      for (String folder : List.of(from, to)) {
        if (!folder.isEmpty()) {
          if (!folder.endsWith("/")) {
            throw new EcgDataException("folder '" + folder + "': expected a / at its end");
          }
          FileSums.checkPath("manifest: ", folder.substring(0, folder.length() - 1));
        }
      }
      if (describedFiles < 1) {
        throw new EcgDataException(
            "folder '" + from + "': expected at least 1 file, found " + describedFiles);
      }
    }
  }

  /**
   * Checks the address, makes the lists immutable.
   *
   * @throws EcgDataException if the address is not http or https with a host and nothing after the path, {@code sums} is no plain relative
   *     path, or the largest file is smaller than 1 byte
   */
  public DataSource {
    baseUrl = directory(baseUrl);
    FileSums.checkPath("manifest: ", sums);
    folders = List.copyOf(folders);
    required = List.copyOf(required);
    if (largestFileBytes < 1) {
      throw new EcgDataException(
          "manifest: expected a largest file of at least 1 byte, found " + largestFileBytes);
    }
  }

  /**
   * {@return the same data set at a mirror with the publisher's layout, whose own list of sums is believed}
   *
   * @param mirror the folder there, http or https; a {@code /} is added where the end lacks one
   * @throws EcgDataException if it is no such address
   */
  public DataSource withBaseUrl(URI mirror) {
    return new DataSource(
        name, title, licence, doi, mirror, sums, folders, required, largestFileBytes);
  }

  private static URI directory(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https"))
        || url.getHost() == null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new EcgDataException(
          "expected an address such as https://physionet.org/files/ptb-xl/1.0.3/, found '"
              + url
              + "'");
    }
    return url.getRawPath().endsWith("/") ? url : URI.create(url + "/");
  }

  /**
   * The data set of a name.
   *
   * @param name one of {@link #NAMES}; case counts
   * @return its manifest, which is part of the library
   * @throws EcgDataException if there is none; the message lists those that there are
   */
  public static DataSource named(String name) {
    if (!NAMES.contains(name)) {
      throw new EcgDataException(
          "no data set '" + name + "' to fetch; there are " + String.join(", ", NAMES));
    }
    String file = "datasets/" + name + ".json";
    try (InputStream in = DataSource.class.getResourceAsStream("/" + file)) {
      if (in == null) {
        throw new IllegalStateException("the library lacks its resource " + file);
      }
      return parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parses a manifest.
   *
   * @param file its name, for messages
   * @param json the whole text, of the form of {@code datasets/*.json}
   * @return the data set that it describes
   * @throws EcgDataException if it is not of this form or names a path outside its folder
   */
  public static DataSource parse(String file, String json) {
    try {
      JsonObject manifest = JsonParser.parseString(json).getAsJsonObject();
      List<Folder> folders = new ArrayList<>();
      for (JsonElement element : element(manifest, "folders", JsonArray.class)) {
        JsonObject folder = element.getAsJsonObject();
        folders.add(
            new Folder(
                text(folder, "from"),
                text(folder, "to"),
                Pattern.compile(text(folder, "names")),
                element(folder, "describedFiles", JsonElement.class).getAsInt()));
      }
      List<String> required = new ArrayList<>();
      for (JsonElement path : element(manifest, "required", JsonArray.class)) {
        required.add(path.getAsString());
      }
      return new DataSource(
          text(manifest, "name"),
          text(manifest, "title"),
          text(manifest, "licence"),
          text(manifest, "doi"),
          URI.create(text(manifest, "baseUrl")),
          text(manifest, "sums"),
          folders,
          required,
          element(manifest, "largestFileBytes", JsonElement.class).getAsLong());
    } catch (EcgDataException e) {
      throw new EcgDataException(file + ": " + e.getMessage(), e);
    } catch (PatternSyntaxException e) {
      throw new EcgDataException(file + ": names: " + e.getDescription(), e);
    } catch (JsonParseException | IllegalArgumentException | IllegalStateException e) {
      throw new EcgDataException(file + ": not a manifest (" + e.getMessage() + ")", e);
    }
  }

  private static String text(JsonObject object, String key) {
    return element(object, key, JsonElement.class).getAsString();
  }

  private static <T extends JsonElement> T element(JsonObject object, String key, Class<T> type) {
    JsonElement element = object.get(key);
    if (!type.isInstance(element)) {
      throw new EcgDataException("expected '" + key + "', found " + element);
    }
    return type.cast(element);
  }
}
