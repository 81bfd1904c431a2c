#!/usr/bin/env bash
# Tried: SDSD, the standard deviation of differences between successive RR intervals, in two packages.
# Package: pyhrv 0.5.0 and heartpy 1.2.7 (PyPI).
# Expected: Task Force 1996 (table 1): SDSD is the standard deviation of differences between adjacent intervals;
#   with a mean difference near 0 it is RMSSD to a few parts in a thousand.
# Seen: both take the absolute value of the differences first, so SDSD is 40 % too small for normally distributed
#   ones, and exactly 0 for an alternans (800, 900, 800, 900 ms) whose differences are all +100 or -100 ms. No
#   warning.
# Means: SDSD of these two cannot be compared with the literature or with other packages; the more regular an
#   alternation is, the nearer it is to 0.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile pyhrv==0.5.0 spectrum==0.10.0 biosppy==2.2.4 peakutils==1.3.5 nolds==0.6.1 heartpy==1.2.7 numpy==2.4.6 scipy==1.17.1 || { echo "the packages could not be installed"; exit 2; }
MPLBACKEND=Agg v/bin/python - <<'PY'
import sys, warnings
warnings.simplefilter("ignore")  # of imports
import numpy as np
import pyhrv.time_domain as td
from heartpy.analysis import calc_rr, calc_ts_measures

def heartpy_sdsd(rr):
    data = calc_rr(1000 + np.concatenate([[0], np.cumsum(rr)]), sample_rate=1000.0)
    return calc_ts_measures(data["RR_list"], data["RR_diff"], data["RR_sqdiff"])[1]["sdsd"]

rng = np.random.default_rng(3)
ok = True
for name, rr in (("normal", np.round(rng.normal(850, 40, 2000))), ("alternans", np.tile([800.0, 900.0], 100))):
    d = np.diff(rr)
    truth, rmssd, folded = d.std(ddof=1), np.sqrt((d ** 2).mean()), np.abs(d).std(ddof=1)
    a, b = td.sdsd(rr)["sdsd"], heartpy_sdsd(rr)
    print("%-9s SDSD %.2f ms (RMSSD %.2f), pyHRV %.2f, HeartPy %.2f; of absolute differences %.2f" % (name, truth, rmssd, a, b, folded))
    ok &= abs(a - folded) < 0.05 and abs(b - folded) < 0.05 and truth > 1.3 * max(a, b)
print("as stated: SDSD is taken of absolute differences" if ok else "changed: SDSD is other than stated")
sys.exit(0 if ok else 1)
PY
