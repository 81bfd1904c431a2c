#!/usr/bin/env bash
# Tried: attribution localisation of one ECG record, alone, and in batches of 3, 4 and 6 records.
# Package: quantus 0.6.0 (PyPI), metric AttributionLocalisation with weighted=True; no framework is needed for it.
# Expected: a score of one record depends on that record: the share of its attribution inside the mask, weighted by
#   the share of its samples that the mask covers.
# Seen: the record's score halves from a batch of 3 to one of 4, and is infinite in batches of 1 and 2. The size of
#   a record is taken as x_batch[2:].size, the number of values in all records from the third on, instead of the
#   product of x_batch.shape[2:]. The unweighted score is right and the same in all batches. No warning.
# Means: scores of two studies, or of the last incomplete batch and the others, are on different scales.
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
mask[:, :, 50:150] = 1
share = a[0, 0, 50:150].sum() / a[0].sum()

def score(n, weighted):
    metric = quantus.AttributionLocalisation(weighted=weighted, disable_warnings=True)
    return metric(model=None, x_batch=x[:n], y_batch=np.zeros(n, int), a_batch=a[:n], s_batch=mask[:n])[0]

plain = [score(n, False) for n in (1, 2, 3, 4, 6)]
weighted = {n: score(n, True) for n in (1, 2, 3, 4, 6)}
print("first record: share inside %.4f, unweighted scores %.4f to %.4f" % (share, min(plain), max(plain)))
print("weighted, one value expected (%.4f): %s" % (share * 100 / 500, {n: round(float(v), 5) for n, v in weighted.items()}))
ok = (max(plain) - min(plain) < 1e-6 and abs(plain[0] - share) < 1e-6 and np.isinf(weighted[1]) and np.isinf(weighted[2])
      and abs(weighted[4] / weighted[3] - 0.5) < 1e-6 and abs(weighted[6] / weighted[3] - 0.25) < 1e-6)
print("as stated: a record's weighted score depends on its batch" if ok else "changed: the scores are other than stated")
sys.exit(0 if ok else 1)
PY
