"""Archives on Apache Spark: a real standalone cluster, an executor that is killed, an interrupt, memory, and the same rows from Spark,
DuckDB and pandas. Runs in a virtual environment with lib/archive/requirements.txt; ARCHIVE_RECORDS sets how many recordings are streamed, ARCHIVE_JAVA
is Java's command with the class path, a word a line."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import duckdb
import pandas
import pyarrow.parquet

ROOT = Path(__file__).resolve().parents[2]
WORKBENCH = ROOT / "environment" / "workbench"
RECORDS = int(os.environ.get("ARCHIVE_RECORDS", "2000"))
COHORT = 24
BATCHES = (1, 7, 32)
TABLES = {"features": "features", "predict": "scores", "index": "index", "quality": "quality"}
TIMEOUT = 900


def workbench(*words, **environment):
    done = subprocess.run(
        [WORKBENCH, *map(str, words)], capture_output=True, text=True, timeout=TIMEOUT, env={**os.environ, **environment}, check=False
    )
    return done


def made(*words, **environment):
    done = workbench(*words, **environment)
    if done.returncode:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def sums(out, table):
    """The SHA-256 of every file of a table."""
    found = {}
    for folder in (table, table + "-failures"):
        for file in sorted((out / "archive" / folder).iterdir()):
            found[f"{folder}/{file.name}"] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def children(pid):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[0] != "Z" and int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def memory_kb(pid, field="VmHWM"):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1])
    return 0


class Cluster:
    """A master and two workers of one core each, started as the README says."""

    def __init__(self, folder, memory="1g"):
        self.url = f"spark://127.0.0.1:{free_port()}"
        self.logs = folder
        self.processes = []
        port = self.url.rsplit(":", 1)[1]
        self._start("master", "master", "--host", "127.0.0.1", "--port", port)
        deadline = time.monotonic() + 120
        while True:
            try:
                socket.create_connection(("127.0.0.1", int(port)), 1).close()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
        for i in range(2):
            self._start(
                f"worker{i}", "worker", self.url, "--host", "127.0.0.1", "--cores", 1, "--memory", memory, "--work", folder / f"work{i}"
            )

    def _start(self, name, *words):
        log = open(self.logs / f"{name}.log", "w")
        self.processes.append(subprocess.Popen([WORKBENCH, "archive", *map(str, words)], stdout=log, stderr=log))
        log.close()

    def executors(self):
        return [child for worker in self.processes[1:] for child in children(worker.pid)]

    def started(self):
        """How many executors the workers have started so far."""
        return len([folder for folder in self.logs.glob("work*/app-*/*") if folder.name.isdigit()])

    def close(self):
        for process in reversed(self.processes):
            for child in children(process.pid):
                try:
                    os.kill(child, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            process.kill()
            process.wait()


class Spark:
    """Answers of Spark SQL over an archive."""

    def __init__(self, out):
        *start, main = os.environ["ARCHIVE_JAVA"].split("\n")
        assert main.startswith("org.ecgworkbench"), main
        self.process = subprocess.Popen(
            [*start, Path(__file__).with_name("ArchiveSql.java"), out], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def answer(self, query):
        print(" ".join(query.split()), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def rows(self, query):
        found = self.answer(query)
        if "error" in found:
            raise AssertionError(found["error"])
        return [tuple(row) for row in found["rows"]]

    def close(self):
        self.process.stdin.close()
        self.process.wait(TIMEOUT)
        self.process.stdout.close()


class ArchiveTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="archive "))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.data = cls.folder / "cohort"
        made("cohort", "--to", cls.data, "--size", COHORT)
        # Names that would become numbers or sort otherwise by letters, an unknown age, and a damaged record.
        cls.numbers = cls.folder / "00017"
        cls.numbers.mkdir()
        for name, header in zip(("00000", "00001", "00003", "B1", "a1"), sorted(cls.data.glob("*.hea"))):
            text = header.read_text().replace(header.stem, name)
            if name == "00001":
                text = re.sub(r"(?m)^#\s*Age: .*$", "#Age: Unknown", text)
                assert "Unknown" in text, text
            (cls.numbers / f"{name}.hea").write_text(text)
            shutil.copy(header.with_suffix(".mat"), cls.numbers / f"{name}.mat")
        broken = cls.numbers / "00003.mat"
        broken.write_bytes(broken.read_bytes()[:5000])
        for part in BATCHES:
            for verb in ("features", "predict"):
                made("archive", verb, "--data", cls.data, cls.numbers, "--out", cls.alone(part), "--master", "local[1]", "--part", part)
        cls.single = cls.alone(7)
        for verb in ("index", "quality"):
            made("archive", verb, "--data", cls.data, cls.numbers, "--out", cls.single, "--master", "local[1]", "--part", 7)
        cls.spark = Spark(cls.single)
        cls.addClassCleanup(cls.spark.close)

    @classmethod
    def alone(cls, part):
        """The tables of one process, in parts of so many recordings."""
        return cls.folder / f"single{part}"

    def parquet(self, table):
        return f"'{self.single / 'archive' / table}/*.parquet'"

    def cluster(self):
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        cluster = Cluster(folder)
        self.addCleanup(cluster.close)
        return cluster

    def links(self, name, count):
        """A folder of so many recordings that are links to a few files: as many as one likes, and nothing stored."""
        folder = self.folder / name
        folder.mkdir()
        sources = [(header, header.read_text()) for header in sorted(self.data.glob("*.hea"))]
        for i in range(count):
            source, text = sources[i % len(sources)]
            record = f"m{i:07d}"
            (folder / f"{record}.hea").write_text(text.replace(source.stem, record))
            (folder / f"{record}.mat").symlink_to(source.with_suffix(".mat"))
        return folder

    def test_features_and_scores_are_those_of_the_verbs_for_one_recording(self):
        features = pandas.read_parquet(self.single / "archive" / "features")
        scores = pandas.read_parquet(self.single / "archive" / "scores")
        for header in sorted(self.data.glob("*.hea"))[:3]:
            row = features[features.recording == f"cohort/{header.name}"].iloc[0]
            for line in csv.DictReader(io.StringIO(made("features", header))):
                self.assertEqual(float(line["value"]), row[line["name"].replace(".", "_")], line["name"])
            row = scores[scores.recording == f"cohort/{header.name}"].iloc[0]
            for line in csv.DictReader(io.StringIO(made("predict", header, "--out", self.folder / "pages"))):
                # The verb prints the shortest text of a single-precision number.
                self.assertEqual(line["score"], repr_float32(row["score_" + line["class"]]), line["class"])
                predicted = row["predicted_" + line["class"]]
                self.assertEqual(line["predicted"], "" if pandas.isna(predicted) else str(int(predicted)), line["class"])

    def test_a_cluster_writes_the_same_bytes(self):
        cluster = self.cluster()
        for part in BATCHES:
            out = self.folder / f"cluster{part}"
            for verb in ("features", "predict"):
                with self.subTest(f"{verb}, parts of {part}"):
                    made("archive", verb, "--data", self.data, self.numbers, "--out", out, "--master", cluster.url, "--part", part)
                    self.assertEqual(sums(self.alone(part), TABLES[verb]), sums(out, TABLES[verb]))
        self.assertIn("verified", made("verify", "--results", out))

    def test_a_killed_executor_changes_nothing(self):
        data = self.links("killed", 600)
        for verb in ("features", "predict"):
            with self.subTest(verb):
                self.kill(verb, data)

    def kill(self, verb, data):
        once, out = self.folder / "once", self.folder / "again"
        made("archive", verb, "--data", data, "--out", once, "--master", "local[1]", "--part", 10)
        cluster = self.cluster()
        words = ["archive", verb, "--data", data, "--out", out, "--master", cluster.url, "--part", 10]
        job = subprocess.Popen([WORKBENCH, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.wait_for_a_part(job, out / "archive" / TABLES[verb])
        executors = cluster.executors()
        self.assertEqual(2, len(executors))
        os.kill(executors[0], signal.SIGKILL)
        self.assertIsNone(job.poll(), "the job was over when the executor was killed")
        made_before = len(list((out / "archive" / TABLES[verb]).glob("part-*.parquet")))
        _, errors = job.communicate(timeout=TIMEOUT)
        self.assertEqual(0, job.returncode, errors)
        self.assertLess(made_before, 60)
        self.assertGreaterEqual(cluster.started(), 3, "no executor took the place of the one that was killed")
        self.assertEqual(sums(once, TABLES[verb]), sums(out, TABLES[verb]))
        cluster.close()

    def wait_for_a_part(self, job, folder):
        deadline = time.monotonic() + TIMEOUT
        while not list(folder.glob("part-*.parquet")):
            self.assertIsNone(job.poll(), "the job ended before a part was there")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    def test_an_interrupted_job_goes_on(self):
        out = self.folder / "interrupted"
        words = ["archive", "predict", "--data", self.data, self.numbers, "--out", out, "--master", "local[1]", "--part", 1]
        job = subprocess.Popen([WORKBENCH, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.wait_for_a_part(job, out / "archive" / "scores")
        job.send_signal(signal.SIGINT)
        job.communicate(timeout=TIMEOUT)
        self.assertEqual(130, job.returncode)
        self.assertFalse((out / "tables" / "archive-scores.json").exists())
        again = made(*words)
        self.assertNotIn("(0 of them made before)", again)
        self.assertEqual(sums(self.alone(1), "scores"), sums(out, "scores"))

    def test_spark_duckdb_and_pandas_read_the_same_rows(self):
        for table in [*TABLES.values(), *(table + "_failures" for table in TABLES.values())]:
            with self.subTest(table):
                folder = self.single / "archive" / table.replace("_failures", "-failures")
                frame = pandas.read_parquet(folder).sort_values("recording").reset_index(drop=True)
                duck = duckdb.sql(f"SELECT * FROM '{folder}/*.parquet' ORDER BY recording").df()
                spark = self.spark.answer(f"SELECT * FROM {table} ORDER BY recording")
                self.assertEqual(list(frame.columns), list(duck.columns))
                self.assertEqual(list(frame.columns), spark["columns"])
                self.assertEqual(len(frame), len(spark["rows"]))
                for c, column in enumerate(frame.columns):
                    self.assertEqual(plain(frame[column]), plain(duck[column]), column)
                    self.assertEqual(plain(frame[column]), [row[c] for row in spark["rows"]], column)

    def test_rows_are_in_the_order_of_bytes_whatever_reads_them(self):
        """Spark reads the largest file first; capitals stand before small letters."""
        expected = sorted(
            [f"00017/{name}.hea" for name in ("00000", "00001", "B1", "a1")] + [f"cohort/{h.name}" for h in self.data.glob("*.hea")],
            key=str.encode,
        )
        folder = self.single / "archive" / "features"
        files = [pyarrow.parquet.read_table(f).to_pandas() for f in sorted(folder.glob("*.parquet"))]
        self.assertEqual(expected, list(pandas.concat(files).recording))
        self.assertEqual(expected, list(pandas.read_parquet(folder).sort_values("recording").recording))
        query = "SELECT recording FROM {} ORDER BY recording"
        self.assertEqual(expected, [r for (r,) in duckdb.sql(query.format(self.parquet("features"))).fetchall()])
        self.assertEqual(expected, [r for (r,) in self.spark.rows(query.format("features"))])

    def test_ids_of_digits_stay_text(self):
        """Folders named KEY=VALUE, as partitions are, would come back as numbers: there are none."""
        folder = self.single / "archive" / "features"
        self.assertTrue(all(file.is_file() for file in folder.iterdir()))
        expected = ["00000", "00001", "B1", "a1"]
        frame = pandas.read_parquet(folder).sort_values("recording")
        self.assertEqual(expected, list(frame[frame.recording.str.startswith("00017/")].record))
        query = "SELECT record FROM {} WHERE recording LIKE '00017/%' ORDER BY recording"
        self.assertEqual([(e,) for e in expected], duckdb.sql(query.format(self.parquet("features"))).fetchall())
        self.assertEqual([(e,) for e in expected], self.spark.rows(query.format("features")))
        query = "SELECT recording FROM {} WHERE record = '00001'"
        self.assertEqual([("00017/00001.hea",)], duckdb.sql(query.format(self.parquet("index"))).fetchall())
        self.assertEqual([("00017/00001.hea",)], self.spark.rows(query.format("index")))

    def test_what_is_missing_is_null_and_never_the_largest_number(self):
        """NaN would be the largest number in Spark and DuckDB, and nothing in pandas."""
        for table in TABLES.values():
            for file in (self.single / "archive" / table).glob("*.parquet"):
                for column in pyarrow.parquet.read_table(file).to_pydict().values():
                    self.assertFalse(any(v != v for v in column if isinstance(v, float)))
        frame = pandas.read_parquet(self.single / "archive" / "index")
        self.assertEqual(["00017/00001.hea"], list(frame[frame.age_years.isna()].recording))
        query = "SELECT count(*), count(age_years), max(age_years), avg(age_years) FROM {}"
        expected = (COHORT + 4, COHORT + 3, int(frame.age_years.max()), frame.age_years.mean())
        for found in (self.spark.rows(query.format("index")), duckdb.sql(query.format(self.parquet("index"))).fetchall()):
            self.assertEqual(expected[:3], found[0][:3])
            self.assertAlmostEqual(expected[3], found[0][3], places=9)

    def test_a_literal_finds_its_row(self):
        """Of a column of single precision, `f = 0.1` finds nothing in Spark: numbers here are of double precision."""
        frame = pandas.read_parquet(self.single / "archive" / "scores").sort_values("recording")
        for value, recording in list(zip(frame.score_AF, frame.recording))[:5]:
            query = "SELECT recording FROM {} WHERE score_AF = " + repr(float(value))
            self.assertIn((recording,), self.spark.rows(query.format("scores")))
            self.assertIn((recording,), duckdb.sql(query.format(self.parquet("scores"))).fetchall())
            self.assertIn(recording, list(frame[frame.score_AF == value].recording))

    def test_every_file_has_the_same_columns(self):
        """What another file of a folder appended would be seen by chance; ArchiveTest has a file that tries."""
        for table in TABLES.values():
            for folder in (table, table + "-failures"):
                # What a file says of itself beside its columns, the sum of its inputs among it, differs.
                schemas = {str(pyarrow.parquet.read_schema(f).remove_metadata()) for f in (self.single / "archive" / folder).glob("*.parquet")}
                self.assertEqual(1, len(schemas), folder)

    def test_sums_in_the_order_of_recordings_are_the_same_everywhere(self):
        """SQL's own sums may differ in the last digits with the number of partitions."""
        column = "V5_cD3_sd"
        ordered = sum(pandas.read_parquet(self.single / "archive" / "features").sort_values("recording")[column].tolist())
        query = f"SELECT {column} FROM {{}} ORDER BY recording"
        for rows in (duckdb.sql(query.format(self.parquet("features"))).fetchall(), self.spark.rows(query.format("features"))):
            self.assertEqual(ordered, sum(v for (v,) in rows))
        query = f"SELECT sum({column}) FROM {{}}"
        for rows in (duckdb.sql(query.format(self.parquet("features"))).fetchall(), self.spark.rows(query.format("features"))):
            self.assertAlmostEqual(1, rows[0][0] / ordered, delta=1e-12)

    def test_a_division_by_zero_stops_spark_alone_unless_it_is_null(self):
        query = "SELECT recording, score_AF / {} FROM {} ORDER BY recording LIMIT 1"
        self.assertIn("DIVIDE_BY_ZERO", self.spark.answer(query.format("(score_AF - score_AF)", "scores"))["error"])
        for found in (
            self.spark.rows(query.format("nullif(score_AF - score_AF, 0)", "scores")),
            duckdb.sql(query.format("nullif(score_AF - score_AF, 0)", self.parquet("scores"))).fetchall(),
        ):
            self.assertEqual([("00017/00000.hea", None)], found)

    def test_failures_have_file_expected_and_found(self):
        failures = pandas.read_parquet(self.single / "archive" / "features-failures")
        self.assertEqual(["00017/00003.hea"], list(failures.recording))
        row = failures.iloc[0]
        self.assertEqual("00003.hea", row.file)
        self.assertIn("00003.mat", row.message)
        self.assertTrue(row.expected and row.found, row.message)

    def test_executors_of_a_gigabyte_take_any_number_of_recordings(self):
        data, out = self.links("many", RECORDS), self.folder / "of-many"
        cluster = self.cluster()
        began = time.monotonic()
        words = ["archive", "features", "--data", data, "--out", out, "--master", cluster.url, "--executor-memory", "1g", "--part", "100"]
        job = subprocess.Popen([WORKBENCH, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        parts = out / "archive" / "features"
        total, halves = RECORDS // 100, ([0], [0])
        while job.poll() is None:
            done = len(list(parts.glob("part-*.parquet"))) if parts.is_dir() else 0
            for executor in cluster.executors():
                try:
                    halves[done > total // 2].append(memory_kb(executor, "VmRSS"))
                except (FileNotFoundError, ProcessLookupError):
                    pass
            time.sleep(0.5)
        output, errors = job.communicate()
        self.assertEqual(0, job.returncode, errors)
        self.assertIn(f"features of {RECORDS} recordings", output)
        first, second = (max(half) // 1024 for half in halves)
        print(
            f"\n{RECORDS} recordings in {time.monotonic() - began:.0f} s; an executor takes at most {first} MB in the first half,"
            f" {second} MB in the second",
            flush=True,
        )
        self.assertGreater(max(first, second), 100, "no executor was seen")
        self.assertLess(max(first, second), 1700)
        if RECORDS >= 10_000:  # before, the heap still grows to what it may have
            self.assertLess(second, first * 1.1)

    def test_of_24_hours_a_part_is_read_in_a_gigabyte(self):
        rate, hours = 500, 24
        samples = hours * 3600 * rate
        source = max(self.data.glob("*.hea"), key=lambda h: h.with_suffix(".mat").stat().st_size)
        seconds = 8
        long, short = self.folder / "long", self.folder / "short"
        for folder in (long, short):
            folder.mkdir()
        lines = source.read_text().splitlines()
        first = lines[0].split()
        self.assertEqual(["12", str(rate)], first[1:3])
        signals = source.with_suffix(".mat").read_bytes()[24:]
        self.assertGreaterEqual(len(signals), seconds * rate * 24)
        for name in ("day1", "day2"):
            header = [" ".join([name, "12", str(rate), str(samples)])]
            for line in lines[1:13]:
                fields = line.split()
                self.assertEqual("16+24", fields[1])
                header.append(" ".join([f"{name}.dat", "16", *fields[2:5], "0", "0", *fields[7:]]))
            (long / f"{name}.hea").write_text("\n".join(header) + "\n")
            with open(long / f"{name}.dat", "wb") as file:
                file.seek(24 * rate * 3600 * hours // 2)
                file.write(signals)
                file.truncate(24 * samples)
        shutil.copy(source, short)
        shutil.copy(source.with_suffix(".mat"), short)
        out = {}
        for folder, begin in ((long, 3600 * hours // 2), (short, 0)):
            out[folder] = self.folder / f"of-{folder.name}"
            words = ["archive", "features", "--data", folder, "--out", out[folder], "--from", begin, "--seconds", seconds]
            made(*words, ECG_HEAP="1g")
        expected = pandas.read_parquet(out[short] / "archive" / "features").iloc[0, 3:].tolist()
        found = pandas.read_parquet(out[long] / "archive" / "features").sort_values("recording")
        self.assertEqual(["day1", "day2"], list(found.record))
        for _, row in found.iterrows():
            self.assertEqual(expected, row.iloc[3:].tolist())
        whole = self.folder / "whole"
        made("archive", "features", "--data", long, "--out", whole, ECG_HEAP="1g")
        failures = pandas.read_parquet(whole / "archive" / "features-failures")
        self.assertEqual([("a recording of at most 600.0 s (--longest)", "86400.0 s")] * 2, list(zip(failures.expected, failures.found)))


def repr_float32(value):
    """The shortest text of a number of single precision, as Java prints it."""
    import numpy

    text = numpy.format_float_scientific(numpy.float32(value), unique=True, trim="0")
    mantissa, exponent = text.split("e")
    if -4 < int(exponent) < 7:
        return numpy.format_float_positional(numpy.float32(value), unique=True, trim="0")
    return f"{mantissa}E{int(exponent)}"


def plain(column):
    return [None if pandas.isna(v) else v for v in column.tolist()]
