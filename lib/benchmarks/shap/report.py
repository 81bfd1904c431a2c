"""Prints what ShapBenchmark measured: one line a record, then medians."""

import json
import os
import statistics
import sys

folder = sys.argv[1]
draws = json.load(open(os.path.join(folder, "task.json")))["draws"]
again = json.load(open(os.path.join(folder, "again.json")))
*rows, batch = [line.split() for line in open(os.path.join(folder, "result.txt"))]
print(f"reference: nine classes x {draws} draws; processor time in s; ratio = reference / here")
print(f"{'class':>6}{'reference':>11}{'same draws':>12}{'ratio':>7}{'equal SE of sum':>22}{'ratio':>7}{'of leads':>18}{'ratio':>7}{'of samples':>18}{'ratio':>7}{'difference':>12}")
ratios = []
for row, second in zip(rows, again):
    # The reference ran before and after.
    row[2] = (float(row[2]) + second["processorSeconds"]) / 2
    cpu, same = float(row[2]), float(row[5])
    pairs = [(int(row[k]), float(row[k + 1])) for k in (7, 9, 11)]
    ratios.append([cpu / same] + [cpu / seconds for _, seconds in pairs])
    print(
        f"{row[0]:>6}{cpu:11.2f}{same:12.3f}{cpu / same:7.1f}"
        + "".join(f"{n:>8} draws {s:7.3f}{cpu / s:7.1f}" for n, s in pairs)
        + f"{float(row[3]) / float(row[4]):12.1e}"
    )
names = ("same draws", "equal standard error of the sum", "of leads", "of samples")
for k, name in enumerate(names):
    print(f"median ratio, {name}: {statistics.median(r[k] for r in ratios):.1f}")

clock = [statistics.mean(r["seconds"] for r in json.load(open(os.path.join(folder, f"{name}.json")))) for name in ("both", "both-again")]
reference = statistics.mean(clock)
print(f"a batch of records by the clock, all cores on both sides: reference {reference:.2f} s a record")
for what, draws, seconds in (("leads", *batch[:2]), ("samples", *batch[2:])):
    print(f"here, {draws} draws, enough for the {what} of each record: {seconds} s, ratio {reference / float(seconds):.1f}")
