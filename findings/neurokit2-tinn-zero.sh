#!/usr/bin/env bash
# Tried: TINN, the base of the triangle fitted to the histogram of RR intervals, for recordings of 5 min, 40 min and
#   24 h.
# Package: neurokit2 0.2.13 (PyPI), function hrv_time.
# Expected: Task Force 1996: the width of the triangle with the least squared difference; meant for long recordings
#   (20 min to 24 h), and about the same for any length of one and the same rhythm.
# Seen: 180 ms for 300 beats and 0.0 for 3,000 and 100,000 beats of one distribution. A triangle is only accepted
#   when its sum of squares is below 16,384, which no long recording reaches. No warning.
# Means: in a Holter study every patient has a TINN of 0, and in a mixed one it is a sign of the recording's length.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile neurokit2==0.2.13 numpy==2.4.6 scipy==1.17.1 pandas==2.3.3 || { echo "the packages could not be installed"; exit 2; }
v/bin/python -W error::UserWarning - <<'PY'
import sys
import numpy as np
import neurokit2 as nk

BIN = 1000 / 128

def tinn(rr):  # least squares over all triangles that start and end on a bin's edge
    count, edge = np.histogram(rr, np.arange(0, rr.max() + BIN, BIN))
    top, height = int(count.argmax()), count.max()
    used = np.flatnonzero(count)
    best = (np.inf, 0)
    for n in range(used[0], top):
        for m in range(top + 1, used[-1] + 1):
            tri = np.interp(np.arange(len(count)), [n, top, m], [0, height, 0], left=0, right=0)
            best = min(best, (((count - tri) ** 2).sum(), (m - n) * BIN))
    return best[1]

ok = True
for beats in (300, 3000, 100000):
    rr = np.random.default_rng(1).normal(850, 60, beats)
    got = nk.hrv_time({"RRI": rr, "RRI_Time": np.cumsum(rr) / 1000})["HRV_TINN"].iloc[0]
    own = tinn(rr)
    print("%6d beats (%.1f h): least squares %.1f ms, neurokit2 %.1f ms" % (beats, rr.sum() / 3.6e6, own, got))
    ok &= own > 150 and ((got > 100) if beats == 300 else got == 0)
print("as stated: TINN is 0 for every long recording" if ok else "changed: TINN is other than stated")
sys.exit(0 if ok else 1)
PY
