"""The paper's 636 features of real records by PyWavelets, NumPy and SciPy, against those that this library wrote.

Usage: features.py FEATURES.csv FOLDER [FOLDER ...]. A folder holds CPSC2018 records, as WFDB with MATLAB v4 files (16-bit values behind
24 bytes, 1000 units a millivolt) or as the challenge's MATLAB v5 files (millivolts). Nothing of this library is used here.
"""

import csv
import os
import sys

import numpy as np
import pywt
import scipy.io
import scipy.stats


def millivolts(path):
    with open(path, "rb") as file:
        start = file.read(19)
    if start.startswith(b"MATLAB 5.0 MAT-file"):
        return scipy.io.loadmat(path, squeeze_me=True, struct_as_record=False)["ECG"].data.astype("f8")
    return np.fromfile(path, dtype="<i2", offset=24).reshape(-1, 12).T.astype("f8") / 1000


def eight(values):
    return [
        np.percentile(values, 5),
        np.percentile(values, 25),
        np.percentile(values, 75),
        np.percentile(values, 95),
        np.percentile(values, 50),
        np.mean(values),
        np.std(values),
        np.var(values),
    ]


def entropy(values):
    _, counts = np.unique(values, return_counts=True)
    return scipy.stats.entropy(counts) / 10


def features(leads):
    row = []
    for lead in leads:
        lead = np.ascontiguousarray(lead)
        row += eight(lead)
        for band in pywt.wavedec(lead, "db10", level=4):
            row += [entropy(band)] + eight(band)
    return np.array(row)


def main():
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    names = rows[0][1:]
    worst, where, equal, total, others = 0.0, "", 0, 0, {}
    for row in rows[1:]:
        found = [os.path.join(d, row[0] + ".mat") for d in sys.argv[2:]]
        expected = features(millivolts(next(p for p in found if os.path.exists(p))))
        here = np.array([float(v) for v in row[1:]])
        assert expected.shape == here.shape == (636,), expected.shape
        size = np.maximum(np.abs(expected), 1e-12)
        difference = np.abs(here - expected) / size
        equal += int(np.sum(here == expected))
        total += len(here)
        for j in np.flatnonzero(here != expected):
            kind = names[j].split(".")[2]
            others[kind] = max(others.get(kind, 0), difference[j])
        if difference.max() > worst:
            worst, where = difference.max(), row[0] + " " + names[difference.argmax()]
    print(f"{len(rows) - 1} records, {total} features: {equal} equal to the last bit")
    print(f"largest relative difference {worst:.3g} {where}")
    for kind, value in sorted(others.items()):
        print(f"  {kind}: at most {value:.3g}")
    return 0 if worst <= 1e-9 else 1


if __name__ == "__main__":
    sys.exit(main())
