"""The 636 features of a recording by PyWavelets and NumPy, in as few calls as possible."""

import numpy as np
import pywt

QUANTILES = np.array([0.05, 0.25, 0.75, 0.95, 0.5])


def eight(rows, ordered):
    """Percentiles, mean, standard deviation and variance of each row, from the rows in order."""
    place = QUANTILES * (rows.shape[1] - 1)
    below = place.astype(int)
    low, high = ordered[:, below], ordered[:, np.minimum(below + 1, rows.shape[1] - 1)]
    variance = rows.var(1)
    return np.column_stack([low + (place - below) * (high - low), rows.mean(1), np.sqrt(variance), variance])


def entropy(ordered):
    """Of each row's distinct values."""
    count, length = ordered.shape
    starts = np.ones((count, length + 1), dtype=bool)
    starts[:, 1:-1] = ordered[:, 1:] != ordered[:, :-1]
    found = []
    for row in starts:
        share = np.diff(np.flatnonzero(row)) / length
        found.append(-np.sum(share * np.log(share)) / 10)
    return np.array(found)


def features(signal):
    """All leads at a time: a transform, an order and a mean a band, not a call a statistic."""
    columns = [eight(signal, np.sort(signal, axis=1))]
    for band in pywt.wavedec(signal, "db10", level=4, axis=1):
        ordered = np.sort(band, axis=1)
        columns += [entropy(ordered)[:, None], eight(band, ordered)]
    return np.hstack(columns).ravel()
