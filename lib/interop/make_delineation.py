#!/usr/bin/env python3
"""Makes lib/testing/resources/golden/neurokit.json: P and T waves that NeuroKit2 (discrete wavelets) finds in one lead made of a formula.

Needs neurokit2. DelineationTest makes the same signal and compares; NeuroKit2's QRS onsets are left out, since it puts them up to 0.1 s
before the complex. On real recordings the two differ by a median of 0 ms at the QRS end, 6 at the T wave's top and 2 at its end (52
recordings of CPSC2018 and PTB-XL, lead II); in atrial fibrillation NeuroKit2 finds a P wave before 65 of 86 beats.
"""

import json
import os
import sys

import neurokit2
import numpy

RATE = 500
# Seconds between beats; P wave before and T wave after the R peak, in s, with their widths (standard deviations) and heights in mV.
SIGNALS = [
    {"interval": 1.0, "p": [-0.16, 0.02, 0.15], "t": [0.28, 0.04, 0.3]},
    {"interval": 0.7, "p": [-0.15, 0.018, 0.12], "t": [0.24, 0.035, 0.25]},
    {"interval": 0.9, "p": [-0.24, 0.022, 0.15], "t": [0.3, 0.045, 0.35]},
]
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "testing", "resources", "golden")


def signal(made):
    t = numpy.arange(10 * RATE) / RATE
    x = numpy.zeros_like(t)
    for beat in range(int(9 / made["interval"])):
        s = t - 0.5 - beat * made["interval"]
        for at, width, height in (made["p"], [0, 0.012, 1.2], made["t"]):
            x += height * numpy.exp(-((s - at) ** 2) / (2 * width**2))
    return x


found = []
for made in SIGNALS:
    x = signal(made)
    peaks = numpy.array([round((0.5 + k * made["interval"]) * RATE) for k in range(int(9 / made["interval"]))])
    _, points = neurokit2.ecg_delineate(x, peaks, sampling_rate=RATE, method="dwt")
    names = {"pOnset": "ECG_P_Onsets", "pEnd": "ECG_P_Offsets", "tPeak": "ECG_T_Peaks", "tEnd": "ECG_T_Offsets"}
    found.append({**made, **{ours: [None if v is None or numpy.isnan(v) else int(v) for v in points[theirs]] for ours, theirs in names.items()}})
with open(sys.argv[1] if len(sys.argv) > 1 else os.path.join(folder, "neurokit.json"), "w") as file:
    json.dump({"neurokit2": neurokit2.__version__, "rate": RATE, "signals": found}, file)
    file.write("\n")
