package org.ecgworkbench.study;

import java.nio.file.Path;
import org.ecgworkbench.baseline.FittedTrees;

/**
 * Saved tree SHAP values: the mean of their sizes over the test records.
 *
 * @param csv a line a feature, a column a class
 * @param unit of the values
 */
public record TreeShapFile(Path csv, FittedTrees.Unit unit) {}
