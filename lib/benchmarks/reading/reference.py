"""CPU time of reading one WFDB record in Python, and the time of reading all headers; one line of numbers for `run`.

With wfdb-python where it is installed. Where it is not, with a reader of its own on NumPy that takes the same steps as the
workbench's (header, samples, checksums, initial values, missing samples, division) and nothing more: it is faster than
wfdb-python, so the ratio is the smaller of the two.
"""

import glob
import os
import statistics
import sys
import time

import numpy as np

try:
    import wfdb
except ImportError:
    wfdb = None


def header(path):
    """Record line and signal lines as lists of fields."""
    with open(path, encoding="latin-1") as file:
        lines = [line.split() for line in file if line.strip() and not line.startswith("#")]
    record, signals = lines[0], lines[1:]
    if len(signals) != int(record[1]):
        raise ValueError(path)
    return record, signals


def read_with_numpy(path):
    record, signals = header(path)
    first = signals[0]
    form, _, offset = first[1].partition("+")
    if form != "16":
        raise ValueError("format " + form)
    digital = np.fromfile(os.path.join(os.path.dirname(path), first[0]), "<i2", offset=int(offset or 0))
    digital = digital.reshape(int(record[3]), len(signals))
    physical = np.empty((len(signals), len(digital)))
    for i, signal in enumerate(signals):
        values = digital[:, i]
        gain, _, baseline = signal[2].split("/")[0].rstrip(")").partition("(")
        if int(signal[5]) != values[0]:
            raise ValueError("initial value")
        if (int(values.sum(dtype=np.int64)) - int(signal[6])) % 65536:
            raise ValueError("checksum")
        physical[i] = (values - float(baseline or signal[4])) / float(gain)
        physical[i][values == -32768] = np.nan
    return physical


def read_with_wfdb(path):
    return wfdb.rdrecord(path[: -len(".hea")]).p_signal.T


def main(folder):
    begin = time.perf_counter()
    paths = sorted(glob.glob(os.path.join(folder, "**", "*.hea"), recursive=True))
    for path in paths:
        if wfdb:
            wfdb.rdheader(path[: -len(".hea")])
        else:
            record, signals = header(path)
            os.stat(os.path.join(os.path.dirname(path), signals[0][0]))
    index = time.perf_counter() - begin
    read = read_with_wfdb if wfdb else read_with_numpy
    millis = []
    total = 0.0
    for _ in range(400):
        start = time.process_time_ns()
        total += read(paths[0])[1][100]
        millis.append((time.process_time_ns() - start) / 1e6)
    name = "wfdb-python_" + wfdb.__version__ if wfdb else "NumPy_reader"
    print(millis[0], statistics.median(millis[200:]), index, len(paths), total / 400, statistics.mean(millis), name)


main(sys.argv[1])
