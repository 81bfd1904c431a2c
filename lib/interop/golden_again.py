"""The golden values made anew with the packages at hand, beside the old ones: what differs, by how much, and why.

    golden_again.py FOLDER

FOLDER holds the JSON files that the tests compare with. Needs numpy, pywavelets, scikit-learn and wfdb; torch and shap where they are there.
Prints a line a quantity: file, what, largest difference, explanation. Ends with 1 if a difference is larger than stated here.
"""

import base64
import importlib.util
import json
import os
import sys
import tempfile

import numpy as np
import pywt
import sklearn
import wfdb
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.tree import DecisionTreeClassifier

FOLDER = sys.argv[1]
failed = False


def golden(name):
    with open(os.path.join(FOLDER, name)) as file:
        return json.load(file)


def report(file, what, found, expected, allowed, why="", kind="relative"):
    global failed
    a, b = np.asarray(found, dtype="f8"), np.asarray(expected, dtype="f8")
    if a.shape != b.shape or not np.array_equal(np.isnan(a), np.isnan(b)):
        worst = np.inf
    else:
        size = np.maximum(np.abs(b), 1e-12) if kind == "relative" else 1
        worst = float(np.nanmax(np.abs(a - b) / size)) if a.size else 0.0
    failed |= not worst <= allowed
    words = "equal" if worst == 0 else f"{kind} difference up to {worst:.2g}"
    print(f"{file}: {what}: {words}{'' if worst == 0 or not why else '; ' + why}{'' if worst <= allowed else '  <- MORE THAN STATED'}")


def random():
    file = "numpy_random_and_split.json"
    old = golden(file)
    stream = old["seed42_stream"]
    state = lambda: np.random.RandomState(42)
    report(file, "32-bit integers", state().randint(0, 2**32, 8, dtype=np.uint32), stream["randint_2_32_first8"], 0)
    report(file, "uniform", state().random_sample(5), stream["random_sample_first5"], 0)
    report(file, "normal", state().randn(6), stream["randn_first6 (polar Box-Muller, cached second value)"], 0)
    report(file, "normal(1, 0.1)", state().normal(1, 0.1, (1, 12)).ravel(), stream["normal(1,0.1,(1,12))"], 0)
    r = state()
    drawn = [[r.choice(100), r.uniform()] for _ in range(4)]
    report(file, "choice, uniform", drawn, stream["choice(100) then uniform(), x4 (=GradientExplainer draws)"], 0)


def percentile():
    file = "percentile.json"
    old = golden(file)
    points = [float(p) for p in old["p"]]
    report(file, "percentiles", np.percentile(old["x"], points), list(old["p"].values()), 0)
    report(file, "mean, standard deviation, variance", [np.mean(old["x"]), np.std(old["x"]), np.var(old["x"])], [old["mean"], old["std"], old["var"]], 0)


def wavelets():
    file = "wavelets_and_features.json"
    old = golden(file)
    filters = pywt.Wavelet("db10")
    report(file, "db10 filters", [filters.dec_lo, filters.dec_hi], [old["dec_lo"], old["dec_hi"]], 0)
    why = "sums in another order (SIMD)"
    for case in old["tiny"]:
        found = np.concatenate(pywt.wavedec(case["x"], "db10", level=len(case["coeffs"]) - 1))
        report(file, f"transform of {len(case['x'])} values", found, np.concatenate(case["coeffs"]), 1e-12, why, kind="absolute")
    of_last_bits = "the last bits of a transform, and with them how many of a smooth signal's coefficients are equal, so its entropy; else 3e-13"
    for case in old["cases"]:
        n = np.arange(case["n"])
        signal = (
            np.sin(0.01 * n) + 0.5 * np.cos(0.037 * n) + ((n * 7919) % 1000) / 1000,
            np.rint((np.sin(0.02 * n) + 0.3 * np.cos(0.11 * n)) * 1000) / 1000,
            ((n * 7919) % 1000 - 500) / 1000 + 0.25 * (n % 400 < 20),
        )[case["formula"]]
        row = eight(signal)
        for band in pywt.wavedec(signal, "db10", level=4):
            share = np.unique(band, return_counts=True)[1] / len(band)
            row += [-np.sum(share * np.log(share)) / 10] + eight(band)
        report(file, f"53 features of formula {case['formula']}, {case['n']} samples", row, case["features53"], 0.002 if case["formula"] == 0 else 1e-9, of_last_bits if case["formula"] == 0 else why)


def eight(values):
    return [*np.percentile(values, [5, 25, 75, 95, 50]), np.mean(values), np.std(values), np.var(values)]


