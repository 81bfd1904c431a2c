"""Measures tables over an archive in turns, beside other software and beside a plain loop; called by lib/benchmarks/archive, which says how."""

import argparse
import csv
import glob
import hashlib
import os
import statistics
import subprocess
import sys
import time
from importlib import metadata

import numpy as np
import pyarrow.parquet
from peers import HERE, ROOT, Side, clean_environment, close, machine

GROUPS = ("features", "spark", "cores", "scores")
CORES = 2
BEGIN, END = "<!-- archive: made by lib/benchmarks/archive -->", "<!-- end of archive -->"
MODEL = os.path.join(ROOT, "results", "models", "ptb-xl-ten-seconds")
COLUMNS = "group,task,other,recordings,cores,other_per_s_core,ours_per_s_core,ratio,ratio_low,ratio_high,cpu_ratio,rounds,target,reached,compared,reason,date,load,input_sha256".split(",")


class Seconds(float):
    """By the clock, and beside them those of processor time."""

    def __new__(cls, clock, processor):
        made = super().__new__(cls, clock)
        made.processor = processor
        return made


def processor(pid):
    """Seconds of processor time of a process, of all that it started, and of those that have ended."""
    parents, seconds = {}, {}
    for name in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(name) as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        child = int(name.split("/")[2])
        parents[child], seconds[child] = int(fields[1]), sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return sum(seconds[each] for each in found)


