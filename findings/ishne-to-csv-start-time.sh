#!/usr/bin/env bash
# Tried: an ISHNE Holter file that starts at 21:07:45, converted to CSV.
# Package: ishne-to-csv 1.2 (PyPI), function read_ishne.
# Expected: ISHNE Holter standard output file: start time is three 16-bit integers (hour, minute, second), so the
#   first time stamp is 21:07:45.
# Seen: 21:00:07. Three single bytes are read: the hour, its upper byte (0) taken for the minute, and the minute
#   taken for the second. The time column of the CSV, in nanoseconds, follows. All minutes are 0 and all seconds
#   below 60, so nothing looks wrong. No warning.
# Means: the ECG is shifted by up to an hour against diaries, blood pressure or sleep stages that it is joined with.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile ishne-to-csv==1.2 numpy==2.4.6 pandas==2.3.3 tqdm==4.67.1 || { echo "the packages could not be installed"; exit 2; }
TZ=UTC v/bin/python -W error::UserWarning - <<'PY'
import datetime, json, struct, sys
from ishne_to_csv.core import read_ishne

def shorts(*values):
    return struct.pack("<%dh" % len(values), *values)

samples = 2000  # of one lead at 200 Hz
block = struct.pack("<iiii", 0, samples, 522, 522) + shorts(1) + bytes(40 + 40 + 20) + shorts(0, 0)
block += shorts(1, 1, 1980) + shorts(5, 3, 2024) + shorts(6, 3, 2024) + shorts(21, 7, 45)
block += shorts(1) + shorts(5, *[-9] * 11) + shorts(1, *[-9] * 11) + shorts(5000, *[-9] * 11) + shorts(0)
block += b"digital".ljust(40, b"\0") + shorts(200) + bytes(80 + 80 + 88)
crc = 0xFFFF
for byte in block:
    crc ^= byte << 8
    for _ in range(8):
        crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
with open("h.ecg", "wb") as f:
    f.write(b"ISHNE1.0" + struct.pack("<H", crc) + block + shorts(*[i % 100 for i in range(samples)]))
with open("h.ecg", "rb") as f:
    whole = f.read()
assert len(whole) == 522 + 2 * samples and struct.unpack_from("<3h", whole, 150) == (21, 7, 45)
table = read_ishne("h.ecg", verbose=False, metadata_file="h.json")
first = datetime.datetime.fromtimestamp(table["time"].iloc[0] / 1e9, datetime.timezone.utc)
stated = json.load(open("h.json"))["Start Time"]
print("at bytes 150 to 155: 21:07:45; first time stamp %s; stated %s" % (first.strftime("%H:%M:%S"), stated))
ok = first.strftime("%H:%M:%S") == stated == "21:00:07"
print("as stated: the minute is read as the second" if ok else "changed: the start time is other than stated")
sys.exit(0 if ok else 1)
PY
