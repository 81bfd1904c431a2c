#!/usr/bin/env bash
# Tried: an HDF5 set of ECG leads whose missing stretch was left unwritten, with NaN as the file's fill value, read
#   in Java.
# Package: jhdf 0.13.0 (Maven Central, io.jhdf); the file is made and read back by h5py 3.16.0 (PyPI).
# Expected: HDF5 specification: storage that was never written reads as the fill value, here NaN; so h5py does.
# Seen: jhdf gives 0.0. A gap becomes a flat line at 0 mV; for integers with a fill value of -32768 likewise 0. No
#   exception, nothing printed.
# Means: records that end early, and leads that were off, are asystole in Java and missing in Python, from one and
#   the same file.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version>
<dependencies><dependency><groupId>io.jhdf</groupId><artifactId>jhdf</artifactId><version>0.13.0</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.13</version></dependency></dependencies></project>
XML
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile h5py==3.16.0 numpy==2.4.6 && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib >mvn.log 2>&1 ||
  { echo "the packages could not be installed"; exit 2; }
v/bin/python - <<'PY'
import h5py
import numpy as np
with h5py.File("e.h5", "w") as f:
    mv = f.create_dataset("mv", (2, 1000), "f4", chunks=(1, 500), fillvalue=np.nan)
    adc = f.create_dataset("adc", (2, 1000), "i2", chunks=(1, 500), fillvalue=-32768)
    for d in (mv, adc):
        d[0, :], d[1, :500] = 7, 7
with h5py.File("e.h5") as f:
    print("h5py:", f["mv"][1, 500:502], f["adc"][1, 500:502], "and", f["mv"][1, 0], f["adc"][1, 0])
    assert np.isnan(f["mv"][1, 500:]).all() and (f["adc"][1, 500:] == -32768).all()
PY
cat >Find.java <<'JAVA'
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.nio.file.Path;

public class Find {
  public static void main(String[] args) {
    try (HdfFile file = new HdfFile(Path.of("e.h5"))) {
      Dataset mvSet = file.getDatasetByPath("mv"), adcSet = file.getDatasetByPath("adc");
      float[][] mv = (float[][]) mvSet.getData();
      short[][] adc = (short[][]) adcSet.getData();
      System.out.printf("jhdf: fill values %s and %s; read %s and %d where nothing was written, %s and %d where 7 was%n", mvSet.getFillValue(),
          adcSet.getFillValue(), mv[1][500], adc[1][500], mv[1][0], adc[1][0]);
      boolean ok = mv[1][500] == 0 && mv[1][999] == 0 && adc[1][500] == 0 && mv[1][499] == 7 && adc[0][999] == 7;
      System.out.println(ok ? "as stated: unwritten storage is read as 0" : "changed: the values are other than stated");
      System.exit(ok ? 0 : 1);
    }
  }
}
JAVA
java -cp 'lib/*' Find.java
