"""The runner of notebooks and the options of the scripts. Runs in the environment's Python."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import nbformat

ENVIRONMENT = Path(__file__).resolve().parents[1]
RUNNER = ENVIRONMENT / "run_notebooks.py"


def notebook(path, *cells):
    """Writes a notebook with the given code cells, its cell ids fixed."""
    content = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "java", "display_name": "Java", "language": "java"}})
    content.cells = [nbformat.v4.new_markdown_cell("# Scratch", id="title")]
    content.cells += [nbformat.v4.new_code_cell(code, id=f"cell-{i}") for i, code in enumerate(cells)]
    path.parent.mkdir(exist_ok=True)
    nbformat.write(content, path)
    return path


def outputs(path):
    return [cell.outputs for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def children(pid):
    """The processes that a process has started, by /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[0] != "Z" and int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


class RunNotebooksTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="note books ")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_notebooks(self, *arguments, **environment):
        return subprocess.run(
            [sys.executable, RUNNER, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=300,
            env={**os.environ, **environment},
            check=False,
        )

    def test_saves_in_place_and_twice_the_same_bytes(self):
        path = notebook(
            self.folder / "01-same.ipynb",
            'System.out.println("out"); System.err.println("err");',
            "new java.awt.image.BufferedImage(4, 3, 1)",
            'var id = display("a");\nupdateDisplay(id, "b");',
        )
        run = self.run_notebooks(path)
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        self.assertIn("01-same: done in 0:", run.stdout)
        first = path.read_bytes()
        self.assertEqual(0, self.run_notebooks(path).returncode)
        self.assertEqual(first, path.read_bytes())
        saved = nbformat.read(path, as_version=4)
        self.assertEqual(["title", "cell-0", "cell-1", "cell-2"], [cell.id for cell in saved.cells])
        self.assertEqual([1, 2, 3], [cell.execution_count for cell in saved.cells[1:]])
        self.assertNotIn(b"iopub", first)
        self.assertNotIn("version", saved.metadata.language_info)
        self.assertEqual({"text/plain": "b"}, outputs(path)[2][0].data)
        self.assertEqual([path.name], [p.name for p in self.folder.iterdir()])

    def test_pages_hold_everything_and_fetch_nothing(self):
        path = notebook(self.folder / "01-page.ipynb", 'System.out.println("shown in the page");\nnew java.awt.image.BufferedImage(4, 3, 1)')
        pages = self.folder / "pages"
        run = self.run_notebooks("--pages", pages, path)
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        html = (pages / "01-page.html").read_text()
        self.assertIn("shown in the page", html)
        self.assertIn("data:image/png;base64,", html)
        self.assertIn('name="viewport"', html)
        self.assertNotIn("<script", html)
        self.assertNotRegex(html, r'(src|href)="https?:')

    def test_the_first_page_names_order_answers_links_commit_and_versions(self):
        paths = []
        for name in ("02-two", "01-one", "08-apart"):
            path = notebook(self.folder / "notebooks" / f"{name}.ipynb", f'display("<b>Result:</b> of {name}", "text/html");')
            content = nbformat.read(path, as_version=4)
            content.cells[0].source = f"# {name[:2]} · Title of {name}\n\nMade here: [T](../results/tables/{name}.csv). Next: [n](02-two.ipynb)."
            nbformat.write(content, path)
            paths.append(path)
        two, one, apart = paths
        pages = self.folder / "results" / "notebooks"
        self.assertEqual(0, self.run_notebooks("--pages", pages, apart).returncode)
        self.assertFalse((pages / "index.html").exists(), "one that is run apart makes no first page")
        run = self.run_notebooks("--pages", pages, one, two)
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        html = (pages / "index.html").read_text()
        self.assertLess(html.index("Title of 01-one"), html.index("Title of 02-two"))
        for name in ("01-one", "02-two"):
            self.assertIn(f"<b>Result:</b> of {name}", html)
            self.assertIn(f'href="../tables/{name}.csv"', html)
        self.assertIn('href="02-two.html"', html)
        self.assertIn('Apart from these, at a time of its own: <a href="08-apart.html">', html)
        java = subprocess.run([Path(os.environ["JAVA_HOME"], "bin", "java"), "-version"], capture_output=True, text=True, check=True).stderr
        java = java.split('"')[1]
        commit = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=ENVIRONMENT, capture_output=True, text=True, check=False)
        commit = commit.stdout.strip() or "an unknown commit"
        line = rf"<p>Every notebook ran at commit {commit}( with changes that are not committed)?, with Java {java}, Python [\d.]+, jjava [\d.a]+, jupyterlab"
        self.assertRegex(html, line)
        # A part that runs again at the same commit changes nothing; at another, the page says so.
        self.assertEqual(0, self.run_notebooks("--pages", pages, one).returncode)
        self.assertEqual(html, (pages / "index.html").read_text())
        (pages / "index.html").write_text(html.replace("Every notebook ran at commit", "Every notebook ran at commit 0"))
        self.assertEqual(0, self.run_notebooks("--pages", pages, one).returncode)
        self.assertIn("<p>After that, 01-one ran again at commit", (pages / "index.html").read_text())

    def test_progress_is_saved_in_its_last_state(self):
        path = notebook(
            self.folder / "01-progress.ipynb",
            'for (int i = 1; i <= 3; i++) { System.out.print("\\repoch " + i); Thread.sleep(120); }\n'
            'System.out.println();\nSystem.out.println("done");',
            'System.err.print("working\\r");',
            "var progress = org.ecgworkbench.notebook.Progress.onStandardOutput();\n"
            'progress.update("half");\nprogress.done("all of it, now");\nSystem.out.println("a result");',
        )
        self.assertEqual(0, self.run_notebooks(path).returncode)
        self.assertEqual(["epoch 3\ndone\n"], [output.text for output in outputs(path)[0]])
        self.assertEqual(["working"], [output.text for output in outputs(path)[1]])
        # Whether work was done now or before is no part of a saved notebook.
        self.assertEqual(["a result\n"], [output.text for output in outputs(path)[2]])

    def test_failure_is_saved_named_and_ends_the_run(self):
        good = notebook(self.folder / "01-good.ipynb", "1 + 1")
        bad = notebook(self.folder / "02-bad.ipynb", "int a = 1;", 'throw new IllegalStateException("broken");', "2")
        last = notebook(self.folder / "03-last.ipynb", "3")
        saved = self.folder / "saved here"
        run = self.run_notebooks("--save-to", saved, good, bad, last)
        self.assertEqual(1, run.returncode)
        self.assertIn("02-bad: FAILED in cell 2", run.stderr)
        self.assertIn("IllegalStateException: broken", run.stderr)
        self.assertEqual(["01-good.ipynb", "02-bad.ipynb"], sorted(p.name for p in saved.iterdir()))
        self.assertEqual("error", outputs(saved / "02-bad.ipynb")[1][0].output_type)
        self.assertIn("java.lang.IllegalStateException: broken", "\n".join(outputs(saved / "02-bad.ipynb")[1][0].traceback))
        self.assertEqual([], outputs(saved / "02-bad.ipynb")[2])
        self.assertEqual([[]], outputs(good))

    def test_sums_are_those_of_sha256sum_and_a_failed_notebook_has_none(self):
        good = notebook(self.folder / "notebooks" / "01-good.ipynb", "1 + 1")
        bad = notebook(self.folder / "notebooks" / "02-bad.ipynb", 'throw new IllegalStateException("broken");')
        results = self.folder / "results"
        sums = results / "notebooks.sha256"
        results.mkdir()
        other = "0" * 64 + "  ../notebooks/00-other.ipynb"
        sums.write_text(other + "\n" + "1" * 64 + "  ../notebooks/02-bad.ipynb\n")
        run = self.run_notebooks("--sums", sums, "--pages", results / "notebooks", good, bad)
        self.assertEqual(1, run.returncode)
        lines = sums.read_text().splitlines()
        self.assertEqual(
            [other[66:], "../notebooks/01-good.ipynb", "notebooks/01-good.html"], [line[66:] for line in lines]
        )
        sums.write_text("\n".join(lines[1:]) + "\n")
        check = subprocess.run(["sha256sum", "-c", "--quiet", sums.name], cwd=results, capture_output=True, check=False)
        self.assertEqual((0, b""), (check.returncode, check.stdout))

    def test_a_kernel_that_ends_is_a_failure(self):
        path = notebook(
            self.folder / "01-dies.ipynb", 'Runtime.class.getMethod("halt", int.class).invoke(Runtime.getRuntime(), 9);'
        )
        run = self.run_notebooks(path)
        self.assertEqual(1, run.returncode)
        self.assertIn("01-dies: FAILED in cell 1", run.stderr)
        self.assertEqual("KernelDied", outputs(path)[0][0].ename)

    def test_what_is_no_notebook_is_refused(self):
        path = self.folder / "01-no.ipynb"
        path.write_text("not a notebook")
        run = self.run_notebooks(path)
        self.assertEqual(2, run.returncode)
        self.assertEqual(1, len(run.stderr.splitlines()), run.stderr)
        self.assertIn("01-no.ipynb: cannot be run", run.stderr)

    def test_a_folder_that_cannot_be_made_is_refused(self):
        path = notebook(self.folder / "01-one.ipynb", "1")
        (self.folder / "file").write_text("in the way")
        run = self.run_notebooks("--save-to", self.folder / "file" / "out", path)
        self.assertEqual(2, run.returncode)
        self.assertEqual(1, len(run.stderr.splitlines()), run.stderr)

    def test_environment_reaches_the_cells_and_the_folder_is_the_notebooks(self):
        path = notebook(self.folder / "01-env.ipynb", 'System.getenv("ECG_HEAP") + " " + java.nio.file.Path.of("").toAbsolutePath()')
        self.assertEqual(0, self.run_notebooks(path, ECG_HEAP="/some where").returncode)
        self.assertEqual(f"/some where {self.folder}", outputs(path)[0][0].data["text/plain"])

    def test_live_line_tells_cell_and_latest_output(self):
        path = notebook(self.folder / "01-live.ipynb", "1", 'System.out.print("\\repoch 7"); System.out.flush(); Thread.sleep(1500);')
        run = self.run_notebooks("--progress", "always", path)
        self.assertIn("01-live  cell 2 of 2  0:0", run.stdout)
        self.assertIn("epoch 7", run.stdout)

    def check_signal(self, number, status):
        path = notebook(self.folder / "01-long.ipynb", 'System.out.println("going");', "while (true) {}")
        before = path.read_bytes()
        process = subprocess.Popen(
            [sys.executable, RUNNER, "--progress", "always", path],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        seen = ""
        while "cell 2 of 2" not in seen:
            character = process.stdout.read(1)
            self.assertTrue(character, seen)
            seen += character
        kernels = children(process.pid)
        self.assertEqual(1, len(kernels))
        process.send_signal(number)
        process.communicate(timeout=30)
        self.assertEqual(status, process.returncode)
        for _ in range(100):
            if not Path(f"/proc/{kernels[0]}").exists():
                break
            time.sleep(0.05)
        self.assertFalse(Path(f"/proc/{kernels[0]}").exists())
        self.assertEqual(before, path.read_bytes())
        self.assertEqual([path.name], [p.name for p in self.folder.iterdir()])

    def test_ctrl_c_stops_the_kernel_and_leaves_nothing_behind(self):
        self.check_signal(signal.SIGINT, 130)

    def test_termination_stops_the_kernel_and_leaves_nothing_behind(self):
        self.check_signal(signal.SIGTERM, 143)


class OptionsTest(unittest.TestCase):
    """Options that cannot be used: one clear line, exit status 2, before anything is built or written."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        notebook(self.folder / "01-first.ipynb", "1")
        notebook(self.folder / "11-eleventh.ipynb", "8")

    def refused(self, *arguments, notebooks=None):
        run = subprocess.run(
            [ENVIRONMENT / "reproduce", *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            cwd="/",
            env={**os.environ, "ECG_NOTEBOOKS": str(notebooks or self.folder)},
            check=False,
        )
        self.assertEqual((2, ""), (run.returncode, run.stdout))
        self.assertEqual(1, len(run.stderr.splitlines()), run.stderr)
        return run.stderr

    def test_unknown_notebook(self):
        message = self.refused("--notebooks", "01,07")
        self.assertIn("no notebook 07", message)
        self.assertIn("11-eleventh.ipynb", message)
        self.refused("--notebooks", "1x")
        self.refused("--notebooks", ",")

    def test_bad_seed(self):
        for seed in ("x", "-1", "1.5", "4294967296", "99999999999999999999"):
            self.assertIn(f"not {seed}", self.refused("--seed", seed))

    def test_bad_profile(self):
        self.assertIn("unknown profile huge", self.refused("--profile=huge"))

    def test_unknown_option_and_missing_value(self):
        self.assertIn("unknown option --frobnicate", self.refused("--frobnicate"))
        self.assertIn("--data needs a value", self.refused("--data"))
        self.assertIn("--out needs a value", self.refused("--out="))

    def test_no_notebooks(self):
        empty = self.folder / "empty"
        empty.mkdir()
        self.assertIn("there are no notebooks", self.refused(notebooks=empty))

    def test_help(self):
        run = subprocess.run([ENVIRONMENT / "reproduce", "--help"], capture_output=True, text=True, check=False)
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        for option in ("--data", "--profile", "--notebooks", "--seed", "--out", "--lab"):
            self.assertIn(option, run.stdout)


class MissingTest(unittest.TestCase):
    """What is missing is listed at once, with the way to get it; nothing is built or written."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def program(self, path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n" + text + "\n")
        path.chmod(0o755)
        return path

    def tools(self, *without):
        """A folder with the programs of this machine that the scripts use, but for some."""
        folder = self.folder / "bin"
        folder.mkdir()
        for name in os.listdir("/usr/bin"):
            if name not in without:
                (folder / name).symlink_to(f"/usr/bin/{name}")
        return str(folder)

    def setup_fails(self, **environment):
        run = subprocess.run(
            [ENVIRONMENT / "setup"],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, **environment},
            check=False,
        )
        self.assertEqual((1, ""), (run.returncode, run.stdout), run.stderr)
        return run.stderr

    def test_an_old_jdk_is_named_with_its_version(self):
        home = self.folder / "jdk 11"
        self.program(home / "bin/java", "echo 'openjdk version \"11.0.22\" 2024-01-16' >&2")
        self.program(home / "bin/javac", "exit 1")
        message = self.setup_fails(JAVA_HOME=str(home))
        self.assertIn(f"a JDK of version 17 or later: {home} is version 11", message)
        self.assertIn("apt-get install openjdk-17-jdk-headless", message)

    def test_everything_that_is_missing_is_in_one_list(self):
        path = self.tools("mvn", "javac", "java", "sudo")
        message = self.setup_fails(PATH=path, JAVA_HOME="")
        self.assertIn("there is no javac on the PATH", message)
        self.assertIn("Maven: there is no mvn on the PATH", message)
        self.assertIn("apt-get install openjdk-17-jdk-headless maven", message)

    def test_a_home_without_a_jdk_is_named(self):
        message = self.setup_fails(JAVA_HOME=str(self.folder))
        self.assertIn(f"JAVA_HOME is {self.folder}, where there is no bin/javac", message)


