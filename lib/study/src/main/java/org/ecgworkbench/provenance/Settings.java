package org.ecgworkbench.provenance;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a result depends on beside its data, by name, as its sidecar has it. Options that wrote
 * themselves into a provenance read themselves back from here.
 *
 * @param byName each setting's text
 */
public record Settings(Map<String, String> byName) {
  /** Keeps its own copy, in its order. */
  public Settings {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  /**
   * {@return a setting as it stands there}
   *
   * @param name of the setting
   * @throws IllegalArgumentException if there is none of that name
   */
  public String text(String name) {
    return read(name, "a text", text -> text);
  }

  /**
   * {@return a setting that is a count}
   *
   * @param name of the setting
   * @throws IllegalArgumentException if there is none of that name, or it is no whole number
   */
  public int count(String name) {
    return read(name, "a whole number", Integer::valueOf);
  }

  /**
   * {@return a setting that is any whole number, a seed for example}
   *
   * @param name of the setting
   * @throws IllegalArgumentException if there is none of that name, or it is no whole number
   */
  public long number(String name) {
    return read(name, "a whole number", Long::valueOf);
  }

  /**
   * {@return a setting that is a measure}
   *
   * @param name of the setting
   * @throws IllegalArgumentException if there is none of that name, or it is no number
   */
  public double measure(String name) {
    return read(name, "a number", Double::valueOf);
  }

  /**
   * {@return a setting that is one of a few}
   *
   * @param name of the setting
   * @param type what there is to choose from
   * @param <E> the same
   * @throws IllegalArgumentException if there is none of that name, or it is none of the type's
   */
  public <E extends Enum<E>> E choice(String name, Class<E> type) {
    return read(
        name, "one of " + List.of(type.getEnumConstants()), text -> Enum.valueOf(type, text));
  }

  /**
   * {@return a setting that is a list of whole numbers, as a list writes itself}
   *
   * @param name of the setting
   * @throws IllegalArgumentException if there is none of that name, or it is no such list
   */
  public List<Long> numbers(String name) {
    return read(name, "a list of whole numbers", Settings::list);
  }

  private static List<Long> list(String text) {
    List<Long> numbers =
        Arrays.stream(text.replaceAll("[\\[\\]]", "").split(", ", -1)).map(Long::valueOf).toList();
    if (!numbers.toString().equals(text)) {
      throw new IllegalArgumentException(text);
    }
    return numbers;
  }

  private <T> T read(String name, String expected, Function<String, T> reader) {
    try {
      if (byName.containsKey(name)) {
        return reader.apply(byName.get(name));
      }
    } catch (IllegalArgumentException e) {
      // Said below: in the words of the one who wrote it.
    }
    throw new IllegalArgumentException(
        "setting '%s': expected %s, found %s"
            .formatted(
                name, expected, byName.containsKey(name) ? "'" + byName.get(name) + "'" : "none"));
  }
}
