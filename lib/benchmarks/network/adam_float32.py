"""The golden file's three Adam steps in PyTorch itself: how far does its own single precision stray from its double precision?

    /usr/bin/python3 lib/benchmarks/network/adam_float32.py

Weights, input and labels are the formulas of golden/README.md. Threads and oneDNN change the order of sums and nothing else.
"""

import json
import math
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "interop"))
import numpy as np
import torch

import ecg_network

GOLDEN = os.path.join(HERE, "..", "..", "src", "test", "resources", "golden", "resnet34_1d.json")


def formula_state(net, dtype):
    state = {}
    for p, (name, old) in enumerate(net.state_dict().items()):
        if name.endswith("tracked"):
            state[name] = torch.zeros((), dtype=torch.int64)
            continue
        k = np.arange(old.numel())
        if old.dim() > 1:
            v = (k.astype(np.uint64) * 2654435761 + (p + 1) * 97531) & 0xFFFFFFFF
            v ^= v >> 15
            v = (v * 2246822519) & 0xFFFFFFFF
            v ^= v >> 13
            values = math.sqrt(3.0 / (old.numel() // old.shape[0])) * (2 * (v / 4294967296.0) - 1)
        elif name.endswith("running_mean"):
            values = 0.02 * np.sin(k + p)
        elif name.endswith("running_var"):
            values = 1 + 0.2 * np.cos(0.3 * k + p)
        elif name.endswith("weight"):
            values = 1 + 0.1 * np.sin(0.5 * k + p)
        else:
            values = 0.05 * np.cos(0.9 * k + p)
        state[name] = torch.tensor(values, dtype=dtype).reshape(old.shape)
    return state


def losses(dtype, threads, onednn):
    torch.set_num_threads(threads)
    with torch.backends.mkldnn.flags(enabled=onednn):
        net = ecg_network.Network(dropout=0).to(dtype).train()
        net.load_state_dict(formula_state(net, dtype))
        x = ecg_network.formula_input(4, 12, 1000, dtype)
        labels = torch.tensor([[float((9 * b + c) % 3 == 0) for c in range(9)] for b in range(4)], dtype=dtype)
        adam = torch.optim.Adam(net.parameters(), lr=1e-4)
        found = []
        for _ in range(3):
            adam.zero_grad()
            loss = torch.nn.functional.binary_cross_entropy_with_logits(net(x), labels)
            loss.backward()
            adam.step()
            found.append(loss.item())
        return found


golden = [step["loss"] for step in json.load(open(GOLDEN))["train_dropout0_B4_T1000_adam1e-4"]]
for dtype in (torch.float64, torch.float32):
    for threads in (1, 2):
        for onednn in (True, False):
            differences = ", ".join(f"{a - b:+.1e}" for a, b in zip(losses(dtype, threads, onednn), golden))
            print(f"{dtype}, {threads} threads, oneDNN {'on' if onednn else 'off'}: loss minus golden {differences}")
