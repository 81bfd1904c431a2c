#!/usr/bin/env bash
# Tried: the same logistic regression on the same data on machines with other numbers of processors.
# Package: smile-core 3.1.1 (Maven Central, com.github.haifengl), LogisticRegression.binomial.
# Expected: nothing in it is random, so the coefficients are the same to the last bit.
# Seen: with 1, 2, 3, 7 and 13 threads in the common pool there are four results, up to 1e-4 apart. The objective of the
#   line search is a sum over a parallel stream, which is divided by the number of threads.
# Means: a result cannot be made again byte for byte on another machine, and a probability near a threshold may fall on
#   the other side.
# Here: each fit runs in a pool of one thread (LogisticRegressionBaseline), where the same sum is the same everywhere.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version>
<dependencies>
<dependency><groupId>com.github.haifengl</groupId><artifactId>smile-core</artifactId><version>3.1.1</version>
<exclusions><exclusion><groupId>org.bytedeco</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.13</version></dependency>
</dependencies></project>
XML
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib >mvn.log 2>&1 || { echo "the packages could not be installed"; exit 2; }
cat >Find.java <<'JAVA'
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import smile.classification.LogisticRegression;

public class Find {
  public static void main(String[] args) throws Exception {
    Random random = new Random(7);
    double[][] x = new double[400][60];
    int[] y = new int[400];
    for (int i = 0; i < 400; i++) {
      for (int j = 0; j < 60; j++) x[i][j] = random.nextGaussian() * Math.pow(10, j % 4 - 2);
      y[i] = x[i][2] + random.nextGaussian() > 0 ? 1 : 0;
    }
    ForkJoinPool one = new ForkJoinPool(1);
    double[] alone = one.submit(() -> LogisticRegression.binomial(x, y, 1, 1e-6, 1000).coefficients()).get();
    double[] common = LogisticRegression.binomial(x, y, 1, 1e-6, 1000).coefficients();
    double largest = 0;
    for (int j = 0; j < common.length; j++) largest = Math.max(largest, Math.abs(common[j] - alone[j]));
    System.out.println(Arrays.hashCode(common) + " " + Arrays.hashCode(alone) + " " + largest);
  }
}
JAVA
for threads in 1 2 3 7 13; do
  java -Djava.util.concurrent.ForkJoinPool.common.parallelism=$threads -cp 'lib/*' Find.java
done >seen
common=$(cut -d' ' -f1 seen | sort -u | wc -l) alone=$(cut -d' ' -f2 seen | sort -u | wc -l)
echo "results with 1, 2, 3, 7 and 13 threads: $common in the common pool, $alone in a pool of one; largest difference $(cut -d' ' -f3 seen | sort -g | tail -n 1)"
if ((common > 1 && alone == 1)); then
  echo "as stated: the coefficients hang on the number of threads"
else
  echo "changed: the coefficients are the same"
  exit 1
fi
