"""The package shap's GradientExplainer (Erion et al. 2021) on PyTorch: the other side of ShapBenchmark.

Usage: reference.py FOLDER NAME [THREADS], where ShapBenchmark has written model.safetensors, background.f32, records.f32 and task.json.
One thread unless said. For each record all nine outputs, as the paper's code calls it, and then the greatest alone (`ranked_outputs=1`), both
timed. With NAME `reference` also the standard errors for that output: of the sum of all attributions, of the leads' sums and of samples, from
the spread of 12 sets of draws. Writes NAME.json and NAME.f32 with its attributions.
"""

import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "interop"))
import numpy as np
import shap
import torch

import ecg_network

SETS = 12
folder, name = sys.argv[1:3]
task = json.load(open(os.path.join(folder, "task.json")))
torch.set_num_threads(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
read = lambda file: torch.from_numpy(
    np.fromfile(os.path.join(folder, file), dtype="<f4").reshape(-1, task["leads"], task["samples"])
)
background, records = read("background.f32"), read("records.f32")
net = ecg_network.network(os.path.join(folder, "model.safetensors"))
explainer = shap.GradientExplainer(net, background, batch_size=50)


def explain(x, seed, **how):
    return explainer.shap_values(x, nsamples=task["draws"], rseed=seed, **how)


def top_of(x, seed):
    values, order = explain(x, seed, ranked_outputs=1)
    return np.asarray(values).reshape(task["leads"], task["samples"]), int(np.asarray(order).ravel()[0])


def measured(work):
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - wall, time.process_time() - processor


def spread(values):
    return float(np.sqrt(np.mean(np.var(np.asarray(values, dtype="f8"), axis=0, ddof=1))))


with torch.no_grad():
    outputs = net(records).numpy()
results, attributions = [], []
for k in range(len(records)):
    x = records[k : k + 1]
    every, wall, processor = measured(lambda: explain(x, task["seed"]))
    (one, top), wall_one, processor_one = measured(lambda: top_of(x, task["seed"]))
    if top != outputs[k].argmax() or not np.array_equal(np.asarray(every).reshape(task["leads"], task["samples"], -1)[:, :, top], one):
        sys.exit("the package explains other outputs than were asked for")
    result = {
        "class": top,
        "output": float(outputs[k].max()),
        "seconds": wall,
        "processorSeconds": processor,
        "secondsOfOne": wall_one,
        "processorSecondsOfOne": processor_one,
    }
    if name == "reference":
        sets = [one] + [top_of(x, task["seed"] + 1 + s)[0] for s in range(SETS - 1)]
        wide = np.asarray(sets, dtype="f8")
        result["sumError"] = spread(wide.sum((1, 2)))
        result["leadError"] = spread(wide.sum(2))
        result["sampleError"] = spread(wide)
    results.append(result)
    attributions.append(one)
np.asarray(attributions, dtype="<f4").tofile(os.path.join(folder, name + ".f32"))
json.dump(results, open(os.path.join(folder, name + ".json"), "w"), indent=1)
