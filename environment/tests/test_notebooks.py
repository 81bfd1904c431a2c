"""What the notebooks promise a reader: their answer first, and at the end three snippets that run as they are printed."""

import os
import re
import tempfile
import time
import unittest
from pathlib import Path

import nbformat
from test_kernel import Session

ENVIRONMENT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ENVIRONMENT.parent / "notebooks").glob("*.ipynb"))
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
                opens = next(i for i, source in enumerate(code) if "Study.open(" in source)
                answer = next(i for i, source in enumerate(code) if "<b>Result:</b>" in source)
                self.assertLessEqual(answer, opens + 3)
                last = cells[-1]
                self.assertTrue(last.source.startswith("## Change one thing\n"))
                self.assertEqual(3, len(SNIPPET.findall(last.source)))

    def snippets(self, path):
        """Each in a session that has run the imports, the parameters and the opening of the study; a session a notebook."""
        cells = nbformat.read(path, as_version=4).cells
        os.chdir(path.parent)
        session = Session()
        try:
            self.run_in(session, path, cells)
        finally:
            session.close()

    def run_in(self, session, path, cells):
        for cell in cells:
            if cell.cell_type != "code":
                continue
            reply = session.run(cell.source)
            self.assertEqual("ok", reply.status, f"{path.name}: {reply.errors()}")
            if "parameters" in cell.metadata.get("tags", []):
                session.run(f'profile = "smoke"; out = "{self.out}";')
            if "Study.open(" in cell.source:
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
