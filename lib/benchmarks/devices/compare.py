"""Reads device files with this library and with published readers, in turns in one process each, and prints medians and ratios.

    compare.py SAMPLES ROUNDS COMMAND...      COMMAND starts ReadersBenchmark

A side counts where its values are the workbench's: rate, leads and samples to 1e-6 mV (a float16 file: 1e-3 of the value). The others
are named with what they do, and not counted.
"""

import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
import pydicom
import pyedflib
import sierraecg
from ecgdatakit import FileParser
from ecgdatakit.parsing.batch import parse_batch

warnings.simplefilter("ignore")
SECONDS = float(os.environ.get("ECG_SLOT_SECONDS", "0.4"))


def label(name):
    name = re.sub(r"^(MDC_ECG_LEAD_|lead |ecg |ekg )", "", name.strip("\0 ").replace("_", " "), flags=re.I)
    name = re.sub(r"\s*\(.*\)$", "", name).strip()
    name = re.sub(r"^(MDC ECG LEAD |lead )", "", name, flags=re.I)
    return {"AVR": "aVR", "AVL": "aVL", "AVF": "aVF"}.get(name.upper(), name.upper())


def ecgdatakit(path):
    record = FileParser.parse(path)
    return record.leads[0].sampling_rate, [(lead.label, lead.samples) for lead in record.leads]


def by_pydicom(path):
    data = pydicom.dcmread(path)
    group = data.WaveformSequence[0]
    array = data.waveform_array(0)
    leads = []
    for channel, definition in enumerate(group.ChannelDefinitionSequence):
        unit = definition.ChannelSensitivityUnitsSequence[0].CodeValue
        name = definition.ChannelSourceSequence[0].CodeMeaning
        leads.append((name, array[:, channel] * {"uV": 1e-3, "mV": 1.0}.get(unit, float("nan"))))
    return float(group.SamplingFrequency), leads


def by_pyedflib(path):
    with pyedflib.EdfReader(path) as file:
        per_unit = {"uV": 1e-3, "mV": 1.0}
        return file.getSampleFrequency(0), [
            (file.getLabel(i), file.readSignal(i) * per_unit.get(file.getPhysicalDimension(i), float("nan")))
            for i in range(file.signals_in_file)
        ]


def by_sierraecg(path):
    file = sierraecg.read_file(path)
    resolution = RESOLUTION[path]  # The reader gives counts and no resolution.
    return file.leads[0].sampling_freq, [(lead.label, lead.samples * (resolution / 1000)) for lead in file.leads]


def by_numpy(path):
    # As a notebook does it: to [lead][sample] in float64 mV.
    array = np.load(path)
    array = np.squeeze(array)
    whole = np.issubdtype(array.dtype, np.integer)
    array = np.asarray(array if array.shape[0] == 12 else array.T, dtype=np.float64)
    array = np.ascontiguousarray(array / 1000 if whole else array)
    return 500, list(zip("I II III aVR aVL aVF V1 V2 V3 V4 V5 V6".split(), array))


RESOLUTION = {}

READERS = {
    "ECGDataKit 2.0.3": ecgdatakit,
    f"pydicom {pydicom.__version__}": by_pydicom,
    f"pyedflib {pyedflib.__version__}": by_pyedflib,
    "sierraecg 0.4.0": by_sierraecg,
    f"NumPy {np.__version__}": by_numpy,
}
DATAKIT, PYDICOM, PYEDFLIB, SIERRA, NUMPY = READERS

FILES = [  # format, file, rate to give, readers
    ("MUSE XML", "muse-xml/muse_v9_braveheart1.xml", "", [DATAKIT]),
    ("MUSE XML", "muse-xml/muse_v9_egm_sinus.xml", "", [DATAKIT]),
    ("Philips 1.03", "philips/sierra103_129DYPRG.xml", "", [DATAKIT, SIERRA]),
    ("Philips 1.04", "philips/sierra104_ad4d3d80.xml", "", [DATAKIT, SIERRA]),
    ("Philips 1.04.01", "philips/sierra10401_2020.xml", "", [DATAKIT, SIERRA]),
    ("Philips 1.04", "philips/sierra_deid3.xml", "", [DATAKIT, SIERRA]),
    ("aECG", "aecg/fda_subject1_0.xml", "", [DATAKIT]),
    ("aECG", "aecg/mindray_r12_100hz.xml", "", [DATAKIT]),
    ("DICOM", "dicom/ecgtoolkit_example.dcm", "", [DATAKIT, PYDICOM]),
    ("DICOM", "dicom/mortara_el250_1000hz.dcm", "", [DATAKIT, PYDICOM]),
    ("DICOM", "dicom/dcmfx_synthetic_12_lead.dcm", "", [DATAKIT, PYDICOM]),
    ("SCP, plain", "scp/ex_none_d0.scp", "", [DATAKIT]),
    ("SCP, Huffman", "scp/ex_huff_d1.scp", "", [DATAKIT]),
    ("SCP, beats", "scp/refbeat_plusi.scp", "", [DATAKIT]),
    ("SCP, Huffman", "scp/welchallyn_600hz.scp", "", [DATAKIT]),
    ("SCP, beats", "scp/ecgtoolkit_example.scp", "", [DATAKIT]),
    ("EDF", "generated.edf", "", [DATAKIT, PYEDFLIB]),
    ("EDF", "edf/ptbxl_00022_mit2edf.edf", "", [DATAKIT, PYEDFLIB]),
    ("EDF", "edf/contec_0000050.edf", "", [DATAKIT, PYEDFLIB]),
    ("BDF", "generated.bdf", "", [DATAKIT, PYEDFLIB]),
    ("ISHNE", "ishne/ptbxl_00022_ishne.ecg", "", [DATAKIT]),
    ("ISHNE", "ishne/ex_ishne.ecg", "", [DATAKIT]),
    ("NumPy", "arrays/ptbxl_00022_f4.npy", "500", [NUMPY]),
    ("NumPy", "arrays/ptbxl_00022_f8_fortran.npy", "500", [NUMPY]),
    ("NumPy", "arrays/ptbxl_00022_i2be.npy", "500", [NUMPY]),
]


