"""Runs notebooks, one after the other, each in a fresh kernel, and saves them with their outputs.

    run_notebooks.py [-p NAME VALUE] [-r NAME TEXT] [--save-to FOLDER] [--pages FOLDER] [--sums FILE]
                     [--progress auto|always|never] [--then COMMAND] [--prepare] NOTEBOOK.ipynb ...

papermill runs them. -p and -r give a parameter as in papermill, to those of the notebooks that declare it; in the saved notebook it
stands in the declaration itself, and OUT as seen from there. --prepare runs nothing: it saves the notebooks with the parameters, those
that are in FOLDER already as they are there.
Without --save-to a notebook is saved over itself. With --pages each is also saved as a web page that needs no network.
With --sums the SHA-256 of what was saved is written down in FILE, in the form of sha256sum and relative to FILE's folder, so
that a later change is found; lines of other notebooks stay.
COMMAND, a line an argument, takes this process's place when all ran. Exit status: 0 all ran; 1 one failed (it is saved with its
traceback, those after it are not run); 2 a notebook cannot be read or saved; 130 interrupted (143 terminated), with
the kernel stopped and the running notebook left as it was.
"""

import argparse
import asyncio
import hashlib
import os
import re
import signal
import sys
import tempfile
import time
from html import escape
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from papermill import execute_notebook
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError

import papermill_java  # which papermill has to load first

KERNEL = "java"
APART = ("08-", "09-")  # recordings of patients, Apache Spark: run by themselves
STARTUP_SECONDS = 120
IOPUB_SECONDS = 60
PASSING = "application/vnd.ecgworkbench.passing"  # a state of work, as the library shows it
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class Console:
    """One line that is rewritten while a notebook runs, where the output is a terminal; lines otherwise."""

    def __init__(self, live):
        self.live = live
        self.drawn = False
        self.is_stopping = False

    def state(self, text):
        if self.live:
            width = os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else 100
            sys.stdout.write("\r\x1b[K" + text[: max(20, width - 1)])
            sys.stdout.flush()
            self.drawn = True

    def line(self, text, stream=None):
        if self.drawn:
            sys.stdout.write("\r\x1b[K")
            sys.stdout.flush()
            self.drawn = False
        print(text, file=stream or sys.stdout, flush=True)


