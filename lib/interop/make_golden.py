#!/usr/bin/env python3
"""Makes lib/testing/resources/interop: a small network as PyTorch saves it, and its logits. Made with PyTorch 1.13.1."""

import json
import os

import torch

import ecg_network

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "test", "resources", "interop")
torch.manual_seed(7)
net = ecg_network.Network(leads=12, classes=9, width=4, blocks=(1, 1))
for _ in range(3):  # running means and variances that are not those of the beginning
    net(torch.randn(4, 12, 700) + 0.3)
net.eval()
ecg_network.save(os.path.join(folder, "torch.safetensors"), net.state_dict(), {"format": "pt"})
with torch.no_grad():
    logits = net(ecg_network.formula_input(2, 12, 1001))
with open(os.path.join(folder, "torch.json"), "w") as file:
    json.dump({"torch": torch.__version__, "samples": 1001, "logits": logits.tolist()}, file)
