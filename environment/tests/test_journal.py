"""What journals and archives are given, read by programs of others: rocrate, mlcroissant, and the rules of codecheck.yml."""

import csv
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import mlcroissant
import yaml
from rocrate.rocrate import ROCrate

ROOT = Path(__file__).resolve().parents[2]


class ResultsTest(unittest.TestCase):
    """A copy of the committed results; what is not committed yet is made in it, and no network is asked."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="journal ")
        cls.addClassCleanup(folder.cleanup)
        cls.results = Path(folder.name) / "results"
        shutil.copytree(os.environ.get("ECG_RESULTS", ROOT / "results"), cls.results, ignore=shutil.ignore_patterns("runs", "*.pdf"))
        run = subprocess.run([os.environ["ECG_WORKBENCH"], "crate", "--results", str(cls.results)], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr

    def test_rocrate_reads_every_file_and_run(self):
        crate = ROCrate(self.results)
        with open(self.results / "ro-crate-metadata.json", encoding="utf-8") as file:
            graph = json.load(file)["@graph"]
        ours = {e["@id"] for e in graph}
        read = {e.id for e in crate.get_entities()}
        self.assertEqual(ours, read)
        actions = [e for e in crate.get_entities() if e.type == "CreateAction"]
        sidecars = [f for folder in ("tables", "figures") for f in (self.results / folder).glob("*.json")]
        self.assertEqual(len(sidecars), len(actions))
        for action in actions:
            self.assertEqual("SoftwareApplication", action["instrument"].type)
            for made in action["result"]:
                self.assertTrue((self.results / made.id).is_file(), made.id)
        self.assertEqual("https://w3id.org/ro/wfrun/process/0.5", crate.root_dataset["conformsTo"].id)

    def test_mlcroissant_reads_the_records_as_they_are(self):
        if not (self.results / "tables" / "records.csv").is_file():
            self.skipTest("results/ is older than this code: it has no index of records")
        description = self.results / "croissant.json"
        dataset = mlcroissant.Dataset(jsonld=description)
        self.assertEqual([], list(dataset.metadata.ctx.issues.errors))
        with open(self.results / "tables" / "records.csv", encoding="utf-8", newline="") as file:
            expected = list(csv.DictReader(file))
        read = list(dataset.records("records"))
        self.assertEqual(len(expected), len(read))
        for row, found in zip(expected, read):
            found = {key.rpartition("/")[2]: value for key, value in found.items()}
            self.assertEqual(row["record"], text(found["record"]))
            self.assertEqual(row["part"], text(found["part"]))
            self.assertEqual(int(row["samples"]), found["samples"])
            self.assertEqual(int(row["AF"]), found["AF"])

    def test_a_changed_index_is_refused(self):
        if not (self.results / "tables" / "records.csv").is_file():
            self.skipTest("results/ is older than this code: it has no index of records")
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(self.results / "tables", Path(folder) / "tables")
            shutil.copy(self.results / "croissant.json", folder)
            with open(Path(folder) / "tables" / "records.csv", "a", encoding="utf-8") as file:
                file.write("\n")
            dataset = mlcroissant.Dataset(jsonld=Path(folder) / "croissant.json")
            with self.assertRaises(Exception):
                list(dataset.records("records"))


def text(value):
    return value.decode() if isinstance(value, bytes) else value


class CodecheckTest(unittest.TestCase):
    """The rules of severity error of rules-2.0.yml that a file can be held against by itself."""

    UNMET = {"CC-CFG-008", "CC-CFG-011", "CC-CFG-020", "CC-CFG-025"}

    def broken(self, raw, root):
        """The ids of the rules that a file breaks."""
        broken = set()

        def rule(number, holds):
            if not holds:
                broken.add(number)

        rule("CC-CFG-002", raw.startswith("---\n"))
        config = yaml.safe_load(raw)
        manifest = config.get("manifest") or []
        rule("CC-CFG-004", isinstance(manifest, list) and manifest)
        rule("CC-CFG-005", all("file" in item for item in manifest))
        files = [item.get("file", "") for item in manifest]
        rule("CC-CFG-006", all(not Path(f).is_absolute() and ".." not in Path(f).parts and "://" not in f for f in files))
        rule("CC-CFG-008", config.get("codechecker"))
        rule("CC-CFG-009", all("name" in each for each in config.get("codechecker") or []))
        rule("CC-CFG-011", config.get("report"))
        rule("CC-CFG-014", config.get("version"))
        rule("CC-CFG-015", config.get("version") == "https://codecheck.org.uk/spec/config/2.0/")
        paper = config.get("paper") or {}
        rule("CC-CFG-016", paper)
        rule("CC-CFG-017", paper.get("title"))
        authors = paper.get("authors") or []
        rule("CC-CFG-018", isinstance(authors, list) and authors)
        rule("CC-CFG-019", all(each.get("name") for each in authors))
        rule("CC-CFG-020", all(re.fullmatch(r"(\d{4}-){3}\d{3}[\dX]", each.get("ORCID", "")) for each in authors))
        rule("CC-CFG-021", paper.get("reference"))
        rule("CC-CFG-022", not str(paper.get("reference", "")).endswith(".pdf"))
        rule("CC-CFG-023", not re.search(r"FIXME|TODO|XXXXX", raw))
        rule("CC-CFG-024", config.get("summary"))
        rule("CC-CFG-025", config.get("certificate"))
        rule("CC-CFG-027", re.match(r"https?://", str(paper.get("reference", ""))))
        rule("CC-BUN-001", all((root / f).is_file() for f in files))
        return broken

    def test_only_what_the_file_says_is_not_met(self):
        if not (ROOT / "results" / "tables" / "records.csv").is_file():
            self.skipTest("results/ is older than this code: it lacks files of the manifest")
        raw = (ROOT / "codecheck.yml").read_text(encoding="utf-8")
        self.assertEqual(self.UNMET, self.broken(raw, ROOT))
        for number in self.UNMET:
            self.assertIn(number, raw)

    def test_a_file_that_breaks_rules_is_seen(self):
        raw = "manifest:\n  - file: /etc/none\npaper:\n  title: TODO\n"
        self.assertLessEqual(
            {"CC-CFG-002", "CC-CFG-006", "CC-CFG-018", "CC-CFG-021", "CC-CFG-023", "CC-CFG-024", "CC-BUN-001"},
            self.broken(raw, ROOT),
        )


if __name__ == "__main__":
    unittest.main()
