#!/usr/bin/env bash
# Tried: heart rate variability of a newborn, with the frequency bands of newborns given as an argument.
# Package: biosppy 2.2.4 (PyPI), function biosppy.signals.hrv.hrv_frequencydomain, argument fbands.
# Expected: its documentation: the argument sets the bands; so HF is the power between the limits given.
# Seen: every power is that of the built-in adult bands; the result carries the given bands under "fbands" beside
#   them, so the numbers are labelled with limits that were not used. A breathing rhythm of 0.8 Hz that is nearly
#   all of the variability gives an "HF" near 0 where the band given (0.2 to 1.5 Hz) holds nearly everything.
# Means: studies of children, exercise or animals report adult bands under other names. No warning.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile biosppy==2.2.4 peakutils==1.3.5 numpy==2.4.6 scipy==1.17.1 || { echo "the packages could not be installed"; exit 2; }
MPLBACKEND=Agg v/bin/python - <<'PY'
import contextlib, io, sys, warnings
warnings.simplefilter("ignore")  # of imports
import numpy as np
from biosppy.signals.hrv import hrv_frequencydomain

rr, t = [], 0.0
while t < 300:  # 140 beats a minute, 20 ms at 0.8 Hz and 2 ms at 0.3 Hz
    rr.append(430 + 20 * np.sin(2 * np.pi * 0.8 * t) + 2 * np.sin(2 * np.pi * 0.3 * t))
    t += rr[-1] / 1000
bands = {"lf": [0.03, 0.2], "hf": [0.2, 1.5]}
with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    given = hrv_frequencydomain(rri=np.array(rr), fbands=bands)
    usual = hrv_frequencydomain(rri=np.array(rr))
f, p = given["frequencies"], given["powers"]
truth = p[(f >= 0.2) & (f <= 1.5)].sum() * (f[1] - f[0])  # from the spectrum that the same call returns
print("power between 0.2 and 1.5 Hz: %.1f ms^2; hf with fbands %.2f, without %.2f" % (truth, given["hf_pwr"], usual["hf_pwr"]))
print("bands stated in the result:", given["fbands"])
ok = (given["hf_pwr"] == usual["hf_pwr"] and given["lf_pwr"] == usual["lf_pwr"] and truth > 20 * given["hf_pwr"]
      and given["fbands"] == bands and not [w for w in said if issubclass(w.category, UserWarning)])
print("as stated: the bands given are stated but not used" if ok else "changed: the powers are other than stated")
sys.exit(0 if ok else 1)
PY
