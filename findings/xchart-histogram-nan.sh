#!/usr/bin/env bash
# Tried: a histogram of patients' ages, five of which are missing (NaN).
# Package: xchart 3.8.8 (Maven Central, org.knowm.xchart), class Histogram.
# Expected: missing values are left out, or refused; the class refuses null and skips values outside its limits.
# Seen: each NaN is counted in the lowest bin, because NaN is neither below the minimum nor above the maximum and is
#   cast to bin 0: 7 patients of 40 to 50 years instead of 2. With given limits the same. No error, nothing printed.
# Means: the youngest group, the shortest QT or the lowest heart rate of a figure is filled by the patients whose
#   value is unknown.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version>
<dependencies><dependency><groupId>org.knowm.xchart</groupId><artifactId>xchart</artifactId><version>3.8.8</version></dependency></dependencies></project>
XML
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib >mvn.log 2>&1 || { echo "the packages could not be installed"; exit 2; }
cat >Find.java <<'JAVA'
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.Histogram;

public class Find {
  public static void main(String[] args) {
    List<Double> ages = new ArrayList<>(List.of(41.0, 45.0, 52.0, 58.0, 63.0, 67.0, 71.0, 78.0));
    for (int i = 0; i < 5; i++) ages.add(2 * i, Double.NaN);
    List<Double> got = new Histogram(ages, 4, 40, 80).getyAxisData();
    List<Double> free = new Histogram(ages, 4).getyAxisData();
    double[] own = new double[4];
    for (double age : ages) if (!Double.isNaN(age)) own[(int) ((age - 40) / 10)]++;
    System.out.println("own " + java.util.Arrays.toString(own) + ", XChart " + got + ", without limits " + free);
    boolean ok = got.equals(List.of(own[0] + 5, own[1], own[2], own[3])) && free.get(0) == 7;
    System.out.println(ok ? "as stated: missing values are counted in the lowest bin" : "changed: the counts are other than stated");
    System.exit(ok ? 0 : 1);
  }
}
JAVA
java -cp 'lib/*' Find.java
