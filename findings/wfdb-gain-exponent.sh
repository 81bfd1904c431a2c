#!/usr/bin/env bash
# Tried: reading a recording whose header writes the gain with an exponent in capitals or a signed baseline.
# Package: wfdb 4.3.1 (PyPI), function wfdb.rdrecord.
# Expected: header(5) of the WFDB library: the gain is a floating-point number, the baseline an integer; 2E2 is 200, as 2e2 is,
#   and (+10) is 10. The C library's rdsamp reads both so.
# Seen: 2E2/mV is gain 2 in the unit "E2/mV", 2.0E+02/mV gain 2 in the unit "E"; (+10) is no baseline. No warning.
# Means: 1 mV is returned as 100, or an offset of the converter stays in the signal, 0.05 mV here.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile wfdb==4.3.1 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1 || { echo "the packages could not be installed"; exit 2; }
v/bin/python - <<'PY'
import sys
import numpy as np
import wfdb

digital = np.array([0, 200, 400, -200], dtype="<i2")
digital.tofile("g.dat")
ok = True
for field, gain, baseline, stated_gain, stated_baseline in (
    ("200/mV", 200, 0, 200, 0),
    ("2e2/mV", 200, 0, 200, 0),
    ("2E2/mV", 200, 0, 2, 0),
    ("2.0E+02/mV", 200, 0, 2, 0),
    ("200(+10)/mV", 200, 10, 200, 0),
):
    with open("g.hea", "w") as file:
        file.write("g 1 500 4\ng.dat 16 %s 16 0 0 400 0 I\n" % field)
    record = wfdb.rdrecord("g")
    truth = (digital - baseline) / gain
    stated = (digital - stated_baseline) / stated_gain
    print("%-11s 1 mV is returned as %g %s, right is %g mV" % (field, record.p_signal[1, 0], record.units[0], truth[1]))
    ok &= np.allclose(record.p_signal[:, 0], stated)
print("as stated: a gain with a capital E is cut off before it, a signed baseline is 0" if ok else "changed: other values than stated")
sys.exit(0 if ok else 1)
PY
