#!/usr/bin/env python3
"""Makes lib/testing/resources/golden/captum.json: maps of captum 0.9.0 for the network of lib/testing/resources/interop/torch.safetensors.

Needs torch and captum. In double precision; both maxima are MaxPool1d without overlap here, the same function, since captum has no rule for amax and its rule for
MaxPool1d does not add up where windows overlap.
"""

import json
import os
import sys

import captum
import torch
from captum.attr import DeepLift, GuidedBackprop, GuidedGradCam, InputXGradient, LayerAttribution, LayerGradCam
from torch import nn

import ecg_network

SAMPLES = 259
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "testing", "resources")


class OneUseBlock(nn.Module):
    """A block each of whose ReLUs is used once, as captum asks for."""

    def __init__(self, block):
        super().__init__()
        self.block = block
        self.relu1, self.relu2 = nn.ReLU(), nn.ReLU()

    def forward(self, x):
        b = self.block
        y = b.bn2(b.conv2(self.relu1(b.bn1(b.conv1(x)))))
        return self.relu2(y + (x if b.downsample is None else b.downsample(x)))


class Network(nn.Module):
    def __init__(self, net, samples):
        super().__init__()
        self.net = net
        self.relu = nn.ReLU()
        self.thirds = nn.MaxPool1d(3)
        self.stages = nn.Sequential(*[OneUseBlock(b) for s in range(net.stages) for b in getattr(net, f"layer{s + 1}")])
        with torch.no_grad():
            columns = self.columns(torch.zeros(1, net.conv1.in_channels, samples, dtype=torch.float64)).shape[2]
        self.maximum = nn.MaxPool1d(columns)

    def columns(self, x):
        n = self.net
        y = self.relu(n.bn1(n.conv1(x)))
        # Windows of 3 that overlap by 1, laid side by side: captum's rule for maxima loses a value where two windows have one maximum.
        windows = nn.functional.pad(y, (1, 1)).unfold(2, 3, 2)
        return self.stages(self.thirds(windows.reshape(*y.shape[:2], -1)))

    def forward(self, x):
        h = self.columns(x)
        return self.net.fc(torch.cat([h.mean(2), self.maximum(h).squeeze(2)], 1))




def fresh():
    """A network of its own for each method, so that no hook of another is left on it."""
    return Network(ecg_network.network(os.path.join(folder, "interop", "torch.safetensors")).double(), SAMPLES).eval()


x = ecg_network.formula_input(1, 12, SAMPLES).double()
baseline = torch.zeros_like(x)
result = {"captum": captum.__version__, "torch": torch.__version__, "samples": SAMPLES, "classes": [0, 4], "every": 7}


def flat(map_):
    """Every 7th value of the flattened map: enough to tell one map from another, and small."""
    return [float(f"{v:.9g}") for v in map_.detach().reshape(-1)[::7].tolist()]


def relu_cam(k):
    net = fresh()
    cam = LayerGradCam(net, net.stages).attribute(x, target=k, relu_attributions=True)
    return LayerAttribution.interpolate(cam, (SAMPLES,)).expand(1, 12, SAMPLES)


def guided_cam(k):
    net = fresh()
    return GuidedGradCam(net, net.stages).attribute(x.clone().requires_grad_(), target=k)


maps = {
    "gradient x input": lambda k: InputXGradient(fresh()).attribute(x.clone().requires_grad_(), target=k),
    "guided backpropagation": lambda k: GuidedBackprop(fresh()).attribute(x.clone().requires_grad_(), target=k),
    "Grad-CAM": relu_cam,
    "guided Grad-CAM": guided_cam,
}
for name, make in maps.items():
    result[name] = [flat(make(k)) for k in result["classes"]]
with torch.no_grad():
    logits, of_zero = fresh()(x)[0], fresh()(baseline)[0]
# Not kept: captum's DeepLIFT does not add up for this network, ours does (LayeredNetworkTest).
for k in result["classes"]:
    phi = DeepLift(fresh()).attribute(x.clone().requires_grad_(), baseline, target=k)
    print(f"DeepLIFT, class {k}: adds up to {phi.sum().item():.9f}, logits differ by {(logits[k] - of_zero[k]).item():.9f}")
result["logits"] = logits.tolist()
with open(sys.argv[1] if len(sys.argv) > 1 else os.path.join(folder, "golden", "captum.json"), "w") as file:
    json.dump(result, file)
    file.write("\n")