class CheckoutTest(unittest.TestCase):
    """A checkout that is built, in a folder with spaces, read-only, for a user who is not its owner, without a network."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="check out ", dir=os.environ.get("TMPDIR")))
        cls.checkout = cls.folder / "ecg workbench"
        source = ENVIRONMENT.parent
        for name in ("pom.xml", "lib/ecg/pom.xml", "lib/study/pom.xml", "lib/ecg/src/main", "lib/study/src/main", "environment", "datasets", "notebooks", "results/models"):
            target = cls.checkout / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (source / name).is_dir():
                shutil.copytree(
                    source / name, target, copy_function=cls.link, symlinks=True, ignore=shutil.ignore_patterns("venv")
                )
            else:
                shutil.copy(source / name, target)
        cls.home = cls.folder / "home"
        cls.home.mkdir()
        subprocess.run(["chmod", "-R", "a-w,a+rX", cls.checkout], check=True)
        cls.folder.chmod(0o755)
        cls.prefix = []
        if os.geteuid() == 0:
            os.chown(cls.home, 65534, 65534)
            cls.prefix = ["unshare", "-n"] if shutil.which("unshare") else []
            if subprocess.run([*cls.prefix, "true"], capture_output=True, check=False).returncode != 0:
                cls.prefix = []  # a container may not make a name space
            cls.prefix += ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    @staticmethod
    def link(source, target):
        """The jars alone are 300 MB; what is made read-only must not be the original."""
        if source.endswith(".jar") or "/target/djl/" in source:
            try:
                os.link(source, target)
                return target
            except OSError:
                pass
        return shutil.copy2(source, target)

    @classmethod
    def tearDownClass(cls):
        for folder, _, _ in os.walk(cls.folder):
            os.chmod(folder, 0o755)
        shutil.rmtree(cls.folder)

    def run_script(self, name, *arguments, checkout=None, **more):
        environment = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", **more}
        if "JAVA_HOME" in os.environ:
            environment["JAVA_HOME"] = os.environ["JAVA_HOME"]
        return subprocess.run(
            [*self.prefix, (checkout or self.checkout) / "environment" / name, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=120,
            cwd=self.home,
            env=environment,
            check=False,
        )

    def recording(self):
        """Ten seconds of a triangle wave in every lead, in the limb leads with their proportions."""
        path = self.folder / "my recording.csv"
        leads = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"]
        shares = [1, 2, 1, -1.5, 0, 1.5, 1, 1, 1, 1, 1, 1]
        rows = ["seconds," + ",".join(leads)]
        for k in range(5000):
            wave = abs(k % 400 - 200) / 1000
            rows.append(f"{k / 500:.3f}," + ",".join(f"{share * wave:.4f}" for share in shares))
        path.write_text("\n".join(rows) + "\n")
        path.chmod(0o644)
        return path

    def test_a_stranger_predicts_and_nothing_in_the_checkout_changes(self):
        before = sorted(str(path) for path in self.checkout.rglob("*"))
        run = self.run_script("workbench", "predict", self.recording(), "--out", self.home / "my results")
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertEqual(10, len(run.stdout.splitlines()), run.stdout)
        page = self.home / "my results" / "predictions" / "my recording.html"
        self.assertTrue("Above threshold" in page.read_text(), "what the page says")
        self.assertEqual(before, sorted(str(path) for path in self.checkout.rglob("*")))
        self.assertEqual(["my results"], [path.name for path in self.home.iterdir()])

    def test_a_name_beyond_ascii_is_read_where_the_locale_knows_none_and_the_engine_says_nothing(self):
        self.addCleanup(shutil.rmtree, self.home / "names", ignore_errors=True)
        for name in ("心电图.csv", "Übung, zwei.csv"):
            recording = self.recording().rename(self.folder / name)
            run = self.run_script("workbench", "predict", recording, "--out", self.home / "names", LC_ALL="C")
            self.assertEqual(0, run.returncode, run.stderr)
            self.assertIn(recording.stem, run.stdout)
            self.assertTrue((self.home / "names" / "predictions" / (recording.stem + ".html")).exists())
            # 108 lines "Could not initialize NNPACK" drowned the notes where a virtual machine hides its caches.
            self.assertNotIn("NNPACK", run.stderr)

    def test_what_may_not_be_written_or_read_is_named(self):
        if os.geteuid() != 0 and os.access(self.checkout, os.W_OK):
            self.skipTest("this user may write everywhere")
        out = self.checkout / "results"
        run = self.run_script("workbench", "predict", self.recording(), "--out", out)
        self.assertEqual((2, ""), (run.returncode, run.stdout), run.stderr)
        self.assertEqual(
            f"cannot write {out}/predictions/my recording.html: no permission ({out})\n", run.stderr
        )
        secret = self.recording().rename(self.folder / "secret.csv")
        secret.chmod(0)
        run = self.run_script("workbench", "predict", secret, "--out", self.home)
        self.assertEqual((2, ""), (run.returncode, run.stdout), run.stderr)
        self.assertIn("secret.csv", run.stderr)
        self.assertIn("permission", run.stderr.lower())
        run = self.run_script("reproduce")
        self.assertEqual((2, ""), (run.returncode, run.stdout), run.stderr)
        self.assertIn("cannot be written: --out DIR saves them", run.stderr)

    def test_a_checkout_that_is_not_built_says_what_to_do(self):
        bare = self.folder / "not built"
        (bare / "environment").mkdir(parents=True)
        shutil.copy(ENVIRONMENT / "setup", bare / "environment")
        shutil.copy(ENVIRONMENT / "workbench", bare / "environment")
        (bare / "lib").mkdir()
        subprocess.run(["chmod", "-R", "a-w,a+rX", bare], check=True)
        run = self.run_script("workbench", "--version", checkout=bare)
        self.assertEqual((1, ""), (run.returncode, run.stdout), run.stderr)
        self.assertIn("cannot be written, and it is not built yet", run.stderr.splitlines()[-2])
        self.assertIn(f"cp -r '{bare}' ~/ecg-workbench", run.stderr)


if __name__ == "__main__":
    unittest.main()
