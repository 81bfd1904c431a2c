#!/usr/bin/env bash
# Tried: pNN50 of one and the same recording, alone and followed by a stretch with a faster heart.
# Package: sleepecg 0.6.0 (PyPI), function extract_features, feature "pNN50" (and pNN20) of the group hrv-time.
# Expected: Task Force 1996: NN50 divided by the number of intervals (or of differences) of that window. It cannot
#   depend on other windows.
# Seen: all windows are padded with NaN to the longest one, and "NaN > 50 ms" counts as a difference that is not
#   above 50 ms. So pNN50 of the first minutes falls to half when a stretch at twice the rate stands elsewhere in
#   the recording. No warning.
# Means: the same five minutes give another pNN50 with and without an episode of tachycardia hours later, and every
#   slow window of a night is biased downwards against the fastest one.
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
rest = np.cumsum(rng.normal(1.0, 0.05, 610))  # ten minutes at 60 beats a minute
fast = rest[-1] + np.cumsum(rng.normal(0.5, 0.005, 1300))  # then ten minutes at 120

def pnn50(beats, windows):
    record = SleepRecord(sleep_stages=np.zeros(windows, int), sleep_stage_duration=30, heartbeat_times=beats)
    rows, _, names = extract_features([record], lookback=0, lookforward=300, feature_selection=["hrv-time"])
    return rows[0][0, names.index("pNN50")]

rr, at = np.diff(rest), rest[1:]
d = np.abs(np.diff(rr[at < 300]))
alone, followed = pnn50(rest, 11), pnn50(np.r_[rest, fast], 31)
print("first five minutes: right %.3f, alone %.3f, with the later stretch %.3f" % ((d > 0.05).mean(), alone, followed))
ok = abs(alone - (d > 0.05).mean()) < 0.02 and abs(followed / alone - 0.5) < 0.05
print("as stated: pNN50 of a window depends on the fastest other window" if ok else "changed: pNN50 is other than stated")
sys.exit(0 if ok else 1)
PY
