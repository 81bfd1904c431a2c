"""How a side answers PeerSide: `value TASK FILE` and `time TASK SECONDS`, a line each on standard input, parted by tabs."""

import sys
import time

import numpy as np


def answer(tasks):
    """Does what is asked for, until standard input ends. `tasks` gives for each name what computes its numbers."""
    print("ready", flush=True)
    for line in sys.stdin:
        what, name, argument = line.rstrip("\n").split("\t")
        if what == "value":
            np.ascontiguousarray(tasks[name](), dtype="<f8").tofile(argument)
            print("written", flush=True)
            continue
        calls, processor, start, passed = 0, time.process_time(), time.perf_counter(), 0.0
        while calls == 0 or passed < float(argument):
            tasks[name]()
            calls += 1
            passed = time.perf_counter() - start
        print(calls, passed, time.process_time() - processor, sep="\t", flush=True)
