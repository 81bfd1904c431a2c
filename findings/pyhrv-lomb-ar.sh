#!/usr/bin/env bash
# Tried: RR intervals that swing by 40 ms at exactly 0.1 Hz, in the three spectra that pyHRV offers.
# Package: pyhrv 0.5.0 (PyPI), functions welch_psd, lomb_psd and ar_psd.
# Expected: a peak at 0.1 Hz, all power in LF (0.04 to 0.15 Hz), about 40^2/2 = 800 ms^2, so LF/HF far above 1; the
#   three are described as estimates of one spectrum, with powers in ms^2.
# Seen: Welch is right. Lomb-Scargle gives LF/HF of 0.4 to 0.6 with its LF peak anywhere in the band, the
#   autoregressive one LF/HF of 0.6 with LF near 5,000 ms^2. The first is asked at 2 pi / f instead of 2 pi f, the
#   second sums decibels.
# Means: a patient with pure LF power is reported as one with more HF than LF, in plausible ms^2, by two of three
#   methods.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile pyhrv==0.5.0 spectrum==0.10.0 biosppy==2.2.4 peakutils==1.3.5 nolds==0.6.1 numpy==2.4.6 scipy==1.17.1 || { echo "the packages could not be installed"; exit 2; }
MPLBACKEND=Agg v/bin/python - <<'PY'
import sys, warnings
warnings.simplefilter("ignore")  # divisions at f = 0, length of a window
import numpy as np
from scipy.signal import lombscargle
import pyhrv.frequency_domain as fd

ok = True
for mean in (600.0, 800.0, 1000.0):
    rr, t = [], 0.0
    while t < 300:
        rr.append(mean + 40 * np.sin(2 * np.pi * 0.1 * t))
        t += rr[-1] / 1000
    rr = np.array(rr)
    at = np.cumsum(rr) / 1000
    f = np.linspace(0.02, 0.4, 800)
    own = lombscargle(at, rr - rr.mean(), 2 * np.pi * f)
    share = own[(f >= 0.04) & (f < 0.15)].sum() / own[f >= 0.15].sum()
    print("mean RR %.0f ms: own Lomb-Scargle peak %.3f Hz, LF/HF %.0f" % (mean, f[own.argmax()], share))
    welch, lomb, ar = fd.welch_psd(nni=rr, show=False), fd.lomb_psd(nni=rr, show=False), fd.ar_psd(nni=rr, show=False)
    for name, r, key in (("welch", welch, "fft"), ("lomb", lomb, "lomb"), ("ar", ar, "ar")):
        print("   %-6s LF peak %.3f Hz, LF %.0f ms^2, HF %.1f ms^2, LF/HF %.3g"
              % (name, r[key + "_peak"][1], r[key + "_abs"][1], r[key + "_abs"][2], r[key + "_ratio"]))
    ok &= abs(f[own.argmax()] - 0.1) < 0.005 and share > 20
    ok &= welch["fft_ratio"] > 100 and abs(welch["fft_abs"][1] - 800) < 40
    ok &= lomb["lomb_ratio"] < 1 and ar["ar_ratio"] < 1
print("as stated: two of three spectra put a pure LF rhythm into HF" if ok else "changed: the spectra are other than stated")
sys.exit(0 if ok else 1)
PY
