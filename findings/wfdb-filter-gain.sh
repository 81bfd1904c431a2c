#!/usr/bin/env bash
# Tried: how much mains hum a notch filter leaves, asked of wfdb's own function.
# Package: wfdb 4.3.1 (PyPI), function wfdb.processing.get_filter_gain; filters by SciPy 1.17.1.
# Expected: its text: the gain at a particular frequency. A notch at 50 Hz has gain 0 at 50 Hz.
# Seen: the gain at the next of 512 grid points at or above that frequency. For a notch at 50 Hz (quality 30) it
#   says 0.33 at 500 Hz and 0.68 at 1000 Hz, where the filter gives 0.000. No warning.
# Means: a working mains filter looks broken, and its quality is chosen by a number that belongs to another
#   frequency.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile wfdb==4.3.1 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1 || { echo "the packages could not be installed"; exit 2; }
v/bin/python - <<'PY'
import sys
import numpy as np
from scipy.signal import iirnotch
from wfdb.processing import get_filter_gain

ok = True
for fs, stated in ((500, 0.331), (1000, 0.681)):
    b, a = iirnotch(50, 30, fs)
    z = np.exp(-2j * np.pi * 50 / fs * np.arange(3))
    truth = abs(np.dot(b, z) / np.dot(a, z))  # the transfer function at 50 Hz itself
    got = get_filter_gain(b, a, 50, fs)
    print("%d Hz: gain of the notch at 50 Hz is %.6f, the function says %.3f" % (fs, truth, got))
    ok &= truth < 1e-9 and abs(got - stated) < 0.002
print("as stated: the gain belongs to a neighbouring frequency" if ok else "changed: the gain is other than stated")
sys.exit(0 if ok else 1)
PY