def metrics():
    file = "metrics.json"
    old = golden(file)
    i = np.arange(200)
    score = ((i * 37) % 101) / 100
    y = ((i * 37) % 101 + (i * 13) % 41 > 70).astype(int)
    grid = np.linspace(0, 1, 100)
    report(file, "F1 of 100 thresholds", [f1_score(y, score > t) for t in grid], old["f1_per_threshold(>)"], 1e-15)
    report(file, "AUC", [roc_auc_score(y, score)], [old["scores pred(score >=)"]["auc"]], 1e-15)
    single = score.astype("f4")
    report(
        file,
        "single-precision scores above a threshold",
        [int(np.sum(single > t)) for t in grid],
        old["float32_scores"]["count > per threshold"],
        5,
        "NumPy 2 takes a float64 scalar as float64 and compares there, NumPy 1.24 in single precision",
        kind="absolute",
    )


def learners():
    file = "baselines.json"
    old = golden(file)
    table = np.genfromtxt(os.path.join(FOLDER, "baselines_multilabel.csv"), delimiter=",", names=True)
    names = table.dtype.names
    rows = np.array(table.tolist())
    labels = [k for k, name in enumerate(names) if name.startswith("y")]
    features = [k for k, name in enumerate(names) if name.startswith("f")]
    x, y = rows[:, features], rows[:, labels].astype(int)
    why = "scikit-learn divides the loss by the records since 1.3, so the same tolerance ends earlier, and the smallest where the loss is flat in double precision"
    for title, key, tolerance, allowed in (("tolerance 1e-4", "LR", 1e-4, 0.001), ("tolerance 1e-12", "LR_tight_tol1e-12", 1e-12, 1e-4)):
        coefficients = [LogisticRegression(max_iter=100000, tol=tolerance).fit(x[:200], y[:200, c]).coef_[0] for c in range(y.shape[1])]
        report(file, "logistic regression, " + title, coefficients, old[key]["coef"], allowed, why, kind="absolute")
    tree = DecisionTreeClassifier(max_depth=3, random_state=0).fit(x[:200], y[:200, 0]).tree_
    expected = old["DecisionTree depth3 label0 (exact check, gini)"]
    report(file, "decision tree, features", tree.feature, expected["feature"], 0, kind="absolute")
    report(file, "decision tree, thresholds", tree.threshold, expected["threshold"], 0)


def number(text):
    """What rdsamp prints; a missing sample is a sign without digits."""
    return float(text) if any(c.isdigit() for c in text) else float("nan")


def records():
    """What wfdb reads of the files that the WFDB C library reads."""
    file = "wfdb_c_library.json"
    for name, record in golden(file)["records"].items():
        with tempfile.TemporaryDirectory() as folder:
            for path, content in record["files_base64"].items():
                with open(os.path.join(folder, path), "wb") as out:
                    out.write(base64.b64decode(content))
            for path, text in record["headers"].items():
                with open(os.path.join(folder, path), "w") as out:
                    out.write(text)
            try:
                found = wfdb.rdrecord(os.path.join(folder, name)).p_signal
            except Exception as e:
                print(f"{file}: {name} ({record['why']}): refused by wfdb ({type(e).__name__}: {str(e)[:100]})")
                continue
        expected = np.array([[number(v) for v in signal.split()] for signal in record["physical"]]).T
        same = found.shape == expected.shape and np.allclose(found, expected, rtol=0, atol=1e-6, equal_nan=True)
        print(f"{file}: {name} ({record['why']}): {'equal to the digits printed' if same else f'differs: shape {found.shape}, expected {expected.shape}'}")


def gradients():
    import shap
    import torch

    file = "expected_gradients.json"
    old = golden(file)
    values = lambda n, f: f(torch.arange(n * 24, dtype=torch.float64)).reshape(n, 2, 12)
    weights = values(3, lambda k: torch.sin(0.7 * k + 0.1))
    background, x = values(5, lambda k: torch.cos(0.3 * k)), values(2, lambda k: torch.sin(0.9 * k + 0.5))

    class Model(torch.nn.Module):
        def forward(self, batch):
            z = (batch[:, None] * weights).sum((2, 3))
            return torch.tanh(z) + 0.1 * z**2

    found = shap.GradientExplainer(Model(), background).shap_values(x, nsamples=old["nsamples"], rseed=old["rseed"])
    found = np.moveaxis(np.asarray(found), -1, 0) if np.asarray(found).shape[0] != 3 else np.asarray(found)
    report(file, f"shap {shap.__version__} values", found, old["shap_values[class][sample][lead][t] (shap 0.35.0)"], 1e-7, "as large as rounding to single precision on the way, which the old version did not", kind="absolute")


