"""What the notebooks promise a reader: their answer first, and at the end three snippets that run as they are printed."""

import csv
import os
import re
import shutil
import tempfile
import time
import unittest
from pathlib import Path

import nbformat
from test_kernel import Session

ENVIRONMENT = Path(__file__).resolve().parents[1]
# Notebook 09 needs Apache Spark: environment/test archive.
ARCHIVE = "ECG_TEST_ARCHIVE" in os.environ
NOTEBOOKS = [
    path for path in sorted((ENVIRONMENT.parent / "notebooks").glob("*.ipynb")) if path.name.startswith("09-") == ARCHIVE
]
OPENS = "Archive.open(" if ARCHIVE else "Study.open("
SMALL = "size = 60;" if ARCHIVE else 'profile = "smoke";'
# Notebook 08 takes recordings of patients, which a checkout does not have: they lie beside it where this project is worked on.
PATIENTS = Path(os.environ.get("ECG_SHARED", ENVIRONMENT.parents[1] / "shared")) / "data"
SNIPPET = re.compile(r"^```java\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LONGEST_SECONDS = 60


class NotebooksTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="notebooks ")
        cls.addClassCleanup(folder.cleanup)
        cls.out = Path(folder.name) / "out"  # one for all, so that what one has trained the next finds

    def test_each_begins_with_its_answer_and_ends_with_three_changes(self):
        for path in NOTEBOOKS:
            with self.subTest(path.name):
                cells = nbformat.read(path, as_version=4).cells
                code = [cell.source for cell in cells if cell.cell_type == "code"]
                opens = next(i for i, source in enumerate(code) if OPENS in source)
                answer = next(i for i, source in enumerate(code) if "<b>Result" in source)
                self.assertLessEqual(answer, opens + 3)
                last = cells[-1]
                self.assertTrue(last.source.startswith("## Change one thing\n"))
                self.assertEqual(3, len(SNIPPET.findall(last.source)))

    def test_no_table_of_more_than_twelve_rows_is_asked_for(self):
        for path in NOTEBOOKS:
            if not path.name.startswith("08-"):  # it is made anew by hand alone
                for cell in nbformat.read(path, as_version=4).cells:
                    for rows in re.findall(r"\.publish\((\d+)\)", cell.source):
                        self.assertLessEqual(int(rows), 12, f"{path.name}: {cell.source}")

    def patients(self):
        """Some recordings of both sets, so that the learners' settings are chosen in seconds; every fold of PTB-XL has some."""
        if not (PATIENTS / "ptbxl").is_dir():
            self.skipTest(f"no recordings of patients in {PATIENTS}: the changes of notebook 08 are not tried")
        ptbxl, cpsc2018 = self.out.parent / "ptbxl", self.out.parent / "cpsc2018"
        cpsc2018.mkdir()
        for header in sorted((PATIENTS / "cpsc2018").glob("*.hea"))[::4]:
            for file in header.parent.glob(header.stem + ".*"):
                shutil.copy(file, cpsc2018)
        with open(PATIENTS / "ptbxl" / "ptbxl_database.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        ptbxl.mkdir()
        shutil.copy(PATIENTS / "ptbxl" / "scp_statements.csv", ptbxl)
        with open(ptbxl / "ptbxl_database.csv", "w", newline="") as file:
            some = csv.DictWriter(file, rows[0].keys())
            some.writeheader()
            for row in rows[::8]:
                some.writerow(row)
                record = PATIENTS / "ptbxl" / row["filename_hr"]
                target = ptbxl / Path(row["filename_hr"]).parent
                target.mkdir(parents=True, exist_ok=True)
                for ending in (".hea", ".dat"):
                    shutil.copy(record.with_suffix(ending), target)
        return f'data = "{ptbxl}"; test = "{cpsc2018}"; trainings = 1; '

    def snippets(self, path):
        """Each in a session that has run the imports, the parameters and the opening of the study; a session a notebook."""
        cells = nbformat.read(path, as_version=4).cells
        given = self.patients() if path.name.startswith("08-") else ""
        os.chdir(path.parent)
        session = Session()
        try:
            self.run_in(session, path, cells, given)
        finally:
            session.close()

    def run_in(self, session, path, cells, given):
        for cell in cells:
            if cell.cell_type != "code":
                continue
            reply = session.run(cell.source, patience=5 * LONGEST_SECONDS)
            self.assertEqual("ok", reply.status, f"{path.name}: {reply.errors()}")
            if "parameters" in cell.metadata.get("tags", []):
                session.run(given + f'{SMALL} out = "{self.out}";')
            if OPENS in cell.source:
                break
        for snippet in SNIPPET.findall(cells[-1].source):
            start = time.monotonic()
            reply = session.run(snippet, patience=2 * LONGEST_SECONDS)
            seconds = time.monotonic() - start
            with self.subTest(f"{path.name}: {snippet.splitlines()[0]}"):
                self.assertEqual("ok", reply.status, reply.report() if reply.errors() else "")
                self.assertLess(seconds, LONGEST_SECONDS)
                self.assertTrue(reply.text() or reply.data("display_data"), "it shows nothing")


def add(path):
    setattr(NotebooksTest, "test_the_changes_of_" + path.stem.replace("-", "_"), lambda self: self.snippets(path))


for each in NOTEBOOKS:
    add(each)

if __name__ == "__main__":
    unittest.main()
