package org.ecgworkbench.dataset;

import java.util.List;

/**
 * Which records train, validate and test, and the folds they came from. Ids are in the order of ids.
 *
 * @param trainIds records to fit on
 * @param validationIds records that choose the epoch and the thresholds
 * @param testIds records that nothing is chosen on
 * @param trainFolds the folds of the training records
 * @param validationFolds the folds of the validation records
 * @param testFolds the folds of the test records
 */
public record RecordSplit(
    List<String> trainIds,
    List<String> validationIds,
    List<String> testIds,
    List<Integer> trainFolds,
    List<Integer> validationFolds,
    List<Integer> testFolds) {

  /** Makes the lists immutable. */
  public RecordSplit {
    trainIds = List.copyOf(trainIds);
    validationIds = List.copyOf(validationIds);
    testIds = List.copyOf(testIds);
    trainFolds = List.copyOf(trainFolds);
    validationFolds = List.copyOf(validationFolds);
    testFolds = List.copyOf(testFolds);
  }

  @Override
  public String toString() {
    return "train %d records (folds %s), validation %d (%s), test %d (%s)"
        .formatted(
            trainIds.size(),
            trainFolds,
            validationIds.size(),
            validationFolds,
            testIds.size(),
            testFolds);
  }
}
