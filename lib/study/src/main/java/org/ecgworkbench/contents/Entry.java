package org.ecgworkbench.contents;

import java.util.Optional;
import java.util.function.Function;
import org.ecgworkbench.result.TableResult;

/**
 * A table or figure.
 *
 * @param folder {@code tables} or {@code figures}
 * @param id the name of its files without ending
 * @param title its short name
 * @param maker the class that makes it, as its sidecar says
 * @param kept who keeps it
 * @param again how it is made from what is saved; empty for a figure, and for what needs other
 *     recordings
 */
public record Entry(
    String folder,
    String id,
    String title,
    Class<?> maker,
    Kept kept,
    Optional<Function<Sources, TableResult>> again) {
  static final String TABLES = "tables";
  static final String FIGURES = "figures";

  /** Who keeps a result. */
  public enum Kept {
    /** Git. */
    IN_GIT,
    /** Git, too, but {@code environment/workbench rotate} makes it: it takes longer than {@code environment/reproduce} may. */
    BY_A_VERB,
    /** Nobody: {@code environment/reproduce} makes it, and it is too large for git. */
    NOWHERE,
    /** The folder of a model, which {@code environment/workbench external} fills. */
    WITH_A_MODEL,
    /** The folders of real recordings, which notebook 08 fills beside the usual results. */
    REAL
  }

  /** {@return the file that shows it, relative to the folder of results} */
  public String file() {
    return folder + "/" + id + (folder.equals(TABLES) ? ".csv" : ".png");
  }
}
