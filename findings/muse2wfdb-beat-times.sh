#!/usr/bin/env bash
# Tried: a GE MUSE export of 10 s at 500 Hz whose own beat marks stand at its R peaks, converted to WFDB.
# Package: muse2wfdb 1.5.0 (PyPI), function muse_to_wfdb; result read with wfdb 4.3.1.
# Expected: <Time> of <QRSTimesTypes> is in milliseconds (a comment in its code says so, and so it is in real
#   exports, where their distance is <GlobalRR>); the annotation file holds sample numbers. So a mark at 1000 ms
#   belongs at sample 500.
# Seen: milliseconds are written as sample numbers: each mark stands at twice its time, half of them beyond the end
#   of the record, and the RR intervals are twice as long. No error, no warning.
# Means: the beats that are meant as reference for detectors give half the heart rate, and no detector agrees with
#   them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile muse2wfdb==1.5.0 wfdb==4.3.1 xmltodict==1.0.2 numpy==2.4.6 pandas==2.3.3 || { echo "the packages could not be installed"; exit 2; }
v/bin/python -W error::UserWarning - <<'PY'
import base64, sys
import numpy as np
import wfdb
from muse2wfdb.converter import muse_to_wfdb

FS, UV = 500, 4.88
peaks = 0.5 + 0.75 * np.arange(12)  # seconds: 80 beats a minute
t = np.arange(10 * FS) / FS
beat = sum(np.exp(-(((t - p) / 0.01) ** 2)) for p in peaks)

def waveform(kind, values):
    leads = "".join("<LeadData><LeadID>%s</LeadID><LeadAmplitudeUnitsPerBit>%s</LeadAmplitudeUnitsPerBit>"
                    "<LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits><WaveFormData>%s</WaveFormData></LeadData>"
                    % (name, UV, base64.b64encode(np.round(scale * values * 1000 / UV).astype("<i2").tobytes()).decode())
                    for name, scale in zip(("I", "II", "V1", "V2", "V3", "V4", "V5", "V6"), (0.6, 1, 0.2, 0.4, 0.7, 1, 0.9, 0.8)))
    return "<Waveform><WaveformType>%s</WaveformType><SampleBase>%d</SampleBase>%s</Waveform>" % (kind, FS, leads)

marks = "".join("<QRS><Number>%d</Number><Type>0</Type><Time>%d</Time></QRS>" % (i + 1, round(p * 1000)) for i, p in enumerate(peaks))
with open("e.xml", "w") as f:
    f.write("<RestingECG><QRSTimesTypes>%s<GlobalRR>750</GlobalRR></QRSTimesTypes>%s%s</RestingECG>"
            % (marks, waveform("Median", beat[:600]), waveform("Rhythm", beat)))
muse_to_wfdb("e.xml", "./e")
record, ann = wfdb.rdrecord("e"), wfdb.rdann("e", "atr")
signal = record.p_signal[:, record.sig_name.index("II")]
top = np.flatnonzero((signal[1:-1] > 0.5) & (signal[1:-1] >= signal[:-2]) & (signal[1:-1] > signal[2:])) + 1
print("R peaks in the converted signal at samples", top[:4], "...; marks at", ann.sample[:4], "...")
print("record of %d samples, %d of %d marks beyond it" % (record.sig_len, (ann.sample >= record.sig_len).sum(), len(ann.sample)))
ok = len(top) == len(peaks) and np.array_equal(ann.sample, 2 * top) and (ann.sample >= record.sig_len).sum() == 6
print("as stated: milliseconds are stored as sample numbers" if ok else "changed: the marks are other than stated")
sys.exit(0 if ok else 1)
PY
