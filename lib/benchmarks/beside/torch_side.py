"""The other side of PeerNetworkSide: shapiq's exact computer on PyTorch.

Usage: torch_side.py FOLDER; then `value TASK FILE` and `time TASK SECONDS` on standard input (see PeerSide). FOLDER holds model.safetensors,
records.f32 and background.f32 of ShapBenchmark.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "interop"))
import numpy as np
import shapiq
import torch

import ecg_network
import side

FOLDER, LEADS, BATCH = sys.argv[1], 12, 32
net = ecg_network.network(os.path.join(FOLDER, "model.safetensors"))
read = lambda name: np.fromfile(os.path.join(FOLDER, name), dtype="<f4").reshape(-1, LEADS, 1000)
record, background = read("records.f32")[0], read("background.f32")
with torch.no_grad():
    top = int(net(torch.from_numpy(record[None]))[0].argmax())
references = [np.zeros_like(record), background[0]]


def game(reference):
    x, absent = torch.from_numpy(record), torch.from_numpy(reference)

    def values(coalitions):
        present = torch.from_numpy(np.ascontiguousarray(coalitions))[:, :, None]
        with torch.no_grad():
            found = [net(torch.where(present[k : k + BATCH], x, absent))[:, top] for k in range(0, len(present), BATCH)]
        return torch.cat(found).numpy().astype("f8")

    return values


def shapley(reference):
    """Of the twelve leads, exactly: 4,096 outputs of the network."""
    found = shapiq.ExactComputer(game(reference), n_players=LEADS)("SV", order=1)
    return np.array([found[(lead,)] for lead in range(LEADS)])


side.answer({"lead sets": lambda: np.concatenate([shapley(reference) for reference in references])})
