"""What this library writes, in the libraries that read it: each value must be equal, or the line says by how much it differs.

    clients.py FOLDER     as lib/interop/clients has filled it

Weights in safetensors and PyTorch; ONNX in onnxruntime at several lengths; a WFDB record in wfdb; predictions in scikit-learn's metrics; tables
in pandas. Ends with 1 if something is not as it must be.
"""

import csv
import glob
import json
import os
import sys

import numpy as np
import onnxruntime
import pandas
import safetensors
import safetensors.torch
import sklearn
import torch
import wfdb
from sklearn.metrics import accuracy_score, average_precision_score, f1_score, precision_score, recall_score, roc_auc_score

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ecg_network

FOLDER = sys.argv[1]
ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
failed = False


def report(what, difference, allowed):
    global failed
    failed |= not difference <= allowed
    print(f"{what}: {'equal' if difference == 0 else f'largest difference {difference:.2g}'}{'' if difference <= allowed else '  <- MORE THAN ' + str(allowed)}")


def worst(a, b):
    a, b = np.asarray(a, dtype="f8"), np.asarray(b, dtype="f8")
    if a.shape != b.shape or not np.array_equal(np.isnan(a), np.isnan(b)):
        return np.inf
    return float(np.nanmax(np.abs(a - b), initial=0))


def network(path, name):
    """Weights by the package safetensors into PyTorch; logits against those computed here, and the ONNX against PyTorch."""
    weights = os.path.join(path, "model.safetensors")
    state = safetensors.torch.load_file(weights)
    net = ecg_network.network(weights)
    own = net.state_dict()
    equal = set(own) == set(state) and all(torch.equal(own[key], state[key]) for key in own)
    report(f"{name}: safetensors {safetensors.__version__} into PyTorch {torch.__version__}, {len(state)} tensors", 0 if equal else np.inf, 0)
    net.load_state_dict(state)
    net.eval()
    session = onnxruntime.InferenceSession(os.path.join(path, "model.onnx"))
    for samples in (1000, 1500, 15000):
        x = ecg_network.formula_input(2, 12, samples)
        with torch.no_grad():
            logits = net(x).numpy()
        found, scores = session.run(None, {"millivolts": x.numpy()})
        report(f"{name}: ONNX in onnxruntime {onnxruntime.__version__}, 12 x {samples:,}, logits against PyTorch's", worst(found, logits), 1e-4)
        report(f"{name}: ONNX, 12 x {samples:,}, scores", worst(scores, 1 / (1 + np.exp(-logits))), 1e-5)
        here = os.path.join(path, f"logits-{samples}.f8")
        if os.path.exists(here):
            ours = np.fromfile(here, dtype="<f8").reshape(2, -1)
            report(f"{name}: 12 x {samples:,}, logits computed here against PyTorch's", worst(ours, logits), 1e-4)


def records():
    for header in sorted(glob.glob(os.path.join(FOLDER, "records", "*.hea"))):
        name = header[: -len(".hea")]
        read = wfdb.rdrecord(name)
        here = np.fromfile(name + ".f8", dtype="<f8").reshape(12, -1)
        report(f"WFDB record {os.path.basename(name)}, format {read.fmt[0]}, in wfdb {wfdb.__version__}", worst(read.p_signal.T, here), 0)


def tables():
    """Every table of the results: read whole, as many rows and columns as its lines say, numbers as numbers."""
    count = 0
    for file in sorted(glob.glob(os.path.join(ROOT, "results", "tables", "*.csv"))):
        table = pandas.read_csv(file)
        with open(file, encoding="utf-8") as text:
            head = next(csv.reader(text))
        # Some tables say by having no row that there is nothing to say.
        if len(table.columns) != len(head) or table.columns.str.startswith("Unnamed").any():
            report(f"table {os.path.basename(file)} in pandas", np.inf, 0)
        count += 1
    report(f"{count} tables of results in pandas {pandas.__version__}", 0 if count else np.inf, 0)


def metrics():
    """A metric of every class and average of predictions written here, by scikit-learn."""
    with open(os.path.join(FOLDER, "metrics.json")) as file:
        here = json.load(file)
    labels = np.array(here["labels"], dtype=bool)
    scores = np.array(here["scores"])
    yes = scores > 0.5
    for name, metric in (("PRECISION", precision_score), ("RECALL", recall_score), ("F1", f1_score), ("ACCURACY", accuracy_score)):
        expected = [metric(labels[:, c], yes[:, c]) for c in range(labels.shape[1])]
        report(f"{name} of nine classes in scikit-learn {sklearn.__version__}", worst(here[name], expected), 1e-15)
    report("AUC", worst(here["AUC"], roc_auc_score(labels, scores, average=None)), 1e-15)
    report("average precision", worst(here["AVERAGE_PRECISION"], average_precision_score(labels, scores, average=None)), 1e-12)


def main():
    for path in sorted(glob.glob(os.path.join(FOLDER, "network*"))):
        network(path, os.path.basename(path))
    records()
    metrics()
    tables()
    return failed


if __name__ == "__main__":
    sys.exit(main())
