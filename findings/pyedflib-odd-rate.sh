#!/usr/bin/env bash
# Tried: writing 10 s of an ECG of 599.88 Hz (1,667 microseconds a sample, as SCP carts state it) to EDF.
# Package: pyedflib 0.1.42 (PyPI), EdfWriter.
# Expected: a file of about 10 s: EDF allows data records of any duration, for instance one of 10.002 s with 6,000
#   samples.
# Seen: a file of 25 s: the writer picks a data record in which the rate gives a whole number of samples (25 s) and
#   fills the rest of it with zeros. 5,998 samples were written and 14,997 come back; duration and number of samples
#   in the header say 25 s. No warning. At 500 Hz it is 10 s.
# Means: 15 s of a flat line at 0 mV are part of the recording: an asystole for a detector, and three fifths of
#   every mean.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile pyedflib==0.1.42 numpy==2.4.6 || { echo "the packages could not be installed"; exit 2; }
v/bin/python -W error - <<'PY'
import sys
import numpy as np
import pyedflib

def roundtrip(fs):
    n = int(10 * fs)
    x = 0.5 + np.sin(2 * np.pi * 1.2 * np.arange(n) / fs)
    writer = pyedflib.EdfWriter("e.edf", 1, pyedflib.FILETYPE_EDFPLUS)
    writer.setSignalHeader(0, dict(label="I", dimension="mV", sample_frequency=fs, physical_max=5, physical_min=-5,
                                   digital_max=32767, digital_min=-32768, transducer="", prefilter=""))
    writer.writeSamples([x])
    writer.close()
    with open("e.edf", "rb") as f:  # the header by itself: records, seconds a record, samples a record
        f.seek(236)
        records, seconds = int(f.read(8)), float(f.read(8))
    reader = pyedflib.EdfReader("e.edf")
    got, stated = reader.readSignal(0), reader.getFileDuration()
    reader.close()
    return n, len(got), records * seconds, stated, np.abs(got[:n] - x).max(), np.abs(got[n:]).max() if len(got) > n else 0.0

n, m, header, stated, gap, rest = roundtrip(599.88)
print("599.88 Hz: %d samples written, %d read; header %.1f s, reader %.1f s; beyond the signal at most %.4f mV" % (n, m, header, stated, rest))
p, q, usual, _, _, _ = roundtrip(500)
print("500 Hz: %d written, %d read; %.1f s" % (p, q, usual))
ok = n == 5998 and m == 14997 and header == 25 and stated == 25 and gap < 0.001 and rest < 0.001 and p == q and usual == 10
print("as stated: 10 s become 25 s, the rest is zeros" if ok else "changed: the length is other than stated")
sys.exit(0 if ok else 1)
PY
