#!/usr/bin/env bash
# Tried: the usual band of 0.5 to 40 Hz on an ECG of 1000 Hz, and 0.05 to 100 Hz on one of 500 Hz.
# Package: openvital 0.2.1 (PyPI), with openecg 0.11.0 and opendsp 0.1.0; function band_pass. Compared with SciPy
#   1.17.1.
# Expected: a Butterworth band pass of order 5, forwards and backwards: a 10 Hz wave of 1 mV passes unchanged.
# Seen: at 1000 Hz the result reaches 1e36 mV, at 500 Hz (0.05 to 100) 70 mV; at 1000 Hz and 5 to 15 Hz it looks
#   sound and is 0.08 mV off. The filter is built as one polynomial of degree 10, whose poles are not stable in
#   double precision; SciPy's second-order sections give 1.0. All values are finite; no warning. The package's own
#   T-wave alternans filter uses 0.01 to 100 Hz at 500 Hz.
# Means: whether an ECG survives the filter depends on its sampling rate, and the worst case is the one that still
#   looks like an ECG.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile openvital==0.2.1 openecg==0.11.0 opendsp==0.1.0 numpy==2.4.6 scipy==1.17.1 || { echo "the packages could not be installed"; exit 2; }
v/bin/python -W error - <<'PY'
import sys
import numpy as np
import openvital
from scipy.signal import butter, sosfiltfilt

ok = True
for fs, low, high, stated in ((250, 0.5, 40, "right"), (500, 0.05, 100, "large"), (1000, 5, 15, "off"), (1000, 0.5, 40, "absurd")):
    wave = np.sin(2 * np.pi * 10 * np.arange(10 * fs) / fs)
    own = sosfiltfilt(butter(5, [low, high], btype="band", fs=fs, output="sos"), wave)
    got = openvital.band_pass(wave, fs, low, high)
    middle = slice(3 * fs, 7 * fs)
    gap = np.abs(got - own)[middle].max()
    print("%4d Hz, %g to %g Hz: sections %.3f mV, openvital up to %.3g mV, in the middle off by %.3g" % (fs, low, high, np.abs(own[middle]).max(), np.abs(got).max(), gap))
    ok &= np.isfinite(got).all() and {"right": gap < 0.001, "large": np.abs(got).max() > 10, "off": 0.02 < gap < 5, "absurd": np.abs(got).max() > 1e10}[stated]
print("as stated: the filter is unstable from 500 Hz on" if ok else "changed: the filter is other than stated")
sys.exit(0 if ok else 1)
PY
