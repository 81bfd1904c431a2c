#!/usr/bin/env bash
# Tried: Kendall's rank correlation of two columns, one of which has missing values.
# Package: tablesaw-core 0.44.4 (Maven Central, tech.tablesaw), DoubleColumn.kendalls; ranks by commons-math3.
# Expected: the pairs that are complete, or a refusal: spearmans of the same columns throws, pearsons gives NaN.
# Seen: a missing value takes part as a number larger than all others. Six complete pairs in perfect order and three
#   missing ages give -0.09 instead of 1.0. Nothing is printed.
# Means: patients of unknown age are taken for the oldest, and the sign of a relation can turn, by the one of three
#   correlations that does not object.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version>
<dependencies><dependency><groupId>tech.tablesaw</groupId><artifactId>tablesaw-core</artifactId><version>0.44.4</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.13</version></dependency></dependencies></project>
XML
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib >mvn.log 2>&1 || { echo "the packages could not be installed"; exit 2; }
cat >Find.java <<'JAVA'
import tech.tablesaw.api.DoubleColumn;

public class Find {
  static double tauB(double[] x, double[] y) { // complete pairs
    double score = 0, nx = 0, ny = 0;
    for (int i = 0; i < x.length; i++)
      for (int j = 0; j < i; j++) {
        double dx = Math.signum(x[i] - x[j]), dy = Math.signum(y[i] - y[j]);
        if (Double.isNaN(dx) || Double.isNaN(dy)) continue;
        score += dx * dy;
        nx += dx * dx;
        ny += dy * dy;
      }
    return score / Math.sqrt(nx * ny);
  }

  public static void main(String[] args) {
    double nan = Double.NaN;
    double[] age = {30, 40, 50, 60, 70, 80, nan, nan, nan}, qtc = {401, 404, 409, 415, 420, 431, 371, 372, 373};
    DoubleColumn a = DoubleColumn.create("age", age), q = DoubleColumn.create("qtc", qtc);
    double own = tauB(age, qtc), got = a.kendalls(q), pearson = a.pearsons(q);
    String spearman;
    try {
      spearman = "" + a.spearmans(q);
    } catch (RuntimeException e) {
      spearman = "refused (" + e.getClass().getSimpleName() + ")";
    }
    double[] largest = age.clone();
    for (int i = 6; i < 9; i++) largest[i] = 999;
    System.out.printf("complete pairs %.3f, kendalls %.3f (with 999 for missing %.3f), pearsons %s, spearmans %s%n", own, got, tauB(largest, qtc), pearson, spearman);
    boolean ok = own == 1 && Math.abs(got - tauB(largest, qtc)) < 1e-9 && got < 0 && Double.isNaN(pearson) && spearman.startsWith("refused");
    System.out.println(ok ? "as stated: missing is the largest value" : "changed: the correlation is other than stated");
    System.exit(ok ? 0 : 1);
  }
}
JAVA
java -cp 'lib/*' Find.java
