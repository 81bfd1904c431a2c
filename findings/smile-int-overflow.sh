#!/usr/bin/env bash
# Tried: Matthews correlation of a good classifier on 200,000 records, and Spearman's rank correlation of 3,000
#   records.
# Package: smile-core 3.1.1 (Maven Central, com.github.haifengl), MatthewsCorrelation.of and CorTest.spearman.
# Expected: both lie between -1 and 1 and do not depend on how often the same records are repeated; MathEx.spearman
#   of the same library.
# Seen: with 5 % errors MCC is 0.900 for 90,000 records and 0.041 for 200,000; Spearman of one relation is 0.68 for
#   1,290 pairs, 1.32 for 1,291, -6.2 for 3,000 and -90.6 for 5,000, each with p = 0. The products tp*tn and n*n*n
#   are taken in 32 bits. MathEx.spearman is right.
# Means: on an archive of the size of CODE-15 % or PTB-XL a good model looks like chance, and a correlation test is
#   always significant.
# Here: no class of smile.validation or smile.stat is called; rank correlation and agreement are computed in
#   floating point.
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
import java.util.stream.IntStream;
import smile.math.MathEx;
import smile.stat.hypothesis.CorTest;
import smile.validation.metric.MatthewsCorrelation;

public class Find {
  static double mcc(int[] y, int[] p) {
    double[] c = new double[4];
    for (int i = 0; i < y.length; i++) c[2 * y[i] + p[i]]++;
    return (c[3] * c[0] - c[1] * c[2]) / Math.sqrt((c[3] + c[1]) * (c[3] + c[2]) * (c[0] + c[1]) * (c[0] + c[2]));
  }

  static double spearman(double[] x, double[] y) { // no ties: 1 - 6 sum d^2 / (n^3 - n)
    double n = x.length, sum = 0;
    int[] a = ranks(x), b = ranks(y);
    for (int i = 0; i < x.length; i++) sum += Math.pow(a[i] - b[i], 2);
    return 1 - 6 * sum / (n * n * n - n);
  }

  static int[] ranks(double[] v) {
    int[] order = IntStream.range(0, v.length).boxed().sorted((i, j) -> Double.compare(v[i], v[j])).mapToInt(i -> i).toArray();
    int[] rank = new int[v.length];
    for (int r = 0; r < order.length; r++) rank[order[r]] = r;
    return rank;
  }

  public static void main(String[] args) {
    boolean ok = true;
    for (int n : new int[] {90_000, 200_000}) {
      int[] y = IntStream.range(0, n).map(i -> i % 2).toArray();
      int[] p = IntStream.range(0, n).map(i -> i % 40 == 0 || i % 40 == 21 ? 1 - i % 2 : i % 2).toArray();
      double own = mcc(y, p), got = MatthewsCorrelation.of(y, p);
      System.out.printf("MCC of %d records: %.4f, Smile %.4f%n", n, own, got);
      ok &= n == 90_000 ? Math.abs(own - got) < 1e-9 : own > 0.85 && got < 0.2;
    }
    for (int n : new int[] {1290, 1291, 3000, 5000}) {
      Random random = new Random(1);
      double[] x = IntStream.range(0, n).mapToDouble(i -> i).toArray();
      double[] z = Arrays.stream(x).map(v -> v + random.nextGaussian() * n / 3.0).toArray();
      CorTest got = CorTest.spearman(x, z);
      double own = spearman(x, z), other = MathEx.spearman(x, z);
      System.out.printf("Spearman of %d pairs: %.4f, MathEx.spearman %.4f, CorTest.spearman %.4f (p %.2g)%n", n, own, other, got.cor, got.pvalue);
      ok &= Math.abs(own - other) < 1e-9 && (n == 1290 ? Math.abs(own - got.cor) < 1e-9 : Math.abs(got.cor) > 1 && got.pvalue == 0);
    }
    System.out.println(ok ? "as stated: both overflow 32 bits" : "changed: the correlations are other than stated");
    System.exit(ok ? 0 : 1);
  }
}
JAVA
java -cp 'lib/*' Find.java
