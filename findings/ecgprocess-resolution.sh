#!/usr/bin/env bash
# Tried: bringing a lead stored at 10 microvolts a step to 5 microvolts a step.
# Package: ecgprocess 1.2.0 (PyPI), functions signal_standardise_res and signal_resolution.
# Expected: its text: a sensitivity of 5 means that one step is 5 microvolts, and the amplitude is rescaled to the
#   target; so 200 steps of 10 microvolts (2 mV) become 400 steps of 5.
# Seen: they become 100 steps, which is 0.5 mV: multiplied by target / current instead of current / target, in the
#   example of its documentation too. At 2.5 microvolts a step the lead becomes four times too tall. No error, no
#   warning.
# Means: carts of different resolution, brought to "one" resolution by this step, differ by the square of the ratio;
#   one cart looks like low voltage, another like hypertrophy.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile ecgprocess==1.2.0 numpy==2.4.6 scipy==1.17.1 pandas==2.3.3 pydicom==3.0.2 || { echo "the packages could not be installed"; exit 2; }
MPLBACKEND=Agg v/bin/python -W error::UserWarning - <<'PY'
import sys
import numpy as np
from ecgprocess.utils.engineering_tools import signal_standardise_res

wave = 2000 * np.exp(-(((np.arange(100) - 50) / 5.0) ** 2))  # 2 mV in microvolts
ok = True
for step in (10.0, 5.0, 2.5):
    stored = np.round(wave / step)
    got = signal_standardise_res({"I": stored}, target_resolution=5.0, meta_dict={"wave_channel_sens_0": step})["I"]
    print("%4.1f uV a step: %3.0f steps, right at 5 uV %3.0f, got %3.0f = %.2f mV" % (step, stored.max(), stored.max() * step / 5, got.max(), got.max() * 5 / 1000))
    ok &= np.allclose(got, stored * 5 / step)
print("as stated: the ratio is upside down" if ok else "changed: the amplitude is other than stated")
sys.exit(0 if ok else 1)
PY
