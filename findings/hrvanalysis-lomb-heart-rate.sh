#!/usr/bin/env bash
# Tried: one and the same swing of RR intervals (40 ms at 0.1 Hz) at heart rates of 120, 80, 60 and 45 per minute.
# Package: hrv-analysis 1.0.6 (PyPI), function get_frequency_domain_features, methods welch and lomb.
# Expected: its documentation calls lf the variance of RR intervals in the band; so 40^2/2 = 800 ms^2 at every heart
#   rate by both methods.
# Seen: Welch gives 750 to 800. Lomb gives 800, 530, 400 and 300: power is proportional to the number of beats,
#   because the periodogram of astropy ("psd" without errors given) has no unit of density and is integrated as one.
#   No warning.
# Means: a slower heart loses its LF and HF power by the method that is recommended for unevenly spaced RR
#   intervals.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
# the declared nolds 0.6.3 cannot be imported on Python 3.11, 0.6.1 can; it takes no part in the spectra
v/bin/pip install -q --disable-pip-version-check --no-compile numpy==2.4.6 scipy==1.17.1 pandas==2.3.3 astropy==8.0.2 nolds==0.6.1 matplotlib==3.10.7 &&
  v/bin/pip install -q --disable-pip-version-check --no-compile --no-deps hrv-analysis==1.0.6 || { echo "the packages could not be installed"; exit 2; }
MPLBACKEND=Agg v/bin/python - <<'PY'
import sys, warnings
warnings.simplefilter("ignore")  # of imports
import numpy as np
from hrvanalysis import get_frequency_domain_features

ok, lombs = True, []
for mean in (500.0, 750.0, 1000.0, 1333.0):
    rr, t = [], 0.0
    while t < 300:
        rr.append(mean + 40 * np.sin(2 * np.pi * 0.1 * t))
        t += rr[-1] / 1000
    at = np.arange(0, 300, 0.01)  # the variance over time, from the rhythm itself
    truth = (40 * np.sin(2 * np.pi * 0.1 * at)).var()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        welch = get_frequency_domain_features(rr, method="welch")["lf"]
        lomb = get_frequency_domain_features(rr, method="lomb")["lf"]
    said = [w for w in said if issubclass(w.category, UserWarning)]
    print("%3.0f beats/min: variance %.0f ms^2, welch %.0f, lomb %.0f" % (60000 / mean, truth, welch, lomb))
    lombs.append(lomb * mean)
    ok &= abs(truth - 800) < 1 and 700 < welch < 820 and not said
ok &= max(lombs) / min(lombs) < 1.08 and max(lombs) > 0
print("as stated: the power by Lomb is proportional to the heart rate" if ok else "changed: the power is other than stated")
sys.exit(0 if ok else 1)
PY
