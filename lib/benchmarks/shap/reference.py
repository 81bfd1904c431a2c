"""The published algorithm of shap's GradientExplainer (Erion et al. 2021), written anew on PyTorch: the other side of ShapBenchmark.

Usage: reference.py FOLDER NAME [THREADS], where ShapBenchmark has written model.safetensors, background.f32, records.f32 and task.json.
For each record and each of the nine outputs, one after the other: the same draws of a background recording and a position on the
path, gradients in batches of 50, the mean of gradient times difference. One thread unless said. Writes NAME.json: seconds of
processor time and by the clock, the attributions' standard errors for the output with the greatest value, root mean square over
12 sets of draws of which the first is timed, and NAME.f32 with its attributions.
"""

import json
import os
import struct
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

SETS = 12
folder, name = sys.argv[1:3]
task = json.load(open(os.path.join(folder, "task.json")))
torch.set_num_threads(int(sys.argv[3]) if len(sys.argv) > 3 else 1)


def weights(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"])
            found[name] = torch.from_numpy(values.copy())
    return found


state = weights(os.path.join(folder, "model.safetensors"))


def normalised(x, name):
    return F.batch_norm(
        x,
        state[name + ".running_mean"],
        state[name + ".running_var"],
        state[name + ".weight"],
        state[name + ".bias"],
        False,
        0.1,
        1e-5,
    )


def block(x, name, stride):
    y = F.conv1d(x, state[name + ".conv1.weight"], stride=stride, padding=3)
    y = F.relu(normalised(y, name + ".bn1"))
    y = normalised(F.conv1d(y, state[name + ".conv2.weight"], padding=3), name + ".bn2")
    if name + ".downsample.0.weight" in state:
        x = F.conv1d(x, state[name + ".downsample.0.weight"], stride=stride)
        x = normalised(x, name + ".downsample.1")
    return F.relu(x + y)


def network(x):
    x = F.relu(normalised(F.conv1d(x, state["conv1.weight"], stride=2, padding=7), "bn1"))
    x = F.max_pool1d(x, 3, 2, 1)
    for stage, blocks in enumerate(task["blocks"], start=1):
        for number in range(blocks):
            stride = 2 if stage > 1 and number == 0 else 1
            x = block(x, f"layer{stage}.{number}", stride)
    pooled = torch.cat([x.mean(2), x.amax(2)], 1)
    return F.linear(pooled, state["fc.weight"], state["fc.bias"])


def gradient(output, batch):
    batch = batch.detach().requires_grad_()
    return torch.autograd.grad(network(batch)[:, output].sum(), batch)[0].numpy()


def explain(x, background, draws, classes, seed, batch_size=50):
    """All outputs of one record; the per-draw values of each output, [draw][lead][sample]."""
    for output in classes:
        np.random.seed(seed)
        points = np.empty((draws,) + x.shape, dtype=np.float32)
        differences = np.empty((draws,) + x.shape, dtype=np.float32)
        for k in range(draws):
            b = background[np.random.choice(len(background))]
            t = np.random.uniform()
            points[k] = t * x + (1 - t) * b
            differences[k] = x - b
        gradients = [
            gradient(output, torch.from_numpy(points[k : k + batch_size]))
            for k in range(0, draws, batch_size)
        ]
        yield output, np.concatenate(gradients) * differences


def root_mean_square(values):
    return float(np.sqrt(np.mean(np.square(values))))


def standard_errors(values):
    """Of the sum of all attributions, of the leads' sums and of samples, from the values of each draw."""
    wide = values.astype("f8")
    return [
        root_mean_square(part.std(0, ddof=1) / np.sqrt(len(wide)))
        for part in (wide.sum((1, 2)), wide.sum(2), wide)
    ]


leads, samples = task["leads"], task["samples"]
read = lambda file: np.fromfile(os.path.join(folder, file), dtype="<f4").reshape(-1, leads, samples)
background, records = read("background.f32"), read("records.f32")
explain_all = range(task["classes"])
results, attributions = [], []
with torch.no_grad():
    outputs = network(torch.from_numpy(records)).numpy()
for x, output in zip(records, outputs):
    top = int(output.argmax())
    wall, processor = time.perf_counter(), time.process_time()
    means = {}
    for c, values in explain(x, background, task["draws"], explain_all, task["seed"]):
        means[c] = values.mean(0)
        kept = values if c == top else None
        if kept is not None:
            per_draw = kept
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    # One set of draws misses a loud background or has it twice, so the error is estimated from several.
    others = [
        next(explain(x, background, task["draws"], [top], task["seed"] + 1 + k))[1]
        for k in range(SETS - 1)
    ]
    errors = [standard_errors(values) for values in [per_draw] + others]
    results.append(
        {
            "class": top,
            "output": float(output[top]),
            "seconds": wall,
            "processorSeconds": processor,
            "sum": float(per_draw.sum((1, 2), dtype="f8").mean()),
            "sumError": root_mean_square([e[0] for e in errors]),
            "leadError": root_mean_square([e[1] for e in errors]),
            "sampleError": root_mean_square([e[2] for e in errors]),
            "errorsOfTheTimedSet": errors[0],
        }
    )
    attributions.append(means[top])
np.asarray(attributions, dtype="<f4").tofile(os.path.join(folder, name + ".f32"))
json.dump(results, open(os.path.join(folder, name + ".json"), "w"), indent=1)