def write_edf(path, counts, kind):
    writer = pyedflib.EdfWriter(path, len(counts), file_type=kind)
    names = "I II III aVR aVL aVF V1 V2 V3 V4 V5 V6".split()
    limit = 32767 if kind == pyedflib.FILETYPE_EDF else 8388607
    for i, name in enumerate(names):
        writer.setSignalHeader(i, {
            "label": "ECG " + name, "dimension": "uV", "sample_frequency": 500, "physical_max": float(limit),
            "physical_min": float(-limit - 1), "digital_max": limit, "digital_min": -limit - 1, "transducer": "", "prefilter": ""})
    writer.writeSamples([np.ascontiguousarray(lead) for lead in counts], digital=True)
    writer.close()


class Workbench:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def ask(self, *question):
        self.process.stdin.write("\t".join(map(str, question)) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n").split("\t")

    def values(self, path, rate):
        with tempfile.NamedTemporaryFile() as out:
            answer = self.ask("values", path, rate, out.name)
            data = np.fromfile(out.name)
        leads, at = [], 0
        for name, length in zip(answer[1::2], answer[2::2]):
            leads.append((name, data[at:at + int(length)]))
            at += int(length)
        return float(answer[0]), leads


def differs(path, read, here):
    """What a reader does otherwise, or an empty text."""
    rate, leads = read
    rate_here, leads_here = here
    problems = []
    if abs(rate - rate_here) > 1e-6 * rate_here:
        problems.append(f"{rate} Hz for {rate_here:.2f}")
    there = {label(name): np.asarray(samples, dtype=np.float64) for name, samples in leads}
    worst, odd, missing, lengths = 0.0, 0, 0, set()
    for name, samples in leads_here:
        other = there.get(label(name))
        if other is None:
            problems.append(f"no lead {name} among {sorted(there)}")
            break
        if len(other) != len(samples):
            lengths.add((len(other), len(samples)))
        n = min(len(other), len(samples))
        a, b = other[:n], samples[:n]
        missing += int(np.sum(np.isnan(a) != np.isnan(b)))
        with np.errstate(invalid="ignore"):
            d = np.abs(a - b)
        worst = max(worst, float(np.nanmax(d)) if n else 0)
        odd += int(np.nansum(d > 1e-6))
    for other, own in lengths:
        problems.append(f"{other} samples for {own}")
    if missing:
        problems.append(f"{missing} samples missing on one side")
    if worst > 1e-6:
        problems.append(f"{odd} samples differ, up to {worst:.4f} mV")
    return "; ".join(problems)


def slot(reader, path):
    count = 0
    begin, cpu = time.perf_counter(), time.process_time()
    while count < 3 or time.perf_counter() - begin < SECONDS:
        reader(path)
        count += 1
    return (time.process_time() - cpu) / count


def readers(samples, rounds, workbench, work):
    counts = np.rint(np.load(os.path.join(samples, "arrays/ptbxl_00022_f4.npy")).astype(np.float64) * 1000).astype(np.int32)
    counts = counts if counts.shape[0] == 12 else counts.T
    write_edf(os.path.join(work, "generated.edf"), counts, pyedflib.FILETYPE_EDF)
    write_edf(os.path.join(work, "generated.bdf"), counts, pyedflib.FILETYPE_BDF)
    only = os.environ.get("ECG_ONLY", "")
    files = [(kind, os.path.join(work if name.startswith("generated") else samples, name), rate, names)
             for kind, name, rate, names in FILES if only in kind]
    for kind, path, _, _ in files:
        if kind.startswith("Philips"):
            text = open(path, "rb").read().replace(b"\0", b"").decode("latin-1")
            RESOLUTION[path] = float(re.search(r'<parsedwaveforms[^>]* resolution="([0-9.]+)|<signalresolution>\s*([0-9.]+)', text).expand(r"\g<1>\g<2>"))
    verdict, times = {}, {}
    for _, path, rate, names in files:
        here = workbench.values(path, rate)
        for name in names:
            try:
                verdict[path, name] = differs(path, READERS[name](path), here)
            except Exception as e:
                verdict[path, name] = f"refused: {type(e).__name__}: {str(e)[:100]}"
    for _ in range(3):  # compiled code, filled caches
        for _, path, rate, _ in files:
            workbench.ask("time", path, rate, SECONDS)
    for _ in range(rounds):
        for _, path, rate, names in files:
            before = float(workbench.ask("time", path, rate, SECONDS)[0])
            for name in names:
                if not verdict[path, name].startswith("refused"):
                    there = slot(READERS[name], path)
                    after = float(workbench.ask("time", path, rate, SECONDS)[0])
                    times.setdefault((path, name), []).append((there, (before + after) / 2))
                    before = after
    print(f"| format | file | workbench | reader | time | ratio | values |\n|---|---|---|---|---|---|---|")
    for kind, path, _, names in files:
        for name in names:
            measured = times.get((path, name), [])
            wrong = verdict[path, name]
            if not measured:
                print(f"| {kind} | {os.path.basename(path)} | | {name} | | | {wrong} |")
                continue
            here = statistics.median(b for _, b in measured) * 1e3
            there = statistics.median(a for a, _ in measured) * 1e3
            ratio = statistics.median(a / b for a, b in measured)
            print(f"| {kind} | {os.path.basename(path)} | {here:.2f} ms | {name} | {there:.2f} ms |"
                  f" {f'({ratio:.1f})' if wrong else f'**{ratio:.1f}**'} | {wrong or 'the same'} |")


def folder(samples, rounds, workbench, work):
    """A thousand MUSE files with ids of their own, indexed."""
    place = os.path.join(work, "muse")
    os.mkdir(place)
    sources = [open(os.path.join(samples, "muse-xml", name), encoding="latin-1").read()
               for name in sorted(os.listdir(os.path.join(samples, "muse-xml")))]
    for k in range(1000):
        text = re.sub(r"<PatientID>.*?</PatientID>", f"<PatientID>{k:08d}</PatientID>", sources[k % len(sources)])
        text = re.sub(r"<PatientAge>.*?</PatientAge>", f"<PatientAge>{20 + k % 70}</PatientAge>", text)
        with open(os.path.join(place, f"M{k:04d}.xml"), "w", encoding="latin-1") as file:
            file.write(text)

    def cpu():
        return sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime
                   for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

    def index(executor):
        start, begin = time.perf_counter(), cpu()
        rows = []
        for record in parse_batch([os.path.join(place, name) for name in sorted(os.listdir(place))], executor=executor):
            rows.append((record.leads[0].sampling_rate, len(record.leads[0].samples), record.patient.age, record.patient.sex))
        return time.perf_counter() - start, cpu() - begin, len(rows), sum(row[1] for row in rows), sum(row[2] or 0 for row in rows)

    cold = workbench.ask("index", place)
    for _ in range(10):  # compiled code, as for the files
        workbench.ask("index", place)
    results = []
    for _ in range(rounds):
        before = workbench.ask("index", place)
        there = min(index("process"), index("serial"))  # the faster by the clock
        after = workbench.ask("index", place)
        if list(map(int, before[2:])) != list(there[2:]):
            print(f"index: different rows, {before[2:]} and {there[2:]}")
        results.append([(there[i], (float(before[i]) + float(after[i])) / 2) for i in (0, 1)])
    print(f"1,000 MUSE files indexed (workbench for the first time in a process: {float(cold[0]):.2f} s, CPU {float(cold[1]):.2f} s)")
    for i, what in enumerate(("clock", "CPU")):
        there, here = (statistics.median(r[i][side] for r in results) for side in (0, 1))
        ratio = statistics.median(r[i][0] / r[i][1] for r in results)
        print(f"{what}: workbench {here:.2f} s, ECGDataKit {there:.2f} s, ratio {ratio:.1f}")


def main():
    samples, rounds = sys.argv[1], int(sys.argv[2])
    workbench = Workbench(sys.argv[3:])
    with tempfile.TemporaryDirectory() as work:
        print(f"{rounds} rounds in turns, medians; load {' '.join(open('/proc/loadavg').read().split()[:3])}\n")
        what = os.environ.get("ECG_WHAT", "readers folder")
        if "folder" in what:
            folder(samples, max(1, rounds // 2), workbench, work)
            print()
        if "readers" in what:
            readers(samples, rounds, workbench, work)


main()
