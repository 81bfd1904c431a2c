#!/usr/bin/env bash
# Tried: an EDF file with an ECG lead of 500 Hz beside a breathing signal of 50 Hz, read by wfdb's EDF reader.
# Package: wfdb 4.3.1 (PyPI), function wfdb.io.convert.edf.read_edf.
# Expected: EDF specification, physical = (digital - digital minimum) x gain + physical minimum. The function's text
#   says that signals of higher rate are brought to the lowest one, so each value is the mean of ten samples, in the
#   unit that the header states (mV).
# Seen: the lead of the higher rate comes back in converter counts: a constant 1 mV is read as about 6,550 "mV". The
#   same lead alone in a file, and the signal of the lowest rate, are right. No error, no warning.
# Means: amplitudes and thresholds of such a lead are wrong by the gain, and a scaling network sees another
#   recording.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile wfdb==4.3.1 numpy==2.4.6 pandas==2.3.3 || { echo "the packages could not be installed"; exit 2; }
v/bin/python - <<'PY'
import contextlib, io, sys
import numpy as np
from wfdb.io.convert.edf import read_edf

PHYS, DIG, SECONDS = 5.0, 32767, 10
GAIN = (2 * DIG + 1) / (2 * PHYS)  # counts per mV for -32768..32767 and -5..5 mV

def counts(mv):
    return np.round((mv + PHYS) * GAIN - DIG - 1).astype("<i2")

def write(name, signals):  # signals: label -> (rate, millivolts); one data record a second
    def field(texts, width):
        return "".join(str(t).ljust(width) for t in texts).encode("ascii")
    n = len(signals)
    head = field(["0"], 8) + field(["X X X X"], 80) + field(["Startdate X X X X"], 80)
    head += field(["01.01.20", "00.00.00", 256 * (n + 1)], 8) + field([""], 44) + field([SECONDS, 1], 8) + field([n], 4)
    head += field(signals, 16) + field([""] * n, 80) + field(["mV"] * n, 8)
    head += field([-PHYS] * n, 8) + field([PHYS] * n, 8) + field([-DIG - 1] * n, 8) + field([DIG] * n, 8)
    head += field([""] * n, 80) + field([rate for rate, _ in signals.values()], 8) + field([""] * n, 32)
    with open(name, "wb") as f:
        f.write(head)
        for s in range(SECONDS):
            for rate, mv in signals.values():
                f.write(counts(mv[s * rate:(s + 1) * rate]).tobytes())

t = np.arange(500 * SECONDS) / 500
lead = 1 + 0.5 * np.sin(2 * np.pi * 1.2 * t)  # mean 1 mV
breath = np.sin(2 * np.pi * 0.25 * np.arange(50 * SECONDS) / 50)
write("both.edf", {"I": (500, lead), "RESP": (50, breath)})
write("lead.edf", {"I": (500, lead)})
with contextlib.redirect_stdout(io.StringIO()) as said:
    both, alone = read_edf("both.edf"), read_edf("lead.edf")
truth = lead.reshape(-1, 10).mean(axis=1)
print("said by the reader:", repr(said.getvalue()), "unit:", both.units[0])
print("lead alone:   largest difference %.5f mV" % np.abs(alone.p_signal[:, 0] - lead).max())
print("breathing:    largest difference %.5f" % np.abs(both.p_signal[:, 1] - breath).max())
print("lead of two:  mean %.3f, expected %.3f" % (both.p_signal[:, 0].mean(), truth.mean()))
raw = counts(lead).reshape(-1, 10).mean(axis=1)
as_counts = np.abs(both.p_signal[:, 0] - raw).max() < 1
fine = np.abs(alone.p_signal[:, 0] - lead).max() < 0.001 and np.abs(both.p_signal[:, 1] - breath).max() < 0.001
ok = fine and as_counts and both.units[0] == "mV" and not said.getvalue()
print("as stated: the faster lead is in counts under the unit mV" if ok else "changed: the values are other than stated")
sys.exit(0 if ok else 1)
PY
