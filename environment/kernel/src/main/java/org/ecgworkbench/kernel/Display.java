package org.ecgworkbench.kernel;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;

/**
 * Shows things under the running cell.
 *
 * <p><b>Contract for libraries.</b> A library that does not want to depend on this kernel finds this class by its name, {@code
 * org.ecgworkbench.kernel.Display}, and calls by reflection
 *
 * <ul>
 *   <li>{@code public static boolean isRunning()}: whether a kernel runs in this process;
 *   <li>{@code public static String show(Map<String, String> bundle)}: shows one object in several forms, MIME type to content, binary
 *       content in base64; returns a display id;
 *   <li>{@code public static void update(String id, Map<String, String> bundle)}: replaces, wherever it is shown, what {@code show}
 *       returned that id for.
 * </ul>
 *
 * <p>Only types of {@code java.base} occur in it. {@code display}, {@code updateDisplay} and {@code printf} are there for cells, under
 * the names that IJava gives them.
 */
public final class Display {
  /** Where shown things go. */
  interface Sink {
    /**
     * Takes what is to be shown.
     *
     * @param data the content with its display id
     * @param isUpdate whether it replaces what has that id
     */
    void accept(DisplayData data, boolean isUpdate);
  }

  private static final AtomicLong IDS = new AtomicLong();
  private static volatile Sink sink;

  private Display() {}

  static void connect(Sink next) {
    sink = next;
  }

  /**
   * Whether a kernel runs in this process.
   *
   * @return whether {@link #show} has an effect
   */
  public static boolean isRunning() {
    return sink != null;
  }

  /**
   * Shows one object in the forms given.
   *
   * @param bundle content by MIME type; binary content in base64
   * @return an id for {@link #update}
   * @throws IllegalStateException if no kernel is running
   */
  public static String show(Map<String, String> bundle) {
    return send("display-" + IDS.incrementAndGet(), data(bundle), false);
  }

  /**
   * Replaces what is shown under an id.
   *
   * @param id what {@link #show} or {@link #display} returned
   * @param bundle content by MIME type; binary content in base64
   * @throws IllegalStateException if no kernel is running
   */
  public static void update(String id, Map<String, String> bundle) {
    send(id, data(bundle), true);
  }

  /**
   * Shows an object: an image as PNG, anything else as text.
   *
   * @param value the object
   * @return an id for {@link #updateDisplay}
   * @throws IllegalStateException if no kernel is running
   */
  public static String display(Object value) {
    return send("display-" + IDS.incrementAndGet(), render(value), false);
  }

  /**
   * Replaces what is shown under an id.
   *
   * @param id what {@link #show} or {@link #display} returned
   * @param value the object to show instead
   * @throws IllegalStateException if no kernel is running
   */
  public static void updateDisplay(String id, Object value) {
    send(id, render(value), true);
  }

  /**
   * Prints to {@code System.out}, in the default locale.
   *
   * @param format as for {@link String#format(String, Object...)}
   * @param arguments what the format refers to
   */
  public static void printf(String format, Object... arguments) {
    System.out.printf(format, arguments);
  }

  private static String send(String id, DisplayData data, boolean isUpdate) {
    Sink target = sink;
    if (target == null) {
      throw new IllegalStateException("no kernel is running in this process");
    }
    if (!CellGuard.isAbandoned(Thread.currentThread())) {
      data.setDisplayId(id);
      target.accept(data, isUpdate);
    }
    return id;
  }

  private static DisplayData data(Map<String, String> bundle) {
    DisplayData data = new DisplayData();
    new LinkedHashMap<>(bundle).forEach(data::putData);
    return data;
  }

  /** An object as it is shown: images as PNG, arrays by their elements, anything else by {@code toString()}. */
  static DisplayData render(Object value) {
    if (value instanceof DisplayData data) {
      return new DisplayData(data);
    }
    DisplayData data = new DisplayData();
    if (value instanceof RenderedImage image) {
      data.putData("image/png", png(image));
      // Not toString(): it holds addresses, and a notebook run twice should be the same twice.
      data.putText("image, " + image.getWidth() + " x " + image.getHeight() + " pixels");
    } else if (value != null && value.getClass().isArray()) {
      String elements = Arrays.deepToString(new Object[] {value});
      data.putText(elements.substring(1, elements.length() - 1));
    } else {
      data.putText(String.valueOf(value));
    }
    return data;
  }

  private static String png(RenderedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", bytes)) {
        throw new IllegalArgumentException("this image cannot be written as PNG: " + image);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