def clock(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def last_state(text):
    """What a terminal would show of a text in the end: each line from the last place where it was begun anew."""
    lines = []
    for line in text.split("\n"):
        states = [state for state in line.split("\r") if state]
        lines.append(states[-1].rstrip(" ") if len(states) > 1 else "".join(states))
    return "\n".join(lines)


def has_failed(cell):
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def is_papermills(cell):
    """Whether a cell is one that papermill has put in; the one with the parameters stays where it failed."""
    tags = cell.metadata.get("tags", [])
    return "papermill-error-cell-tag" in tags or "injected-parameters" in tags and not has_failed(cell)


def is_empty(output):
    if output.output_type == "stream":
        return not output.text.strip("\n")
    return output.output_type == "display_data" and (output.data == {"text/plain": ""} or PASSING in output.data)


def tidy(notebook):
    """Leaves in a notebook what is the same in every run: no times, no versions, no cells of papermill's."""
    language = notebook.metadata.get("language_info")
    if language:
        language.pop("version", None)
    notebook.metadata.pop("widgets", None)
    notebook.metadata.pop("papermill", None)
    notebook.cells = [cell for cell in notebook.cells if not is_papermills(cell)]
    number = 0
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        if cell.metadata.get("tags") == []:
            del cell.metadata["tags"]
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
        if cell.execution_count is not None:
            number += 1
            cell.execution_count = number
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = number
        outputs = []
        for output in cell.outputs:
            before = outputs[-1] if outputs else None
            if output.output_type == "stream" and before is not None and before.get("name") == output.name:
                before.text += output.text
            else:
                outputs.append(output)
        for output in outputs:
            if output.output_type == "stream":
                output.text = last_state(output.text)
        cell.outputs = [o for o in outputs if not is_empty(o)]


def alternatives(notebook):
    """What each picture shows, in order: its caption, which is shown below it, or the heading above it."""
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = (re.findall(r"^#+ (.+)$", cell.source, re.MULTILINE) or [heading])[-1]
        outputs = cell.get("outputs", [])
        for output, below in zip(outputs, [*outputs[1:], None]):
            if "image/png" in output.get("data", {}):
                caption = below.get("data", {}).get("text/html", "") if below else ""
                yield re.sub(r"<[^>]+>", "", caption) if caption.startswith("<p><em>") else "Picture: " + heading


def made_with():
    """The commit and the versions that notebooks run with now, in words."""
    import shutil
    import subprocess
    from importlib.metadata import version

    def git(*words):
        run = subprocess.run(["git", *words], cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
        return run.stdout.strip() if run.returncode == 0 else ""

    java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else shutil.which("java") or "java"
    java = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    java = (re.findall(r'version "([^"]+)"', java) or ["unknown"])[0]
    versions = ", ".join(f"{name} {version(name)}" for name in ("jjava", "jupyterlab", "nbclient", "nbconvert", "papermill"))
    commit = git("rev-parse", "--short=12", "HEAD") or "an unknown commit"
    # What the run itself writes anew is no change of what it was made with.
    changed = git("status", "--porcelain", "--", ":/", ":!/results", ":!/notebooks")
    return f"commit {commit}{' with changes that are not committed' if changed else ''}, with Java {java}, Python {sys.version.split()[0]}, {versions}"


def lead_to_pages(html):
    """Links as they are seen from the pages, which lie in the folder of results itself, beside the pages of the others."""
    html = html.replace('href="../results/', 'href="../')
    html = re.sub(r'href="\.\./(lib|datasets|environment)/', r'href="../../\1/', html)
    return re.sub(r'href="(\d\d-[\w-]+)\.ipynb"', r'href="\1.html"', html)


def first_page(notebooks, apart):
    """The pages in the order in which they are read, each with its answer and its links, and what they were run with; those that were run apart."""
    from nbconvert.filters import markdown2html

    items = []
    for name, notebook in notebooks:
        first = notebook.cells[0].source.split("\n\n")
        shown = [o.get("data", {}).get("text/html", "") for c in notebook.cells for o in c.get("outputs", [])]
        answer = next((html for html in shown if "<b>Result" in html), "")
        links = "".join(markdown2html(text) for text in first if text.startswith("Made here: "))
        items.append(
            f'<li value="{int(name[:2])}"><a href="{name}.html">{escape(first[0].removeprefix("# ").split(" · ")[-1])}</a>{answer}{lead_to_pages(links)}</li>'
        )
    others = ", ".join(f'<a href="{name}.html">{name}</a>' for name in apart)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>The notebooks, in the order in which they are read</title>
<style>body {{ font: 17px/1.5 sans-serif; max-width: 48rem; margin: 1.5rem auto; padding: 0 1rem; color: #1a1a1a; }} li {{ margin-bottom: 1rem; }} p {{ margin: 0.2rem 0; }} code {{ overflow-wrap: anywhere; }}</style>
</head><body>
<h1>The notebooks, in the order in which they are read</h1>
<p>Zhang, Yang, Yuan, Zhang: <i>Interpretable deep learning for automatic diagnosis of 12-lead electrocardiogram</i>,
<a href="https://doi.org/10.1016/j.isci.2021.102373">iScience 24 (2021) 102373</a>, made again. All tables and figures in one page: <a href="../index.html">index.html</a>;
single leads to explore: <a href="../single-leads.html">single-leads.html</a>.</p>
<ol>
{chr(10).join(items)}
</ol>
<p>Every notebook ran at {made_with()}.</p>
{f"<p>Apart from these, at a time of its own: {others}.</p>" if apart else ""}
</body></html>
"""


def ran_again(names, first):
    """Says on the first page that some notebooks are of a later run than it says, where commit or versions are others."""
    if not first.exists():
        return
    text = first.read_text(encoding="utf-8")
    if f"<p>Every notebook ran at {made_with()}.</p>" not in text:
        write(text.replace("</body>", f"<p>After that, {', '.join(names)} ran again at {made_with()}.</p>\n</body>", 1), first)


def page(notebook, name):
    """A notebook as a web page; without scripts, of which it needs none and which would be fetched."""
    from nbconvert import HTMLExporter  # takes a second to load

    html, _ = HTMLExporter(template_name="lab").from_notebook_node(notebook, resources={"metadata": {"name": name}})
    html = re.sub(r"<script\b.*?</script>\s*", "", html, flags=re.DOTALL)
    html = lead_to_pages(html)
    captions = iter(alternatives(notebook))
    html = re.sub(r'(<img\b[^>]*\balt=)"[^"]*"', lambda found: f'{found[1]}"{escape(next(captions, "picture"))}"', html)
    # A wide table scrolls in its own box, not the page; on a phone code does not widen it either.
    return html.replace(
        "</head>",
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<style>.jp-RenderedHTML, .jp-CodeCell .highlight pre { overflow-x: auto; } img { max-width: 100%; height: auto; }\n"
        "@media (max-width: 600px) { .jp-InputPrompt, .jp-OutputPrompt { display: none; } }</style>\n</head>",
        1,
    )


def save(notebook, path):
    write(nbformat.writes(notebook), path)


def write(text, path):
    """Writes a file next to its place and moves it there, so that no half of one is ever seen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text if text.endswith("\n") else text + "\n")
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def write_sums(sums, saved, dropped):
    """Puts the SHA-256 of files into a list in the form of sha256sum, and takes those of others out."""
    lines = {}
    if sums.exists():
        for line in sums.read_text(encoding="utf-8").splitlines():
            lines[line[66:]] = line[:64]
    for path in dropped:
        lines.pop(relative(path, sums), None)
    for path in saved:
        lines[relative(path, sums)] = hashlib.sha256(path.read_bytes()).hexdigest()
    if lines:
        write("".join(f"{lines[name]}  {name}\n" for name in sorted(lines)), sums)
    else:
        sums.unlink(missing_ok=True)


def relative(path, sums):
    return os.path.relpath(path.resolve(), sums.parent.resolve()).replace(os.sep, "/")


class Client(NotebookClient):
    """Runs the cells and remembers what was printed or shown last, for the console."""

    latest = ""

    def process_message(self, msg, cell, cell_index):
        text = ""
        if msg["msg_type"] == "stream":
            text = msg["content"]["text"]
        elif msg["msg_type"] in ("display_data", "update_display_data") and set(msg["content"]["data"]) <= {"text/plain", PASSING}:
            text = msg["content"]["data"]["text/plain"]
        parts = [part.strip() for part in re.split(r"[\r\n]", ANSI.sub("", text))]
        printed = [part for part in parts if part]
        if printed:
            self.latest = printed[-1]
        return super().process_message(msg, cell, cell_index)


class Failure:
    """A cell that failed: what is to be said in one line, and all of it."""

    def __init__(self, summary, report):
        self.summary = summary
        self.report = report


class Stopped(BaseException):
    """A signal ended the work."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


async def show_state(console, client, name, position, started):
    while True:
        done, total = position
        text = f"{name}  cell {done} of {total}  {clock(time.monotonic() - started)}"
        console.state(f"{text}  {client.latest}" if client.latest else text)
        await asyncio.sleep(0.5)


async def run_cells(notebook, path, console):
    """Runs the cells of a notebook in its folder; returns the failure if there was one."""
    code_cells = [i for i, c in enumerate(notebook.cells) if c.cell_type == "code" and c.source.strip()]
    manager = AsyncKernelManager(kernel_name=KERNEL)
    client = Client(
        notebook,
        km=manager,
        timeout=None,
        record_timing=False,
        startup_timeout=STARTUP_SECONDS,
        iopub_timeout=IOPUB_SECONDS,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.reset_execution_trackers()
    started = time.monotonic()
    position = [0, len(code_cells)]
    shown = asyncio.ensure_future(show_state(console, client, path.stem, position, started))
    try:
        await client.async_start_new_kernel()
        await client.async_start_new_kernel_client()
        info = await client.async_wait_for_reply(client.kc.kernel_info())
        if info:
            notebook.metadata["language_info"] = info["content"]["language_info"]
        for number, index in enumerate(code_cells, start=1):
            position[0] = number
            client.latest = ""
            try:
                await client.async_execute_cell(notebook.cells[index], index, execution_count=number)
            except CellExecutionError as error:
                errors = [o for o in notebook.cells[index].outputs if o.output_type == "error"]
                report = ANSI.sub("", "\n".join(errors[-1].traceback) if errors else error.traceback)
                return Failure(f"{error.ename}: {error.evalue}", report)
            except DeadKernelError:
                if console.is_stopping:  # what nbclient makes of a cancelled task
                    raise asyncio.CancelledError() from None
                reason = "the kernel's process ended (out of memory, or System.exit?)"
                notebook.cells[index].execution_count = number
                notebook.cells[index].outputs.append(
                    nbformat.v4.new_output("error", ename="KernelDied", evalue=reason, traceback=[reason])
                )
                return Failure(f"KernelDied: {reason}", reason)
        return None
    finally:
        shown.cancel()
        try:
            if await manager.is_alive():
                await manager.shutdown_kernel(now=console.is_stopping)
        finally:
            if client.kc is not None:
                client.kc.stop_channels()
            await manager.cleanup_resources()


class ConsoleEngine(Engine):
    """papermill's way to run cells, with a line on the console that tells how far it is, and a kernel that ends with this process."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, run=None, **_):
        run(nb_man.nb)


papermill_engines.register("console", ConsoleEngine)


def run_notebook(path, target, values, console):
    """Runs one notebook with those of the parameters that it declares; returns it as it is saved, and the failure if there was one."""
    notebook = nbformat.read(path, as_version=4)
    own = {name: value for name, value in values.items() if name in papermill_java.declared(notebook)}
    done = {}

    def run(running):
        done["notebook"] = running
        done["failure"] = asyncio.run(interruptible(run_cells(running, path, console), console))

    try:
        execute_notebook(notebook, None, own, engine_name="console", progress_bar=False, run=run)
    except PapermillExecutionError:
        pass  # its words are those of the failure
    notebook = done["notebook"]
    tidy(notebook)
    if not any("injected-parameters" in cell.metadata.get("tags", []) for cell in notebook.cells):
        declare(notebook, own, target)
    return notebook, done["failure"]


def declare(notebook, values, target):
    """Writes the parameters into their declarations; the folder of results as it is seen from the saved notebook."""
    if "out" in values:
        values = {**values, "out": os.path.relpath(values["out"], target.parent)}
    if values:
        papermill_java.declare(notebook, values)


def run_all(paths, values, folder, pages, sums, console):
    began = time.monotonic()
    ran = []
    for path in paths:
        target = path if folder is None else folder / path.name
        started = time.monotonic()
        if not console.live:
            console.line(f"{path.stem}: started")
        try:
            notebook, failure = run_notebook(path, target, values, console)
        except (OSError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
            console.line(f"{path}: cannot be run: {str(error).splitlines()[0]}", sys.stderr)
            return 2
        except (RuntimeError, NoSuchKernel) as error:
            console.line(f"{path.stem}: the Java kernel did not start: {error}", sys.stderr)
            return 1
        try:
            save(notebook, target)
            saved = [target]
            if pages is not None:
                saved.append(pages / f"{path.stem}.html")
                write(page(notebook, path.stem), saved[1])
            if sums is not None:  # a notebook that failed is no result
                write_sums(sums, [] if failure else saved, saved if failure else [])
        except OSError as error:
            console.line(f"{target}: cannot be written: {error.strerror}", sys.stderr)
            return 2
        took = clock(time.monotonic() - started)
        if failure:
            cell = next(c.execution_count for c in notebook.cells if has_failed(c))
            console.line(f"{path.stem}: FAILED in cell {cell} after {took}: {failure.summary}", sys.stderr)
            console.line("    " + failure.report.replace("\n", "\n    "), sys.stderr)
            console.line(f"    saved with its traceback: {target}", sys.stderr)
            return 1
        ran.append((path.stem, notebook))
        console.line(f"{path.stem}: done in {took}, saved {target}")
    if pages is not None:
        names = [name for name, _ in ran]
        apart = sorted({path.stem for path in pages.glob("[0-9]*.html")} - set(names))
        if all(name.startswith(APART) for name in apart) and not all(name.startswith(APART) for name in names):
            write(first_page(ran, apart), pages / "index.html")
        else:
            ran_again(names, pages / "index.html")
    console.line(f"Notebooks done: {len(paths)} in {clock(time.monotonic() - began)}")
    return 0


def prepare(paths, values, folder, console):
    """Saves notebooks with the parameters and runs nothing; those that are in the folder already as they are there."""
    for path in paths:
        target = folder / path.name
        notebook = nbformat.read(target if target.exists() else path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":  # what stands below the cells was made with other parameters
                cell.outputs, cell.execution_count = [], None
        declare(notebook, values, target)
        save(notebook, target)
    console.line(f"Notebooks with these parameters: {folder}")
    return 0


def undeclared(paths, values):
    """Those parameters that no notebook declares."""
    known = set()
    for path in paths:
        try:
            known.update(papermill_java.declared(nbformat.read(path, as_version=4)))
        except (OSError, nbformat.reader.NotJSONError, nbformat.ValidationError):
            return []  # said when its turn comes
    return sorted(set(values) - known)


async def interruptible(work, console):
    """Runs the work; a signal cancels it, and the kernel is stopped on the way out."""
    received = []
    task = asyncio.ensure_future(work)

    def stop(number):
        if not received:
            console.is_stopping = True
            console.line("stopping the kernel ...", sys.stderr)
        received.append(number)
        task.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop, number)
    try:
        return await task
    except BaseException:
        if not received:
            raise
        raise Stopped(received[0]) from None


def as_papermill_takes_it(text):
    """A value of the command line: a number, true or false where it is written as one, else the text."""
    if text in ("True", "False"):
        return text == "True"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text


def main():
    parser = argparse.ArgumentParser(description="Runs notebooks and saves them with their outputs.")
    parser.add_argument("-p", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"))
    parser.add_argument("-r", nargs=2, action="append", default=[], metavar=("NAME", "TEXT"))
    parser.add_argument("--save-to", type=Path, metavar="FOLDER")
    parser.add_argument("--pages", type=Path, metavar="FOLDER")
    parser.add_argument("--sums", type=Path, metavar="FILE")
    parser.add_argument("--progress", choices=("auto", "always", "never"), default="auto")
    parser.add_argument("--then", metavar="COMMAND")
    parser.add_argument("--prepare", action="store_true")
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK.ipynb")
    arguments = parser.parse_args()
    live = arguments.progress == "always" or (arguments.progress == "auto" and sys.stdout.isatty())
    console = Console(live)
    paths = [path.resolve() for path in arguments.notebooks]
    values = {name: as_papermill_takes_it(text) for name, text in arguments.p} | dict(arguments.r)
    unknown = undeclared(paths, values)
    if unknown:
        console.line(f"no notebook here has a parameter {', '.join(unknown)}", sys.stderr)
        return 2
    try:
        if arguments.prepare:
            return prepare(paths, values, arguments.save_to, console)
        status = run_all(paths, values, arguments.save_to, arguments.pages, arguments.sums, console)
    except (Stopped, KeyboardInterrupt) as stop:
        return 128 + (stop.number if isinstance(stop, Stopped) else signal.SIGINT)
    if status == 0 and arguments.then:
        command = arguments.then.split("\n")
        sys.stdout.flush()
        os.execvp(command[0], command)
    return status


if __name__ == "__main__":
    sys.exit(main())
