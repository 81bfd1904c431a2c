#!/usr/bin/env bash
# Tried: two SCP-ECG files of the same uncompressed samples, one without section 2, one whose section 2 says that there
#   are 0 Huffman tables, as the open ECG Toolkit (ECGConversion) writes it.
# Package: ecgdatakit 2.0.3 (PyPI), FileParser.parse.
# Expected: EN 1064, section 2: its first field is the number of Huffman tables, 19999 stands for the default table; with
#   none defined there is nothing to decode with, and samples of two bytes lie as they are. Both files hold the same.
# Seen: the first is read to the last microvolt, the second refused: "declares no Huffman table".
# Means: recordings that a widespread converter has written cannot be read, with not one sample wrong in them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv v
v/bin/pip install -q --disable-pip-version-check --no-compile ecgdatakit==2.0.3 numpy==2.4.6 || { echo "the packages could not be installed"; exit 2; }
v/bin/python - <<'PY'
import struct, sys
from ecgdatakit import FileParser


def crc(data):
    register = 0xFFFF
    for byte in data:
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ 0x1021 if register & 0x8000 else register << 1) & 0xFFFF
    return register


def section(number, content, mark=b"\0" * 6):
    content += b"\0" * (len(content) % 2)
    body = struct.pack("<HIBB", number, 16 + len(content), 20, 20) + mark + content
    return struct.pack("<H", crc(body)) + body


def tag(number, content):
    return struct.pack("<BH", number, len(content)) + content


samples = [[(7 * i * (lead + 1)) % 400 - 200 for i in range(1000)] for lead in range(8)]
leads = [1, 2, 3, 4, 5, 6, 7, 8]  # I, II, V1 to V6


def scp(tables):
    sections = {
        1: tag(2, b"X\0") + tag(14, bytes(35) + b"\x14" + bytes(40)) + tag(25, struct.pack("<HBB", 2020, 1, 2)) + tag(26, bytes(3)) + tag(255, b""),
        3: struct.pack("<BB", 8, 0x44) + b"".join(struct.pack("<IIB", 1, 1000, lead) for lead in leads),
        6: struct.pack("<HHBB", 1000, 2000, 0, 0) + struct.pack("<8H", *[2000] * 8) + b"".join(struct.pack("<1000h", *one) for one in samples),
    }
    if tables is not None:
        sections[2] = struct.pack("<H", tables)
    begin = 6 + 16 + 120
    pointers, bodies = struct.pack("<HII", 0, 136, 7), b""
    for number in range(1, 12):
        body = section(number, sections[number]) if number in sections else b""
        pointers += struct.pack("<HII", number, len(body), begin + len(bodies) + 1 if body else 0)
        bodies += body
    rest = section(0, pointers, b"SCPECG") + bodies
    rest = struct.pack("<I", 6 + len(rest)) + rest
    return struct.pack("<H", crc(rest)) + rest


def read(name, data):
    with open(name, "wb") as out:
        out.write(data)
    try:
        record = FileParser.parse(name)
        return [[round(float(v) * 1000 if abs(max(map(float, l.samples))) < 10 else float(v)) for v in l.samples] for l in record.leads[:8]]
    except Exception as e:  # whatever it raises is what is looked at
        return str(e)


own = samples  # 1000 nV a count: microvolts
absent, zero = read("absent.scp", scp(None)), read("zero.scp", scp(0))
show = lambda r: r if isinstance(r, str) else "%d leads, %s" % (len(r), "right" if r == own else "other values")
print("section 2 absent: %s\n0 tables: %s" % (show(absent), show(zero)))
ok = absent == own and isinstance(zero, str) and "Huffman" in zero
print("as stated: refused for naming no Huffman table" if ok else "changed")
sys.exit(0 if ok else 1)
PY
