package org.ecgworkbench.baseline;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import smile.base.cart.Node;
import smile.data.Tuple;
import smile.data.type.StructType;

/** Fitted trees of Smile's form, some for each class. */
abstract class FittedForest extends FittedOnFeatures implements FittedTrees {
  /** The form of the tuples that the trees take. */
  final StructType schema;

  /** {@code [class][tree]}; none for a class that could not be learned. */
  final LeastSquaresTree[][] trees;

  FittedForest(String name, TrainingData data, StructType schema, LeastSquaresTree[][] trees) {
    super(name, data);
    this.schema = schema;
    this.trees = trees;
  }

  @Override
  final double[] scores(double[] row) {
    Tuple record = Tuple.of(row, schema);
    double[] scores = new double[trees.length];
    for (int c = 0; c < trees.length; c++) {
      scores[c] = isUndefined(c) ? share(c) : score(c, record);
    }
    return scores;
  }

  abstract double score(int c, Tuple record);

  /** A class's trees. */
  final List<Node> roots(int c) {
    return Arrays.stream(trees[c]).map(LeastSquaresTree::root).toList();
  }

  /** See {@link TreeShap}. */
  abstract TreeShap treeShap(int c);

  @Override
  public TreeShap.Explanation[] shap(int classIndex, double[][] x) {
    return treeShap(Objects.checkIndex(classIndex, classes())).explain(x);
  }
}
