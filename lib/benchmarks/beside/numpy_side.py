"""The other side of PeerSide: wfdb, NumPy, PyWavelets, scikit-learn and LightGBM on the inputs that PeerInputs has written.

Usage: numpy_side.py FOLDER; then a line each on standard input: `value TASK FILE`, `time TASK SECONDS` (see PeerSide).
"""

import os
import sys

import lightgbm
import numpy as np
import scipy.stats
import wfdb
from joblib import parallel_config
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

import side
from numpy_features import features

FOLDER = sys.argv[1]


def load(name, columns, kind="<f8"):
    values = np.fromfile(os.path.join(FOLDER, name), dtype=kind)
    return np.ascontiguousarray(values.reshape(-1, columns).astype("f8" if kind == "<f8" else bool))


def thresholds(labels, scores):
    """All thresholds of a class at once."""
    grid = np.linspace(0, 1, 100)
    best = []
    for c in range(labels.shape[1]):
        yes = scores[:, c, None] > grid
        hits = np.sum(yes & labels[:, c, None], axis=0)
        best.append(grid[np.argmax(2 * hits / np.maximum(1, yes.sum(axis=0) + labels[:, c].sum()))])
    return np.array(best)


def bootstrap(labels, scores, resamples):
    """Average F1 and AUC (by ranks) of every resample; all classes at once."""
    values = []
    for rows in resamples:
        y, s = labels[rows], scores[rows]
        yes = s > 0.5
        f1 = 2 * np.sum(yes & y, axis=0) / np.maximum(1, yes.sum(axis=0) + y.sum(axis=0))
        positive = y.sum(axis=0)
        ranks = np.sum(scipy.stats.rankdata(s, axis=0) * y, axis=0)
        auc = (ranks - positive * (positive + 1) / 2) / (positive * (len(y) - positive))
        values.append((f1.mean(), auc.mean()))
    return np.percentile(values, [2.5, 97.5], axis=0).T.ravel()


class Boosted:
    """LightGBM, a model a class, with the settings of the workbench: by one thread each, classes side by side."""

    def fit(self, x, y):
        make = lambda: lightgbm.LGBMClassifier(
            n_estimators=100, deterministic=True, force_col_wise=True, n_jobs=1, verbosity=-1
        )
        self.models = OneVsRestClassifier(make(), n_jobs=2)
        with parallel_config(backend="threading"):
            self.models.fit(x, y)
        return self

    def predict_proba(self, x):
        return self.models.predict_proba(x)


def each_class(learner):
    return OneVsRestClassifier(learner, n_jobs=-1)


# With the usual tolerance of 1e-4 logistic regression ends where probabilities are up to 0.09 from the optimum's; 1e-6 is the workbench's.
LEARNERS = {
    "logistic regression": lambda: each_class(LogisticRegression(max_iter=1000, tol=1e-6)),
    "random forest": lambda: OneVsRestClassifier(RandomForestClassifier(300, max_depth=10, n_jobs=-1, random_state=1)),
    "gradient boosting": lambda: OneVsRestClassifier(
        HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=31, early_stopping=False)
    ),
    "MLP": lambda: MLPClassifier((100, 50), max_iter=500, random_state=1),
    "SVM": lambda: make_pipeline(
        StandardScaler(), each_class(CalibratedClassifierCV(SVC(), ensemble=False, cv=5))
    ),
    "LightGBM": Boosted,
}


def tasks():
    signal = load("signal.f8", 7500)
    labels, scores = load("labels.u1", 9, "u1"), load("scores.f8", 9)
    resamples = load("resamples.f8", len(labels)).astype(int)
    x, y, unseen = load("x.f8", 636), load("y.u1", 9, "u1").astype(int), load("unseen.f8", 636)
    record = os.path.join(FOLDER, "record")
    found = {
        "reading": lambda: wfdb.rdrecord(record).p_signal.T,
        "features": lambda: features(signal),
        "thresholds": lambda: thresholds(labels, scores),
        "bootstrap": lambda: bootstrap(labels, scores, resamples),
    }

    def learn(make):
        with parallel_config(backend="threading"):
            return make().fit(x, y).predict_proba(unseen)

    for name, make in LEARNERS.items():
        found[name] = lambda make=make: learn(make)
    return found


if __name__ == "__main__":
    side.answer(tasks())
