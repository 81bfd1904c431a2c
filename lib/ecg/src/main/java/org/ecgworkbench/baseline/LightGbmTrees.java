package org.ecgworkbench.baseline;

import static com.microsoft.ml.lightgbm.lightgbmlib.*;
import static com.microsoft.ml.lightgbm.lightgbmlibConstants.C_API_DTYPE_FLOAT32;
import static com.microsoft.ml.lightgbm.lightgbmlibConstants.C_API_DTYPE_FLOAT64;
import static com.microsoft.ml.lightgbm.lightgbmlibConstants.C_API_FEATURE_IMPORTANCE_GAIN;

import com.microsoft.ml.lightgbm.PredictionType;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_double;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_float;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_int;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_long_long;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_p_void;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_void;
import com.microsoft.ml.lightgbm.lightgbmlib;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.base.Parallel;

/**
 * Trees in LightGBM's memory, by its C interface. Not through {@code LGBMBooster} of lightgbm4j, whose class initialiser unpacks the native
 * library under one name in the folder of {@code java.io.tmpdir}: a second process that does so pulls the file from under the first,
 * which then crashes.
 */
final class LightGbmTrees implements AutoCloseable {
  private static final long FIRST_BUFFER = 10 << 20;

  private static boolean loaded;

  private final SWIGTYPE_p_p_void place = new_voidpp();

  private LightGbmTrees() {}

  /** Loads the native library from a folder of this process alone. */
  static synchronized void load() throws IOException {
    if (loaded) {
      return;
    }
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String kind = os.startsWith("linux") ? "linux" : os.startsWith("mac") ? "osx" : "windows";
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    boolean isArm = arch.startsWith("aarch64") || arch.startsWith("arm64");
    String ending = kind.equals("linux") ? ".so" : kind.equals("osx") ? ".dylib" : ".dll";
    Path own = Files.createTempDirectory("lightgbm");
    own.toFile().deleteOnExit();
    for (String name : List.of("lib_lightgbm", "lib_lightgbm_swig")) {
      String resource = "/lightgbm4j/" + kind + (isArm ? "/aarch64/" : "/x86_64/") + name + ending;
      Path file = own.resolve(name + ending);
      // Where a loaded library cannot be deleted, it is when the process ends.
      file.toFile().deleteOnExit();
      try (InputStream in = lightgbmlib.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new FileNotFoundException("there is no " + resource);
        }
        Files.copy(in, file);
      }
      System.load(file.toString());
    }
    loaded = true;
  }

  /**
   * Grows trees.
   *
   * @param flat the records' features, one record after the other
   * @param labels of the records
   * @return the model as LightGBM writes it
   */
  static String train(double[] flat, int features, boolean[] labels, int trees, String settings) {
    SWIGTYPE_p_p_void data = new_voidpp();
    SWIGTYPE_p_double values = copy(flat);
    SWIGTYPE_p_float response = new_floatArray(labels.length);
    SWIGTYPE_p_int finished = new_intp();
    try (LightGbmTrees made = new LightGbmTrees()) {
      for (int i = 0; i < labels.length; i++) {
        floatArray_setitem(response, i, labels[i] ? 1 : 0);
      }
      check(
          LGBM_DatasetCreateFromMat(
              double_to_voidp_ptr(values),
              C_API_DTYPE_FLOAT64,
              labels.length,
              features,
              1,
              settings,
              null,
              data));
      check(
          LGBM_DatasetSetField(
              voidpp_value(data),
              "label",
              float_to_voidp_ptr(response),
              labels.length,
              C_API_DTYPE_FLOAT32));
      check(LGBM_BoosterCreate(voidpp_value(data), settings, made.place));
      for (int t = 0; t < trees; t++) {
        Parallel.stopIfInterrupted();
        check(LGBM_BoosterUpdateOneIter(made.handle(), finished));
      }
      return made.text();
    } finally {
      if (isSet(data)) {
        LGBM_DatasetFree(voidpp_value(data));
      }
      delete_voidpp(data);
      delete_doubleArray(values);
      delete_floatArray(response);
      delete_intp(finished);
    }
  }

  private String text() {
    SWIGTYPE_p_long_long length = new_int64_tp();
    try {
      return LGBM_BoosterSaveModelToStringSWIG(
          handle(), 0, 0, C_API_FEATURE_IMPORTANCE_GAIN, FIRST_BUFFER, length);
    } finally {
      delete_int64_tp(length);
    }
  }

  /** The trees of a model as LightGBM writes it. */
  static LightGbmTrees of(String model) {
    SWIGTYPE_p_int iterations = new_intp();
    LightGbmTrees trees = new LightGbmTrees();
    try {
      check(LGBM_BoosterLoadModelFromString(model, iterations, trees.place));
      return trees;
    } catch (IllegalStateException e) {
      trees.close();
      throw e;
    } finally {
      delete_intp(iterations);
    }
  }

  /** What the trees say of records, one record after the other. */
  double[] predict(double[] flat, int records, int features, PredictionType what) {
    int each = what == PredictionType.C_API_PREDICT_CONTRIB ? features + 1 : 1;
    SWIGTYPE_p_double values = copy(flat);
    SWIGTYPE_p_double found = new_doubleArray((long) records * each);
    SWIGTYPE_p_long_long length = new_int64_tp();
    try {
      check(
          LGBM_BoosterPredictForMat(
              handle(),
              double_to_voidp_ptr(values),
              C_API_DTYPE_FLOAT64,
              records,
              features,
              1,
              what.getType(),
              0,
              -1,
              "num_threads=1 verbosity=-1",
              length,
              found));
      return copy(found, Math.toIntExact(int64_tp_value(length)));
    } finally {
      delete_doubleArray(values);
      delete_doubleArray(found);
      delete_int64_tp(length);
    }
  }

  /** The gain of each feature over all trees. */
  double[] gains(int features) {
    SWIGTYPE_p_double found = new_doubleArray(features);
    try {
      check(LGBM_BoosterFeatureImportance(handle(), 0, C_API_FEATURE_IMPORTANCE_GAIN, found));
      return copy(found, features);
    } finally {
      delete_doubleArray(found);
    }
  }

  private SWIGTYPE_p_void handle() {
    return voidpp_value(place);
  }

  private static boolean isSet(SWIGTYPE_p_p_void place) {
    return voidpp_value(place) != null;
  }

  private static SWIGTYPE_p_double copy(double[] values) {
    SWIGTYPE_p_double copy = new_doubleArray(values.length);
    for (int i = 0; i < values.length; i++) {
      doubleArray_setitem(copy, i, values[i]);
    }
    return copy;
  }

  private static double[] copy(SWIGTYPE_p_double values, int length) {
    double[] copy = new double[length];
    for (int i = 0; i < length; i++) {
      copy[i] = doubleArray_getitem(values, i);
    }
    return copy;
  }

  private static void check(int status) {
    if (status != 0) {
      throw new IllegalStateException("LightGBM: " + LGBM_GetLastError());
    }
  }

  @Override
  public void close() {
    if (isSet(place)) {
      LGBM_BoosterFree(handle());
    }
    delete_voidpp(place);
  }
}
