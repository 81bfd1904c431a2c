#!/usr/bin/env python3
"""The workbench's network in PyTorch, and its weight files, with nothing but torch.

    ecg_network.py describe   MODEL.safetensors                 what the file says of itself
    ecg_network.py logits     MODEL.safetensors [--samples N]   logits of a formula's input, as JSON
    ecg_network.py to-pth     MODEL.safetensors OUT.pth         a state_dict for torch.load
    ecg_network.py from-pth   IN.pth OUT.safetensors            the other way round
    ecg_network.py to-script  MODEL.safetensors OUT.pt          TorchScript, traced, batch and length free

MODEL.safetensors is what the workbench writes, or a bare state_dict saved by safetensors.torch. The file format is 8 bytes
little-endian length, a JSON header, the bytes of the tensors; so the package safetensors is not needed. Works with PyTorch
1.13 and later.
"""

import argparse
import json
import math
import struct
import sys

import torch
from torch import nn

TYPES = {"F32": torch.float32, "F64": torch.float64, "I64": torch.int64, "I32": torch.int32}


def load(path):
    """The metadata (a dict of texts) and the tensors (a dict by name) of a safetensors file."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        kind = TYPES[entry["dtype"]]
        flat = torch.frombuffer(data, dtype=kind, count=math.prod(entry["shape"]), offset=begin) if end > begin else torch.empty(0, dtype=kind)
        tensors[name] = flat.reshape(entry["shape"]).clone()
    return metadata, tensors


def save(path, tensors, metadata=None):
    """Writes tensors as safetensors; the workbench reads them with TrainedModel.loadWeights."""
    names = {kind: name for name, kind in TYPES.items()}
    header, blobs, offset = {}, [], 0
    if metadata:
        header["__metadata__"] = metadata
    for name, tensor in tensors.items():
        blob = tensor.detach().cpu().contiguous().numpy().tobytes()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride, dropout):
        super().__init__()
        self.conv1 = nn.Conv1d(inputs, outputs, 7, stride, 3, bias=False)
        self.bn1 = nn.BatchNorm1d(outputs)
        self.conv2 = nn.Conv1d(outputs, outputs, 7, 1, 3, bias=False)
        self.bn2 = nn.BatchNorm1d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.dropout = nn.Dropout(dropout)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv1d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm1d(outputs))

    def forward(self, x):
        y = self.dropout(self.relu(self.bn1(self.conv1(x))))
        y = self.bn2(self.conv2(y))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class Network(nn.Module):
    """[record, lead, sample] in mV to [record, class] logits; names of the state as in the workbench."""

    def __init__(self, leads=12, classes=9, width=64, dropout=0.2, blocks=(3, 4, 6, 3)):
        super().__init__()
        self.conv1 = nn.Conv1d(leads, width, 15, 2, 7, bias=False)
        self.bn1 = nn.BatchNorm1d(width)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool1d(3, 2, 1)
        channels = width
        self.stages = len(blocks)
        for stage, count in enumerate(blocks):
            layers = []
            for block in range(count):
                outputs = width << stage
                layers.append(Block(channels, outputs, 2 if stage and not block else 1, dropout))
                channels = outputs
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layers))
        self.fc = nn.Linear(2 * channels, classes)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for stage in range(self.stages):
            x = getattr(self, f"layer{stage + 1}")(x)
        return self.fc(torch.cat([x.mean(2), x.amax(2)], 1))


def network(path):
    """The network of a weight file, ready to predict."""
    metadata, state = load(path)
    stages = sorted({name.split(".")[0] for name in state if name.startswith("layer")})
    blocks = [len({name.split(".")[1] for name in state if name.startswith(stage + ".")}) for stage in stages]
    width, leads, _ = state["conv1.weight"].shape
    net = Network(leads, len(state["fc.bias"]), width, float(metadata.get("network.dropout", 0.2)), blocks)
    net.load_state_dict(state)
    return net.eval()


def formula_input(records, leads, samples, dtype=torch.float32):
    """The input of the golden files: 0.5 sin(0.02 (l + 1) t + b) + 0.2 cos(0.31 t - l)."""
    b = torch.arange(records, dtype=torch.float64).reshape(-1, 1, 1)
    l = torch.arange(leads, dtype=torch.float64).reshape(1, -1, 1)
    t = torch.arange(samples, dtype=torch.float64)
    return (0.5 * torch.sin(0.02 * (l + 1) * t + b) + 0.2 * torch.cos(0.31 * t - l)).to(dtype)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("verb", choices=["describe", "logits", "to-pth", "from-pth", "to-script"])
    parser.add_argument("file")
    parser.add_argument("out", nargs="?")
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--records", type=int, default=2)
    options = parser.parse_args(arguments)
    if options.verb in ("to-pth", "from-pth", "to-script") and not options.out:
        parser.error(f"{options.verb} needs the name of the file to write")
    if options.verb == "describe":
        metadata, state = load(options.file)
        for key in sorted(metadata):
            print(f"{key}: {metadata[key]}")
        print(f"{sum(p.numel() for p in network(options.file).parameters())} parameters in {len(state)} tensors")
    elif options.verb == "logits":
        net = network(options.file)
        with torch.no_grad():
            found = net(formula_input(options.records, net.conv1.in_channels, options.samples))
        print(json.dumps(found.tolist()))
    elif options.verb == "to-pth":
        torch.save(load(options.file)[1], options.out)
    elif options.verb == "from-pth":
        state = torch.load(options.file, map_location="cpu")
        save(options.out, {name.replace("module.", "", 1) if name.startswith("module.") else name: t for name, t in state.items()}, {"format": "pt"})
    else:
        net = network(options.file)
        example = formula_input(1, net.conv1.in_channels, 1000)
        traced = torch.jit.trace(net, example)
        other = formula_input(3, net.conv1.in_channels, 1501)
        with torch.no_grad():
            difference = (traced(other) - net(other)).abs().max().item()
        if not difference <= 1e-6:
            sys.exit(f"the traced network differs by {difference}")
        traced.save(options.out)


if __name__ == "__main__":
    main(sys.argv[1:])
