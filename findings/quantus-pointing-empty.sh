#!/usr/bin/env bash
# Tried: the pointing game over ECG attribution maps, some of whose records have no marked evidence (an empty mask).
# Package: quantus 0.6.0 (PyPI), metric PointingGame; no framework is needed for it.
# Expected: the comment in its code and the neighbouring metrics: NaN where the mask is empty; hits over records
#   with a mask.
# Seen: an empty mask counts as a hit. NaN is written into an array of truth values, where it becomes True; the
#   relevance rank and mass accuracies give NaN for the same records. One hit in three becomes 4 hits in 6. No
#   warning about it.
# Means: every normal record of a test set raises the score; with 60 % normal records a map that never hits scores
#   0.6.
# Here: GroundTruth gives NaN and coverage 0 for an empty mask.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile quantus==0.6.0 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 pandas==2.3.3 || { echo "the packages could not be installed"; exit 2; }
v/bin/python - <<'PY'
import sys, warnings
warnings.simplefilter("ignore")  # of imports and the standing notice on parameters
import numpy as np
import quantus

rng = np.random.default_rng(0)
x, a = rng.normal(size=(6, 1, 500)), np.abs(rng.normal(size=(6, 1, 500)))
mask = np.zeros_like(a)
peak = a[:, 0].argmax(axis=1)
mask[0, 0, peak[0]] = 1  # evidence at the peak
for k in (1, 2):
    mask[k, 0, (peak[k] + 100) % 500] = 1  # evidence elsewhere; 3, 4 and 5 have none
given = dict(model=None, x_batch=x, y_batch=np.zeros(6, int), a_batch=a, s_batch=mask)
hit = np.array(quantus.PointingGame(disable_warnings=True)(**given), float)
rank = np.array(quantus.RelevanceRankAccuracy(disable_warnings=True)(**given), float)
own = [mask[k, 0, peak[k]] if mask[k].any() else np.nan for k in range(6)]
print("right  ", own, "mean %.3f" % np.nanmean(own))
print("quantus", hit.tolist(), "mean %.3f; its rank accuracy %s" % (np.nanmean(hit), rank.tolist()))
ok = hit.tolist() == [1, 0, 0, 1, 1, 1] and np.isnan(rank[3:]).all() and np.allclose(own[:3], hit[:3])
print("as stated: a record without evidence is a hit" if ok else "changed: the hits are other than stated")
sys.exit(0 if ok else 1)
PY
