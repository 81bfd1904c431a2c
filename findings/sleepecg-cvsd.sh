#!/usr/bin/env bash
# Tried: CVSD, the coefficient of variation of successive differences, for half an hour of RR intervals.
# Package: sleepecg 0.6.0 (PyPI), function extract_features, feature "cvSD" of the group hrv-time.
# Expected: as in the review that the function names (Shaffer and Ginsberg 2017) and in other packages: a spread of
#   successive differences divided by the mean RR interval; near 0.05 to 0.1 and never negative.
# Seen: it is divided by the mean of the successive differences, which is the last interval less the first, over
#   their number: near 0, of any sign. Values run from -2,700 to 17,000 where 0.05 to 0.07 is right. No warning.
# Means: a feature of the default group is noise of huge range; a classifier of sleep or rhythm that standardises
#   its features is ruled by a few windows whose last interval happened to equal the first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile sleepecg==0.6.0 numpy==2.4.6 scipy==1.17.1 || { echo "the packages could not be installed"; exit 2; }
v/bin/python -W error::UserWarning - <<'PY'
import sys
import numpy as np
from sleepecg import SleepRecord, extract_features

rng = np.random.default_rng(5)
beats = np.cumsum(rng.normal(0.85, 0.04, 2200))
record = SleepRecord(sleep_stages=np.zeros(60, int), sleep_stage_duration=30, heartbeat_times=beats)
rows, _, names = extract_features([record], lookback=120, lookforward=150, feature_selection=["hrv-time"])
got = rows[0][:, names.index("cvSD")]
rr, at = np.diff(beats), beats[1:]
own, quotient = [], []
for start in 30.0 * np.arange(60):
    part = rr[(at >= start - 120) & (at < start + 150)]
    d = np.diff(part)
    own.append(d.std(ddof=1) / part.mean())
    quotient.append(d.std(ddof=1) / d.mean())
print("60 windows, right: %.3f to %.3f; sleepecg: %.1f to %.1f, %d of them negative"
      % (min(own), max(own), got.min(), got.max(), (got < 0).sum()))
ok = np.allclose(got, quotient, rtol=1e-6) and max(own) < 0.1 and got.max() > 1000 and got.min() < -1000
print("as stated: divided by the mean difference instead of the mean interval" if ok else "changed: cvSD is other than stated")
sys.exit(0 if ok else 1)
PY
