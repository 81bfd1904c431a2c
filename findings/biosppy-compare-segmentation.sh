#!/usr/bin/env bash
# Tried: scoring a QRS detector that fires twice in every beat, and one that takes every T wave for a beat.
# Package: biosppy 2.2.4 (PyPI), function biosppy.signals.ecg.compare_segmentation with its default arguments.
# Expected: its text: FP is the number of false positives, performance = TP / reference beats, acc = TP / (TP + FP).
#   ANSI/AAMI EC57: one reference beat can be matched once. So half of all detections are false and acc is 0.5.
# Seen: FP 0 and acc 1.0 for both; the first detector even has TP 148 of 74 beats and a performance of 2.0.
#   minRR=None stands for an infinite minimum, so every false detection after a first hit is forgiven; and hits are
#   not taken off the list.
# Means: a detector that counts T waves is reported as faultless. No warning.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile biosppy==2.2.4 peakutils==1.3.5 numpy==2.4.6 scipy==1.17.1 || { echo "the packages could not be installed"; exit 2; }
MPLBACKEND=Agg v/bin/python -W ignore - <<'PY'
import sys
import numpy as np
from biosppy.signals.ecg import compare_segmentation

FS = 500
beats = np.arange(500, 30000, 400)

def pairs(reference, test, tolerance):  # each reference beat at most once, each detection at most once
    left, hits = list(test), 0
    for r in reference:
        near = [d for d in left if abs(d - r) < tolerance]
        if near:
            left.remove(min(near, key=lambda d: abs(d - r)))
            hits += 1
    return hits, len(left)

ok = True
for name, found in (("twice", np.sort(np.r_[beats - 5, beats + 5])), ("T waves", np.sort(np.r_[beats, beats + 150]))):
    r = compare_segmentation(reference=beats, test=found, sampling_rate=FS)
    tp, fp = pairs(beats, found, 0.05 * FS)
    print("%-8s %d beats, %d detections: true %d hits, %d false; biosppy TP %d, FP %d, performance %.1f, acc %.1f"
          % (name, len(beats), len(found), tp, fp, r["TP"], r["FP"], r["performance"], r["acc"]))
    ok &= tp == fp == len(beats) and r["FP"] == 0 and r["acc"] == 1.0
    ok &= r["performance"] == (2.0 if name == "twice" else 1.0)
print("as stated: false detections are not counted" if ok else "changed: the scores are other than stated")
sys.exit(0 if ok else 1)
PY
