#!/usr/bin/env bash
# Tried: DeLong's test of a classifier against itself after temperature scaling (same order of all scores).
# Package: mlstatkit 0.1.91 (PyPI), function Delong_test.
# Expected: equal AUCs, difference 0, so a p-value of 1; the test depends on ranks only.
# Seen: p = 0.0 with z = 0.0, in each of 100 simulated test sets. The variance of the difference is 0, so the
#   function falls back to a bootstrap whose two-sided p is 2 x min(share <= 0, share > 0); all differences are 0,
#   so the second share is 0. The same p = 0.0 comes for two copies of one score. No warning; only an entry "method:
#   bootstrap" in the details.
# Means: a calibrated network is reported as different from the uncalibrated one, with the highest significance
#   there is.
# Here: DeLong.compare gives p = 1 for equal rankings.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile mlstatkit==0.1.91 scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1 || { echo "the packages could not be installed"; exit 2; }
v/bin/python -W error::UserWarning - <<'PY'
import sys
import numpy as np
from MLstatkit import Delong_test

def auc(y, s):  # share of pairs in the right order
    d = s[y == 1][:, None] - s[y == 0][None, :]
    return (d > 0).mean() + 0.5 * (d == 0).mean()

ps, gaps, same = [], [], []
for seed in range(100):
    rng = np.random.default_rng(seed)
    y = (rng.random(200) < 0.2).astype(int)
    logit = rng.normal(0, 1, 200) + 1.2 * y
    a, b = 1 / (1 + np.exp(-logit)), 1 / (1 + np.exp(-logit / 1.7))
    z, p = Delong_test(y, a, b, n_boot=200, random_state=0, return_ci=False, return_auc=False)
    ps.append(p)
    gaps.append(abs(auc(y, a) - auc(y, b)))
    same.append(Delong_test(y, a, a, n_boot=50, random_state=0, return_ci=False, return_auc=False)[1])
print("largest difference of the AUCs %.1g; p-values %.3f to %.3f; for two copies %.3f to %.3f" % (max(gaps), min(ps), max(ps), min(same), max(same)))
ok = max(gaps) == 0 and max(ps) == 0 and max(same) == 0
print("as stated: p = 0 for two classifiers of one order" if ok else "changed: the p-values are other than stated")
sys.exit(0 if ok else 1)
PY
