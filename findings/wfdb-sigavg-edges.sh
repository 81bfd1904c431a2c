#!/usr/bin/env bash
# Tried: the average beat of a record whose last beat lies near the record's end.
# Package: wfdb 4.3.1 (PyPI), function wfdb.processing.filter.sigavg.
# Expected: its text: the segments around the beats are averaged. A beat whose segment leaves the record can be left
#   out or averaged over the samples it has; the average of equal beats is that beat.
# Seen: samples beyond the end are added as the number 0 of the converter, not as 0 mV, and the beat is still
#   counted; with the baseline of 1024 and gain of 200 of the MIT-BIH database each is -5.12 mV. Samples before the
#   start are taken from the record's end (a negative index wraps). Ten equal beats get an ST segment of -0.51 mV.
#   No warning.
# Means: an average beat shows ST depression, or a piece of another beat, that no single beat has.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile wfdb==4.3.1 numpy==2.4.6 pandas==2.3.3 || { echo "the packages could not be installed"; exit 2; }
v/bin/python - <<'PY'
import sys
import numpy as np
import wfdb
from wfdb.processing.filter import sigavg

FS, GAIN, BASELINE, HALF = 360, 200, 1024, 36
beats = 20 + 300 * np.arange(10)  # the first 20 samples after the start
length = beats[-1] + 11  # the last 10 samples before the end
mv = np.zeros(length)
for beat in beats:
    mv += np.exp(-(((np.arange(length) - beat) / 6.0) ** 2))
wfdb.wrsamp("beats", fs=FS, units=["mV"], sig_name=["MLII"], d_signal=np.round(mv * GAIN + BASELINE).astype(int)[:, None],
            fmt=["16"], adc_gain=[GAIN], baseline=[BASELINE])
wfdb.wrann("beats", "atr", beats, symbol=["N"] * len(beats), fs=FS)
table = sigavg("beats", "atr", return_df=True, start_range=-HALF / FS, stop_range=HALF / FS)
got = table["MLII"].to_numpy()
offsets = np.round(table["Time"].to_numpy() * FS).astype(int)
inside = [b for b in beats if b + offsets[0] >= 0 and b + offsets[-1] < length]
truth = np.mean([mv[b + offsets] for b in inside], axis=0)
late = offsets > 10  # after the end, seen from the last beat
early = offsets < -20  # before the start, seen from the first beat
print("0.03 to 0.1 s after R: expected %.3f mV, got %.3f mV" % (truth[late].mean(), got[late].mean()))
print("0.1 to 0.055 s before R: expected at most %.3f mV, got up to %.3f mV" % (truth[early].max(), got[early].max()))
wrapped = mv[np.arange(20 - HALF, 0)]  # what index -16 to -1 of the record holds
print("mean of the record's last samples / 10 = %.3f mV" % (wrapped.max() / 10))
ok = (abs(truth[late]).max() < 0.05 and np.allclose(got[late][10:], -BASELINE / GAIN / 10, atol=0.02)
      and abs(got[early].max() - wrapped.max() / 10) < 0.01 and truth[early].max() < 0.001)
print("as stated: missing samples enter the average as -5.12 mV and as samples of the other end" if ok
      else "changed: the average is other than stated")
sys.exit(0 if ok else 1)
PY
