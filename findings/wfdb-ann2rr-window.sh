#!/usr/bin/env bash
# Tried: RR intervals of a part of a record, from second 20 to second 40.
# Package: wfdb 4.3.1 (PyPI), function wfdb.processing.ann2rr.
# Expected: its documentation gives both arguments as times in seconds at which the intervals begin and end; so the
#   intervals between second 20 and 40.
# Seen: both numbers are compared with the length of an interval, not with its time. start_time=20 gives nothing,
#   because no interval is 20 s long; stop_time=40 keeps the whole record; start_time=0.6 takes the short interval
#   of a premature beat out of the series. Marks that are no beats (change of rhythm) count as beats. No warning.
# Means: heart rate variability of "minute 5 to 10" is that of the whole record, or of a record without its ectopic
#   beats.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile wfdb==4.3.1 numpy==2.4.6 pandas==2.3.3 || { echo "the packages could not be installed"; exit 2; }
v/bin/python - <<'PY'
import sys
import numpy as np
import wfdb
from wfdb.processing import ann2rr

FS = 250
seconds = np.arange(1.0, 61.0)  # one beat a second
seconds[30] -= 0.5  # one of them premature, at 30.5 s
wfdb.wrann("one", "atr", np.round(seconds * FS).astype(int), symbol=["V" if i == 30 else "N" for i in range(60)], fs=FS)
whole = ann2rr("one", "atr", format="s")
part = ann2rr("one", "atr", format="s", start_time=20.0)
until = ann2rr("one", "atr", format="s", stop_time=40.0)
long_only = ann2rr("one", "atr", format="s", start_time=0.6)
ends = np.cumsum(whole)
print("intervals in the record: %d; after second 20: expected %d, got %d" % (len(whole), (ends > 20).sum(), len(part)))
print("before second 40: expected %d, got %d" % ((ends < 40).sum(), len(until)))
print("from second 0.6: shortest interval %.2f s, in the record %.2f s" % (long_only.min(), whole.min()))
wfdb.wrann("two", "atr", np.array([250, 500, 600, 750]), symbol=["N", "N", "+", "N"], aux_note=["", "", "(AFIB", ""], fs=FS)
marks = ann2rr("two", "atr", format="s")
print("beats at 1, 2, 3 s and a rhythm mark at 2.4 s: intervals", marks.round(2).tolist())
ok = (len(part) == 0 and (ends > 20).sum() == 40 and len(until) == len(whole) and (ends < 40).sum() < len(whole)
      and long_only.min() == 1.0 and abs(whole.min() - 0.5) < 1e-9 and np.allclose(marks, [1, 1, 0.4, 0.6]))
print("as stated: start_time and stop_time cut by the length of an interval" if ok else "changed: the intervals are other than stated")
sys.exit(0 if ok else 1)
PY