class Ours:
    def __init__(self, work, options=()):
        *start, flag, jars, main = os.environ["PEERS_JAVA"].split("\n")
        self.process = subprocess.Popen([*start, *options, flag, jars, main], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        self.out = os.path.join(work, "out")

    def time(self, task, folder, cores=CORES):
        before = processor(self.process.pid)
        print(task, cores, folder, self.out, sep="\t", file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"{task} in {folder}: expected seconds, found nothing (see above)")
        return Seconds(float(answer), processor(self.process.pid) - before)

    def sums(self, name):
        """The SHA-256 of every file of a table, the failures' too."""
        found = {}
        for file in glob.glob(os.path.join(self.out, "archive", name + "*", "*.parquet")):
            with open(file, "rb") as bytes_of:
                found[os.path.relpath(file, self.out)] = hashlib.file_digest(bytes_of, "sha256").hexdigest()
        if not found:
            sys.exit(f"{self.out}: expected files of {name}, found none")
        return found

    def turns(self, rounds, name, first, second):
        """The seconds of two calls, each the arguments of `time`, a round each, and that both leave the same bytes."""
        turns = []
        for _ in range(rounds):
            found = []
            for arguments in (first, second):
                found.append((self.time(*arguments), self.sums(name)))
            if found[0][1] != found[1][1]:
                sys.exit(f"{first} and {second} leave different files")
            turns.append((found[0][0], found[1][0]))
        return turns, f"the same bytes in {len(found[0][1])} files"

    def table(self, name):
        files = sorted(glob.glob(os.path.join(self.out, "archive", name, "*.parquet")))
        return pyarrow.parquet.ParquetDataset(files).read().to_pandas().sort_values("recording")

    def end(self):
        self.process.stdin.close()
        self.process.wait()


class Theirs(Side):
    def __init__(self, kind, folder, python=sys.executable, cores=CORES):
        command = [python, os.path.join(HERE, "archive_side.py"), kind, folder, str(cores)] + ([MODEL] if kind == "torch" else [])
        # PySpark finds its own jars.
        super().__init__(command, {k: v for k, v in clean_environment().items() if not k.startswith("SPARK_")})

    def time(self, task):
        before = processor(self.process.pid)
        self.say("time", task)
        return Seconds(float(self.expect()), processor(self.process.pid) - before)


class Benchmark:
    def __init__(self, options):
        self.options, self.rows, self.load = options, [], os.getloadavg()[0]
        self.folder, self.many = os.path.join(options.work, "records"), os.path.join(options.work, "many")
        workbench = os.path.join(ROOT, "environment", "workbench")
        subprocess.run([workbench, "cohort", "--to", self.folder, "--size", str(options.recordings)], check=True, capture_output=True)
        whole = hashlib.sha256()
        for name in sorted(os.listdir(self.folder)):
            with open(os.path.join(self.folder, name), "rb") as file:
                whole.update(file.read())
        self.sha = whole.hexdigest()

    def links(self):
        """As many recordings as one likes, of which the samples are stored once."""
        if not os.path.isdir(self.many):
            os.mkdir(self.many)
            names = sorted(name[:-4] for name in os.listdir(self.folder) if name.endswith(".hea"))
            for i in range(self.options.many):
                source, name = names[i % len(names)], f"m{i:07d}"
                with open(os.path.join(self.folder, source + ".hea")) as file:
                    text = file.read()
                with open(os.path.join(self.many, name + ".hea"), "w") as file:
                    file.write(text.replace(source, name))
                os.symlink(os.path.join(self.folder, source + ".mat"), os.path.join(self.many, name + ".mat"))
        return self.many

    def row(self, group, task, other, turns, compared="", target=None, reason="", recordings=None, cores=(CORES, CORES)):
        """Turns: seconds of the other and of ours, a round each; cores of both."""
        recordings = recordings or self.options.recordings
        ratios = [a / b for a, b in turns]
        row = dict(group=group, task=task, other=other, recordings=recordings, cores=cores[1], compared=compared, reason=reason)
        row.update(other_per_s_core=recordings / cores[0] / statistics.median(a for a, _ in turns))
        row.update(ours_per_s_core=recordings / cores[1] / statistics.median(b for _, b in turns))
        row.update(ratio=statistics.median(ratios), ratio_low=min(ratios), ratio_high=max(ratios), rounds=len(turns))
        row["cpu_ratio"] = statistics.median(a.processor / b.processor for a, b in turns)
        row.update(target=target or "", reached="" if target is None else "yes" if row["ratio"] >= target else "no")
        if row["reached"] != "no":
            row["reason"] = ""
        row.update(date=time.strftime("%-d %B %Y", time.gmtime()), load=f"{self.load:.1f}", input_sha256=self.sha)
        self.rows.append(row)
        print(f"{group}: {task} against {other}: {row['ratio']:.3g} ({row['ratio_low']:.3g} to {row['ratio_high']:.3g})", flush=True)

    def features(self):
        rounds = self.options.rounds or 3
        ours, numpy, spark = Ours(self.options.work), Theirs("numpy", self.folder), Theirs("pyspark", self.folder)
        ours.time("features", self.folder)
        here = ours.table("features").iloc[:, 3:].to_numpy()
        compared = []
        for side in (numpy, spark):
            found = side.value("features", os.path.join(self.options.work, "theirs")).reshape(self.options.recordings, -1)
            compared.append(close(1e-9)("features", here, found))
        turns = {task: [] for task in ("numpy", "pyspark", "reading", "loop")}
        for _ in range(rounds):
            a, b, c = numpy.time("features"), spark.time("features"), ours.time("features", self.folder)
            turns["numpy"].append((a, c))
            turns["pyspark"].append((b, c))
            turns["reading"].append((numpy.time("reading"), ours.time("reading", self.folder)))
            turns["loop"].append((a, ours.time("loop", self.folder)))
        for side in (ours, numpy, spark):
            side.end()
        each = lambda task, side: 1000 * CORES * statistics.median(t[side] for t in turns[task]) / self.options.recordings
        reason = (
            f"of a recording's {each('numpy', 0):.1f} ms there {each('reading', 0):.1f} are reading and the rest features; here the verb takes {each('numpy', 1):.1f} ms,"
            f" reading and features in a plain loop {each('loop', 1):.1f}, reading alone {each('reading', 1):.1f}"
        )
        versions = f"wfdb {metadata.version('wfdb')}, NumPy {np.__version__}, PyWavelets {metadata.version('pywavelets')}"
        self.row("features", "reading and features, the verb", versions + ", multiprocessing", turns["numpy"], compared[0], 12, reason)
        self.row("features", "reading and features, the verb", versions + ", pandas UDF of PySpark 4.2.0", turns["pyspark"], compared[1], 15, reason)
        self.row("features", "reading and features, a plain loop here", versions + ", multiprocessing", turns["loop"], compared[0])
        self.row("features", "reading alone", f"wfdb {metadata.version('wfdb')}, multiprocessing", turns["reading"])

    def spark(self):
        ours, many = Ours(self.options.work), self.links()
        ours.time("parts", self.folder)
        few, _ = ours.turns(3, "features", ("parts", self.folder), ("whole", self.folder))
        turns, same = ours.turns(self.options.rounds or 3, "features", ("parts", many), ("whole", many))
        ours.end()
        a, b = (statistics.median(turn[side] for turn in turns) for side in (0, 1))
        fixed = statistics.median(turn[1] - turn[0] for turn in few)
        reason = f"Spark, its start and end, and the listing take {b - a:.1f} s beside {a:.1f} s of work; for {self.options.recordings} recordings {fixed:.1f} s"
        self.row("spark", "features, the verb with Spark's start and end", "the same files, by two threads without Spark", turns, same, 1 / 1.15, reason, self.options.many)

    def cores(self):
        ours, rounds = Ours(self.options.work), self.options.rounds or 3
        ours.time("parts", self.folder, 2)
        turns, same = ours.turns(rounds, "features", ("parts", self.folder, 1), ("parts", self.folder, 2))
        self.row("cores", "features, the same files by threads without Spark, two", "one thread", turns, same, cores=(1, 2))
        threads = self.rows[-1]["ratio"]
        for task, table, name in (("features", "features", "features"), ("predict", "scores", "scores, reproducible")):
            ours.time(task, self.folder, 2)
            turns, same = ours.turns(rounds, table, (task, self.folder, 1), (task, self.folder, 2))
            reason = f"{name} on two cores: two plain threads are {threads:.2f} times one on this machine, which other work shares (load average {self.load:.1f} before); what the verb loses beside them was not found"
            self.row("cores", f"{name}, the verb on two cores", "on one", turns, same, 1.7, reason, cores=(1, 2))
        ours.end()

    def scores(self):
        python = os.environ["PEERS_TORCH"]
        theirs = Theirs("torch", self.folder, python)
        version = subprocess.run([python, "-c", "import torch; print(torch.__version__)"], capture_output=True, text=True).stdout.strip().split("+")[0]
        found = theirs.value("scores, 1 workers", os.path.join(self.options.work, "theirs")).reshape(self.options.recordings, -1)
        modes = {mode: Ours(self.options.work, [f"-Decg.engine={mode}"]) for mode in ("fast", "reproducible")}
        turns = {mode: [] for mode in modes}
        compared = {}
        for mode, ours in modes.items():
            ours.time("predict", self.folder)
            table = ours.table("scores")
            here = table[[c for c in table.columns if c.startswith("score_")]].to_numpy()
            compared[mode] = close(1e-3)("scores", here, found)
        theirs.time("scores, 2 workers")
        for _ in range(self.options.rounds or 3):
            a = min(theirs.time(f"scores, {workers} workers") for workers in range(1, CORES + 1))
            for mode, ours in modes.items():
                turns[mode].append((a, ours.time("predict", self.folder)))
        reading = min(modes["fast"].time("reading", self.folder) for _ in range(2))
        for side in (theirs, *modes.values()):
            side.end()
        each = lambda side: 1000 * CORES * statistics.median(turn[side] for turn in turns["fast"]) / self.options.recordings
        reason = (
            f"of a recording's {each(1):.1f} ms here {1000 * CORES * reading / self.options.recordings:.1f} are reading, the rest resampling, the network and the file, which the bytes"
            f" ask to be of one recording at a time; there they are {each(0):.1f} in batches of 32"
        )
        for mode in modes:
            other = f"wfdb {metadata.version('wfdb')}, PyTorch {version}, DataLoader with one or two workers, the faster"
            self.row("scores", f"reading and scores, the verb ({mode})", other, turns[mode], compared[mode], 2 if mode == "fast" else None, reason)


def cells(row):
    number = lambda name: f"{float(row[name]):.3g}" if row.get(name) else ""
    target = f"{number('target')} ({'reached' if row['reached'] == 'yes' else 'missed'})" if row["target"] else ""
    found = [row["task"], row["other"], str(row["recordings"]), number("other_per_s_core"), number("ours_per_s_core")]
    return [*found, f"**{number('ratio')}** ({number('ratio_low')} to {number('ratio_high')})", number("cpu_ratio"), target, row["compared"], row["date"], row["load"]]


HEADS = "task,beside,recordings,theirs,ours,times as fast (all rounds),processor time: theirs / ours,least that is wanted,values,date,load before".split(",")


def table(rows, columns):
    lines = [[HEADS[c] for c in columns], ["---"] * len(columns), *([cells(row)[c] for c in columns] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def write(page, text):
    """Between the two marks of a page."""
    with open(page, encoding="utf-8") as file:
        before, rest = file.read().split(BEGIN)
    with open(page + ".part", "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{text}{END}{rest.split(END)[1]}")
    os.replace(page + ".part", page)


def main():
    parser = argparse.ArgumentParser(prog="lib/benchmarks/archive")
    parser.add_argument("--only", default=",".join(GROUPS))
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--recordings", type=int, default=1000)
    parser.add_argument("--many", type=int, default=20_000)
    parser.add_argument("--out", default=os.path.join(HERE, ".."))
    parser.add_argument("--work", required=True)
    options = parser.parse_args()
    begin, benchmark = time.time(), None
    wanted = options.only.split(",")
    benchmark = Benchmark(options)
    for group in GROUPS:
        if group in wanted:
            getattr(benchmark, group)()
    os.makedirs(options.out, exist_ok=True)
    kept_in = os.path.join(options.out, "archive.csv")
    kept = []
    if os.path.exists(kept_in):
        with open(kept_in, newline="", encoding="utf-8") as file:
            kept = [row for row in csv.DictReader(file) if row["group"] not in wanted]
    rows = sorted(kept + benchmark.rows, key=lambda row: GROUPS.index(row["group"]))
    with open(kept_in + ".part", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    os.replace(kept_in + ".part", kept_in)
    missed = sorted({row["reason"] for row in rows if row["reason"]})
    text = f"{machine()}; recordings a second and core.\n\n{table(rows, range(len(HEADS)))}" + "".join(f"\nMissed: {reason}.\n" for reason in missed)
    if os.path.exists(os.path.join(options.out, "README.md")):
        write(os.path.join(options.out, "README.md"), text)
        write(os.path.join(ROOT, "lib", "archive", "README.md"), table(rows, range(8)))
    print(f"{text}\n{(time.time() - begin) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
