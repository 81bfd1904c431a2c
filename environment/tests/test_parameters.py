"""Parameters: what papermill writes for Java, on the real kernel too; and those that the notebooks declare. Runs in the environment's Python."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import nbformat
from papermill.exceptions import PapermillException

import papermill_java
from papermill_java import JavaTranslator

ENVIRONMENT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ENVIRONMENT.parent / "notebooks").glob("*.ipynb"))
DECLARED = """\
// How often.
int times = 1;
long seed = 42;
double rate = 0.5;
boolean fast = false;
// A text.
String name = "";
List<String> names = List.of("a");
List<Double> rates = List.of();
"""
SHOWN = 'times + "|" + seed + "|" + rate + "|" + fast + "|" + name.replace("\\n", "<line>") + "|" + names + "|" + rates'


class TranslatorTest(unittest.TestCase):
    def test_every_kind_of_value_is_written_as_java(self):
        # By hand, from the Java Language Specification: literals.
        for value, java in (
            (7, "7"),
            (-(2**31), "-2147483648"),
            (2**31, "2147483648L"),
            (True, "true"),
            (1e-5, "1e-05"),
            (float("nan"), "Double.NaN"),
            (float("-inf"), "Double.NEGATIVE_INFINITY"),
            ('say "no"\\\n', '"say \\"no\\"\\\\\\n"'),
            ("µV 😀", '"\\u00b5V \\ud83d\\ude00"'),
            (["a", "b"], 'java.util.List.of("a", "b")'),
            ([], "java.util.List.of()"),
            (None, "null"),
        ):
            self.assertEqual(java, JavaTranslator.translate(value))
        self.assertEqual("// Parameters\nseed = 7;\n", JavaTranslator.codify({"seed": 7}))

    def test_what_java_cannot_hold_is_refused(self):
        with self.assertRaisesRegex(PapermillException, "no number that Java's long holds"):
            JavaTranslator.translate(2**63)
        with self.assertRaisesRegex(PapermillException, "not a map"):
            JavaTranslator.translate({"a": 1})

    def test_declarations_are_found_with_their_comments(self):
        found = JavaTranslator.inspect({"source": DECLARED})
        self.assertEqual(["times", "seed", "rate", "fast", "name", "names", "rates"], [p.name for p in found])
        self.assertEqual(("int", "1", "How often."), found[0][1:])
        self.assertEqual(("List<String>", 'List.of("a")', ""), found[5][1:])


class PapermillTest(unittest.TestCase):
    """The command papermill of the environment, as its manual has it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pa pers ")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        content = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "java", "display_name": "Java", "language": "java"}})
        content.cells = [
            nbformat.v4.new_code_cell(DECLARED.rstrip(), id="parameters", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(SHOWN, id="shown"),
        ]
        self.path = self.folder / "01-parameters.ipynb"
        content.cells[1].outputs = [nbformat.v4.new_output("stream", text="of another run")]
        nbformat.write(content, self.path)
        self.out = self.folder / "out.ipynb"

    def command(self, *arguments):
        return subprocess.run(arguments, capture_output=True, text=True, timeout=300, check=False)

    def papermill(self, *arguments):
        return self.command(Path(sys.executable).parent / "papermill", self.path, self.out, *arguments)

    def value(self, path):
        return nbformat.read(path, as_version=4).cells[-1].outputs[0].data["text/plain"]

    def test_values_of_every_kind_arrive(self):
        run = self.papermill(
            "-p", "times", "3", "-p", "seed", "4294967295", "-p", "rate", "2.5e-3", "-p", "fast", "True",
            "-r", "name", 'a "b"\\\nµ', "-y", "{names: [x, 'y z'], rates: [1.5, 2.0]}",
        )  # fmt: skip
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertEqual('3|4294967295|0.0025|true|a "b"\\<line>µ|[x, y z]|[1.5, 2.0]', self.value(self.out))

    def test_an_unknown_name_is_one_clear_error(self):
        run = self.papermill("-p", "sead", "7")
        self.assertEqual(1, run.returncode)
        self.assertIn("Passed unknown parameter: sead", run.stderr)
        self.assertEqual(1, run.stderr.count("cannot find symbol"), run.stderr)
        self.assertIn("variable sead", run.stderr)

    def test_a_wrong_type_is_named_by_the_compiler(self):
        run = self.papermill("-p", "seed", "seven")
        self.assertEqual(1, run.returncode)
        self.assertIn("java.lang.String cannot be converted to long", run.stderr)

    def test_the_runner_saves_the_values_in_their_declarations_and_twice_the_same_bytes(self):
        saved = []
        for folder in ("one", "two"):
            run = self.command(
                sys.executable, ENVIRONMENT / "run_notebooks.py", "-p", "seed", "7", "-r", "name", "true",
                "--save-to", self.folder / folder, self.path,
            )  # fmt: skip
            self.assertEqual((0, ""), (run.returncode, run.stderr))
            saved.append(self.folder / folder / self.path.name)
        self.assertEqual(saved[0].read_bytes(), saved[1].read_bytes())
        self.assertEqual("1|7|0.5|false|true|[a]|[]", self.value(saved[0]))
        cells = nbformat.read(saved[0], as_version=4).cells
        self.assertEqual(["parameters", "shown"], [cell.id for cell in cells])
        self.assertEqual([1, 2], [cell.execution_count for cell in cells])
        self.assertIn('\nlong seed = 7;\n', cells[0].source)
        self.assertIn('\nString name = "true";\n', cells[0].source)
        self.assertNotIn(b"papermill", saved[0].read_bytes())

    def test_the_runner_refuses_a_parameter_that_nobody_declares_and_keeps_a_cell_that_does_not_compile(self):
        run = self.command(sys.executable, ENVIRONMENT / "run_notebooks.py", "-p", "sead", "7", self.path)
        self.assertEqual((2, "no notebook here has a parameter sead\n"), (run.returncode, run.stderr))
        run = self.command(
            sys.executable, ENVIRONMENT / "run_notebooks.py", "-p", "seed", "seven", "--save-to", self.folder / "bad", self.path
        )
        self.assertEqual(1, run.returncode)
        self.assertIn("java.lang.String cannot be converted to long", run.stderr)
        failed = nbformat.read(self.folder / "bad" / self.path.name, as_version=4).cells[1]
        self.assertIn('seed = "seven";', failed.source)
        self.assertEqual(["stream", "error"], [output.output_type for output in failed.outputs])
        self.assertIn("java.lang.String cannot be converted to long", failed.outputs[0].text)

    def test_prepared_notebooks_have_the_values_and_what_was_written_in_them(self):
        for seed in ("7", "8"):
            run = self.command(
                sys.executable, ENVIRONMENT / "run_notebooks.py", "--prepare", "-p", "seed", seed,
                "--save-to", self.folder / "mine", self.path,
            )  # fmt: skip
            self.assertEqual((0, ""), (run.returncode, run.stderr))
            mine = nbformat.read(self.folder / "mine" / self.path.name, as_version=4)
            self.assertIn(f"long seed = {seed};", mine.cells[0].source)
            self.assertEqual([], mine.cells[1].outputs)
            mine.cells[1].source = "// mine"
            nbformat.write(mine, self.folder / "mine" / self.path.name)
        self.assertEqual("// mine", mine.cells[1].source)


class NotebooksTest(unittest.TestCase):
    """The cell `parameters` of every notebook."""

    def test_it_stands_near_the_top_and_every_value_has_a_comment(self):
        self.assertGreater(len(NOTEBOOKS), 7)
        for path in NOTEBOOKS:
            notebook = nbformat.read(path, as_version=4)
            tagged = [i for i, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
            self.assertEqual(1, len(tagged), path)
            self.assertLess(tagged[0], 5, path)
            source = notebook.cells[tagged[0]].source
            found = JavaTranslator.inspect({"source": source})
            self.assertTrue(all(parameter.help for parameter in found), path)
            self.assertEqual(2 * len(found), len(source.splitlines()), path)

    def test_every_value_is_used_and_none_comes_from_the_environment(self):
        for path in NOTEBOOKS:
            notebook = nbformat.read(path, as_version=4)
            code = "\n".join(c.source for c in notebook.cells if c.cell_type == "code" and not c.metadata.get("tags"))
            for name in papermill_java.declared(notebook):
                self.assertRegex(code, rf"\b{name}\b", path)
            self.assertNotRegex(code, r"getenv|getProperty|fromEnvironment", path)

    def test_no_line_is_taken_for_a_magic(self):
        for path in NOTEBOOKS:
            for cell in nbformat.read(path, as_version=4).cells:
                if cell.cell_type == "code":
                    self.assertNotRegex(cell.source, r"(?m)^\s*%", path)


if __name__ == "__main__":
    unittest.main()
