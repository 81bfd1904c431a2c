"""The other side of SideBySide: NumPy, PyWavelets and scikit-learn on the inputs that it has written.

Usage: reference.py FOLDER TASK [TASK ...]. Prints a line for each task: name, seconds by the clock, seconds of processor time (medians).
LightGBM is measured where a python3 package of that name is there.
"""

import collections
import importlib.util
import math
import os
import sys
import time

import numpy as np
import pywt
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC


def load(name, columns, kind="<f8"):
    values = np.fromfile(os.path.join(sys.argv[1], name), dtype=kind)
    return np.ascontiguousarray(values.reshape(-1, columns).astype("f8" if kind == "<f8" else bool))


def measure(name, repeats, task):
    clock, processor = [], []
    for _ in range(repeats):
        c, p = time.perf_counter(), time.process_time()
        task()
        clock.append(time.perf_counter() - c)
        processor.append(time.process_time() - p)
    print(name, np.median(clock), np.median(processor), sep="\t", flush=True)


def eight(values):
    p5, p25, p75, p95, median = np.percentile(values, [5, 25, 75, 95, 50])
    return [p5, p25, p75, p95, median, np.mean(values), np.std(values), np.var(values)]


def entropy(values):
    _, counts = np.unique(values, return_counts=True)
    share = counts / len(values)
    return -np.sum(share * np.log(share)) / 10


def features(signal):
    row = []
    for lead in signal:
        row += eight(lead)
        for band in pywt.wavedec(lead, "db10", level=4):
            row += [entropy(band)] + eight(band)
    return row


def slow_features(signal):
    """A call a statistic, and values counted one by one, as feature code for ECGs is often written."""
    row = []
    for lead in signal:
        bands = [lead] + pywt.wavedec(lead, "db10", level=4)
        for band in bands:
            counts = collections.Counter(band)
            share = [count / len(band) for count in counts.values()]
            row.append(-sum(p * math.log(p) for p in share) / 10)
            row += [np.nanpercentile(band, q) for q in (5, 25, 75, 95, 50)]
            row += [np.nanmean(band), np.nanstd(band), np.nanvar(band)]
    return row


def thresholds(labels, scores):
    grid = np.linspace(0, 1, 100)
    return [
        grid[np.argmax([f1_score(labels[:, c], scores[:, c] > t, zero_division=0) for t in grid])]
        for c in range(labels.shape[1])
    ]


def plain_thresholds(labels, scores):
    """As fast as NumPy does it: all thresholds of a class at once."""
    grid = np.linspace(0, 1, 100)
    best = []
    for c in range(labels.shape[1]):
        yes = scores[:, c, None] > grid
        hits = np.sum(yes & labels[:, c, None], axis=0)
        best.append(grid[np.argmax(2 * hits / np.maximum(1, yes.sum(axis=0) + labels[:, c].sum()))])
    return best


def bootstrap(labels, scores, resamples):
    random = np.random.RandomState(42)
    values = []
    for _ in range(resamples):
        rows = random.randint(0, len(labels), len(labels))
        y, s = labels[rows], scores[rows]
        yes = s > 0.5
        hits = np.sum(yes & y, axis=0)
        f1 = 2 * hits / np.maximum(1, yes.sum(axis=0) + y.sum(axis=0))
        values.append((f1.mean(), roc_auc_score(y, s, average="macro")))
    return np.percentile(values, [2.5, 97.5], axis=0)


def tasks():
    """What is measured, by name: how often, and what makes the task."""
    signal = lambda: load("signal", 7500)
    predictions = lambda: (load("labels", 9, "u1"), load("scores", 9))
    of = lambda function, inputs, *more: lambda: (lambda x: lambda: function(*x, *more))(inputs())
    result = {
        "features of a 12 x 7500 record": (15, of(features, lambda: (signal(),))),
        "features of a 12 x 7500 record, a call a statistic": (5, of(slow_features, lambda: (signal(),))),
        "threshold search, 688 x 9 (scikit-learn's f1_score)": (3, of(thresholds, predictions)),
        "threshold search, 688 x 9 (NumPy, vectorised)": (15, of(plain_thresholds, predictions)),
        "bootstrap, 50 of 2,000 resamples of 688 x 9": (3, of(bootstrap, predictions, 50)),
    }
    learners = {
        "logistic regression": (3, lambda: OneVsRestClassifier(LogisticRegression(max_iter=1000))),
        "random forest": (1, lambda: OneVsRestClassifier(RandomForestClassifier(300, max_depth=10))),
        "gradient boosting": (
            1,
            lambda: OneVsRestClassifier(
                HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=31, early_stopping=False)
            ),
        ),
        "MLP": (3, lambda: MLPClassifier((100, 50), max_iter=500)),
        "SVM": (3, lambda: make_pipeline(StandardScaler(), OneVsRestClassifier(SVC(probability=True)))),
    }
    if importlib.util.find_spec("lightgbm"):
        from lightgbm import LGBMClassifier

        learners["LightGBM"] = (1, lambda: OneVsRestClassifier(LGBMClassifier(n_estimators=100, verbosity=-1)))
    training = lambda: (load("x", 636), load("y", 9, "u1").astype(int))
    for name, (repeats, make) in learners.items():
        result[name] = (repeats, of(lambda x, y, make=make: make().fit(x, y), training))
    return result


def main():
    known = tasks()
    for name in sys.argv[2:]:
        if name in known:
            repeats, make = known[name]
            measure(name, repeats, make())


if __name__ == "__main__":
    main()
