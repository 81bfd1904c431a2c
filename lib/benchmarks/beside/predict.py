"""What `environment/workbench predict FILE` does, by the libraries that Python has for it: scores of the nine classes on standard output,
and a page that explains the classes above their thresholds.

Usage: predict.py RECORD MODEL BACKGROUND PAGE: a WFDB record without its ending, the folder of a network, what `predict` compares recordings
with (`environment/target/start/background`), the page to write.
"""

import csv
import io
import os
import sys

import numpy as np
import shap
import torch
import wfdb
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from scipy.signal import resample_poly

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "interop"))
import ecg_network

RATE, SAMPLES, DRAWS, MOST = 100, 1000, 80, 3
record, folder, kept, page = sys.argv[1:]


def thresholds():
    """Of the network's validation scores: the best F1 of a hundred, as `predict` chooses them."""
    with open(os.path.join(folder, "predictions-validation.csv"), newline="") as file:
        rows = list(csv.DictReader(file))
    names = [name.split(":", 1)[1] for name in rows[0] if name.startswith("score:")]
    grid = np.linspace(0, 1, 100).astype("f4")
    found = {}
    for name in names:
        labels = np.array([int(row["label:" + name]) for row in rows], dtype=bool)
        scores = np.array([float(row["score:" + name]) for row in rows], dtype="f4")
        yes = scores[:, None] >= grid
        f1 = 2 * (yes & labels[:, None]).sum(0) / np.maximum(1, yes.sum(0) + labels.sum())
        found[name] = grid[np.argmax(f1)] if labels.any() else np.nan
    return found


def window():
    read = wfdb.rdrecord(record)
    signal = read.p_signal.T
    if np.isnan(signal).any():
        sys.exit(f"{record}: a sample is missing")
    if read.fs != RATE:
        signal = resample_poly(signal, RATE, int(read.fs), axis=1, padtype="edge")
    signal = signal[:, -SAMPLES:].astype("f4")
    return np.pad(signal, ((0, 0), (SAMPLES - signal.shape[1], 0)))


def background():
    with open(kept, "rb") as file:
        file.readline()
        return np.frombuffer(file.read()[:-4], dtype="<f4").reshape(-1, 12, SAMPLES).copy()


def drawing(x, attribution, title):
    figure = Figure(figsize=(10, 12))
    limit = np.abs(attribution).max() or 1
    for lead, axes in enumerate(figure.subplots(12, 1, sharex=True)):
        points = np.column_stack([np.arange(SAMPLES) / RATE, x[lead]])
        lines = LineCollection(np.stack([points[:-1], points[1:]], 1), cmap="coolwarm")
        lines.set_array(attribution[lead, 1:])
        lines.set_clim(-limit, limit)
        axes.add_collection(lines)
        axes.autoscale()
    figure.suptitle(title)
    text = io.StringIO()
    figure.savefig(text, format="svg")
    return text.getvalue()


x = window()
net = ecg_network.network(os.path.join(folder, "model.safetensors"))
with torch.no_grad():
    scores = torch.sigmoid(net(torch.from_numpy(x[None])))[0].numpy()
limits = thresholds()
print("record,class,score,threshold,predicted")
for (name, limit), score in zip(limits.items(), scores):
    decided = "," if np.isnan(limit) else f"{limit:.7g},{int(score >= limit)}"
    print(f"{os.path.basename(record)},{name},{score:.7g},{decided}", flush=True)
values = np.array(list(limits.values()))
count = int(np.clip(np.sum(scores >= values), 1, MOST))
order = np.argsort(-np.where(np.isnan(values), -np.inf, scores / values))[:count]
explainer = shap.GradientExplainer(net, torch.from_numpy(background()), batch_size=50)
# The package chooses by the score alone, so all nine are asked for where that is another order.
ranked = np.argsort(-scores)[:count]
few = set(ranked) == set(order)
found = explainer.shap_values(torch.from_numpy(x[None]), nsamples=DRAWS, rseed=42, **({"ranked_outputs": count} if few else {}))
maps, places = (np.asarray(found[0]), list(np.asarray(found[1]).ravel())) if few else (np.asarray(found), list(range(9)))
maps = maps.reshape(12, SAMPLES, -1)
names = list(limits)
with open(page + ".part", "w", encoding="utf-8") as file:
    file.write("<!doctype html><meta charset=utf-8><title>" + os.path.basename(record) + "</title>\n")
    for c in order:
        file.write(drawing(x, maps[:, :, places.index(c)], f"{names[c]} {scores[c]:.3f}"))
os.replace(page + ".part", page)
