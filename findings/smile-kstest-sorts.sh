#!/usr/bin/env bash
# Tried: a Kolmogorov-Smirnov test of QT intervals before and after a drug, followed by the paired test of the same
#   two arrays.
# Package: smile-core 3.1.1 (Maven Central, com.github.haifengl), KSTest.test, then TTest.testPaired and
#   CorTest.pearson.
# Expected: a test reads its arguments; the paired results are the same with and without the first test.
# Seen: KSTest sorts both arrays in place, so the patients no longer belong together: the correlation of before and
#   after rises from about 0 to 0.98 and the paired t from -3.9 to -24. The Javadoc does not say that the arrays are
#   changed; nothing is printed.
# Means: results of a script depend on the order of its tests, and a paired comparison after this one is of sorted,
#   not of matched values.
# Here: no class of smile.stat is called.
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
import smile.stat.hypothesis.CorTest;
import smile.stat.hypothesis.KSTest;
import smile.stat.hypothesis.TTest;

public class Find {
  static double pairedT(double[] x, double[] y) {
    int n = x.length;
    double mean = 0, square = 0;
    for (int i = 0; i < n; i++) mean += (x[i] - y[i]) / n;
    for (int i = 0; i < n; i++) square += Math.pow(x[i] - y[i] - mean, 2);
    return mean / Math.sqrt(square / (n - 1) / n);
  }

  public static void main(String[] args) {
    Random random = new Random(7);
    double[] before = random.doubles(60).map(u -> 400 + 25 * random.nextGaussian()).toArray();
    double[] after = random.doubles(60).map(u -> 408 + 25 * random.nextGaussian()).toArray();
    double[] x = before.clone(), y = after.clone();
    double t1 = TTest.testPaired(x, y).t, r1 = CorTest.pearson(x, y).cor;
    KSTest.test(x, y);
    double t2 = TTest.testPaired(x, y).t, r2 = CorTest.pearson(x, y).cor;
    System.out.printf("own paired t %.3f; before the test t %.3f, r %.3f; after it t %.3f, r %.3f%n", pairedT(before, after), t1, r1, t2, r2);
    double[] sorted = before.clone();
    Arrays.sort(sorted);
    boolean ok = Math.abs(t1 - pairedT(before, after)) < 1e-9 && Arrays.equals(x, sorted) && !Arrays.equals(x, before) && r2 > 0.95
        && Math.abs(r1) < 0.3 && Math.abs(t2) > 5 * Math.abs(t1);
    System.out.println(ok ? "as stated: the test sorts its arguments" : "changed: the arguments are left alone, or other numbers");
    System.exit(ok ? 0 : 1);
  }
}
JAVA
java -cp 'lib/*' Find.java
