"""An independent detector beside RPeaks: SciPy's find_peaks on single band-passed leads, two votes of three leads.

Usage: agreement.py FOLDER [PICTURES [RECORD...]], where BeatBenchmark has written FOLDER. Prints, by class, beats of both and of one of
the two, the median heart rate and the variation of the intervals, and the records that differ most; with PICTURES draws records
(named ones, or two of each class) with the marks of both.
"""

import csv
import os
import sys

import numpy as np
from scipy.signal import butter, find_peaks, sosfiltfilt

LEADS = "I II III aVR aVL aVF V1 V2 V3 V4 V5 V6".split()
VOTERS = ("II", "V2", "V5")
TOLERANCE_S = 0.1
EDGE_S = 0.3


def one_lead(values, rate):
    band = sosfiltfilt(butter(3, (8, 25), "bandpass", fs=rate, output="sos"), values)
    size = np.abs(band)
    seconds = [size[i : i + 2 * rate].max() for i in range(0, max(1, len(size) - 2 * rate), rate)]
    return find_peaks(size, height=0.4 * np.median(seconds), distance=int(0.25 * rate))[0]


def voted(signal, rate):
    votes = [one_lead(signal[LEADS.index(name)], rate) for name in VOTERS]
    times = np.sort(np.concatenate(votes))
    beats, at = [], 0
    while at < len(times):
        group = times[(times >= times[at]) & (times < times[at] + 0.12 * rate)]
        if len(group) >= 2:
            beats.append(int(np.median(group)))
        at += len(group)
    return np.array(beats, dtype=int)


def match(a, b, rate, samples):
    """Beats of a that have one of b near, away from the ends."""
    inner = a[(a > EDGE_S * rate) & (a < samples - EDGE_S * rate)]
    if len(b) == 0:
        return 0, len(inner)
    near = [np.abs(b - t).min() <= TOLERANCE_S * rate for t in inner]
    return int(np.sum(near)), len(inner)


folder = sys.argv[1]
rows = list(csv.DictReader(open(os.path.join(folder, "peaks.csv"))))
by_class, worst, kept = {}, [], {}
for row in rows:
    rate, samples = int(row["rate"]), int(row["samples"])
    signal = np.fromfile(os.path.join(folder, row["record"] + ".f32"), dtype="<f4").reshape(12, samples)
    ours = np.array([int(p) for p in row["peaks"].split()], dtype=int)
    theirs = voted(signal, rate)
    found, of_theirs = match(theirs, ours, rate, samples)
    right, of_ours = match(ours, theirs, rate, samples)
    intervals = np.diff(ours) / rate
    pulse = 60 / np.median(intervals) if len(intervals) else np.nan
    variation = intervals.std() / intervals.mean() if len(intervals) > 1 else np.nan
    for name in row["diagnoses"].split() + ["all"]:
        by_class.setdefault(name, []).append((found, of_theirs, right, of_ours, pulse, variation))
    worst.append((of_theirs - found + of_ours - right, row["record"], row["diagnoses"], of_theirs - found, of_ours - right))
    kept[row["record"]] = (signal, rate, ours, theirs, row["diagnoses"], pulse)
print("class  records  theirs found here  here found by them  heart rate: median (5 %, 95 %)  CV of intervals: median")
for name, values in sorted(by_class.items()):
    v = np.array(values, dtype=float)
    s = v[:, :4].sum(0)
    print(
        f"{name:<6}{len(v):>8}{s[0]/s[1]:>18.4f}{s[2]/s[3]:>20.4f}"
        f"{np.nanmedian(v[:,4]):>14.0f} ({np.nanpercentile(v[:,4],5):.0f}, {np.nanpercentile(v[:,4],95):.0f}){np.nanmedian(v[:,5]):>24.3f}"
    )
print("records that differ most: record, labels, theirs that are missing here, here that they do not have")
for total, *rest in sorted(worst, reverse=True)[:12]:
    if total:
        print("  ", *rest)
if len(sys.argv) > 2:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    os.makedirs(sys.argv[2], exist_ok=True)
    chosen = sys.argv[3:]
    if not chosen:
        for name in by_class:
            chosen += [r["record"] for r in rows if name in r["diagnoses"].split()][:2]
    for record in dict.fromkeys(chosen):
        signal, rate, ours, theirs, labels, pulse = kept[record]
        shown = min(signal.shape[1], 12 * rate)
        figure, axes = plt.subplots(3, 1, figsize=(15, 6), sharex=True)
        for axis, lead in zip(axes, VOTERS):
            values = signal[LEADS.index(lead), :shown]
            axis.plot(np.arange(shown) / rate, values, "k", lw=0.8)
            axis.set_ylabel(lead + " / mV")
            axis.set_xticks(np.arange(0, shown / rate, 0.2), minor=True)
            axis.grid(which="both", color="#f5b0b0", lw=0.4)
            top = values.max()
            axis.plot(ours[ours < shown] / rate, np.full((ours < shown).sum(), top * 1.05), "rv", ms=6)
            axis.plot(theirs[theirs < shown] / rate, np.full((theirs < shown).sum(), top * 1.25), "b|", ms=8)
        axes[0].set_title(f"{record} {labels}: {pulse:.0f} a minute; red RPeaks, blue independent")
        figure.tight_layout()
        figure.savefig(os.path.join(sys.argv[2], record + ".png"), dpi=60)
        plt.close(figure)