def augmentation():
    """Scaling and shift of a window by NumPy's old streams, in the order of draws that the file states."""
    file = "augmentation.json"
    old = golden(file)
    x = np.asarray(old["X_rows(time)xlead"])
    found, expected = [], []
    for seed in range(6):
        r, y = np.random.RandomState(seed), x.copy()
        if r.randn() > 0.5:
            y = y * r.normal(1, 0.1, (1, 3))
        if r.randn() > 0.5:
            y = y + r.randint(-20, 20, (1, 3)) / 1000
        found.append(y)
        expected.append(old[f"seed{seed} transform(train)"])
    report(file, "six windows", found, expected, 1e-15, "the last bit of a product", kind="absolute")


def formula_state(net):
    """Weights of the formula that the golden file states."""
    import torch

    state = net.state_dict()
    for p, (name, old) in enumerate(state.items()):
        k = torch.arange(old.numel(), dtype=torch.int64)
        if name.endswith(("conv1.weight", "conv2.weight", "downsample.0.weight", "fc.weight")):
            low = 2**32 - 1
            v = (k * 2654435761 + (p + 1) * 97531) & low
            v = ((v ^ (v >> 15)) * 2246822519) & low
            v = v ^ (v >> 13)
            fan = old[0].numel()
            new = np.sqrt(3 / fan) * (2 * (v.double() / 2**32) - 1)
        elif name.endswith("running_mean"):
            new = 0.02 * torch.sin(k.double() + p)
        elif name.endswith("running_var"):
            new = 1 + 0.2 * torch.cos(0.3 * k.double() + p)
        elif name.endswith("num_batches_tracked"):
            continue
        elif name.endswith("bias"):
            new = 0.05 * torch.cos(0.9 * k.double() + p)
        else:
            new = 1 + 0.1 * torch.sin(0.5 * k.double() + p)
        state[name] = new.reshape(old.shape)
    net.load_state_dict(state)


def resnet():
    import torch

    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import ecg_network

    file = "resnet34_1d.json"
    old = golden(file)
    net = ecg_network.Network(dropout=0.0).double()
    formula_state(net)
    numbers = lambda tensor: tensor.detach().numpy()
    x = lambda records, samples: ecg_network.formula_input(records, 12, samples, torch.float64)
    note = "the order of sums in a convolution"
    net.eval()
    with torch.no_grad():
        for samples in (1000, 15000):
            report(file, f"logits of {samples} samples, PyTorch {torch.__version__}", numbers(net(x(2, samples))), old[f"eval_logits_T{samples}"], 1e-9, note, kind="absolute")
    batch = x(2, 1000).requires_grad_()
    net(batch)[:, 3].sum().backward()
    gradient, stated = batch.grad, old["eval_input_grad_class3_T1000"]
    found = [gradient.sum(), gradient.abs().sum(), *gradient[0, 0, :5], *gradient[1, 11, -5:]]
    expected = [stated["sum"], stated["abs_sum"], *stated["g[0,0,:5]"], *stated["g[1,11,-5:]"]]
    report(file, "input gradient", [float(v) for v in found], expected, 1e-9, note, kind="absolute")
    steps = old["train_dropout0_B4_T1000_adam1e-4"]
    batch = x(4, 1000)
    b, c = np.indices((4, 9))
    labels = torch.from_numpy(((9 * b + c) % 3 == 0).astype("f8"))
    net.train()
    adam = torch.optim.Adam(net.parameters(), lr=1e-4)
    losses = []
    for step in range(len(steps)):
        adam.zero_grad()
        logits = net(batch)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels)
        loss.backward()
        losses.append([float(loss.detach()), *numbers(logits)[0]])
        if step == 0:
            gradients = {name: value.grad for name, value in net.named_parameters()}
            found = [[float(gradients[name].norm()), float(gradients[name].sum())] for name in old["train_step0_grad_norms"]]
            report(file, "norms and sums of gradients of weights", found, list(old["train_step0_grad_norms"].values()), 1e-9, note)
        adam.step()
    report(file, "three Adam steps: loss and logits", losses, [[s["loss"], *s["logits0"]] for s in steps], 1e-9, note + ", which Adam's first steps, all of one size, make larger", kind="absolute")


def main():
    print(f"NumPy {np.__version__}, PyWavelets {pywt.__version__}, scikit-learn {sklearn.__version__}, wfdb {wfdb.__version__}")
    random()
    percentile()
    wavelets()
    metrics()
    learners()
    records()
    augmentation()
    if importlib.util.find_spec("shap") and importlib.util.find_spec("torch"):
        gradients()
        resnet()
    return failed


if __name__ == "__main__":
    sys.exit(main())
