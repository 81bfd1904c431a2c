"""Runs notebooks, one after the other, each in a fresh kernel, and saves them with their outputs.

    run_notebooks.py [--save-to FOLDER] [--pages FOLDER] [--sums FILE] [--progress auto|always|never] [--then COMMAND]
                     NOTEBOOK.ipynb ...

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
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

KERNEL = "java"
STARTUP_SECONDS = 120
IOPUB_SECONDS = 60
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
    """What a terminal would show of a text: each line from the last place where it was begun anew."""
    lines = []
    for line in text.split("\n"):
        states = [state for state in line.split("\r") if state]
        lines.append(states[-1] if states else "")
    return "\n".join(lines)


def tidy(notebook):
    """Leaves in a notebook what is the same in every run: no times, no versions, progress in its last state."""
    language = notebook.metadata.get("language_info")
    if language:
        language.pop("version", None)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
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
        cell.outputs = [o for o in outputs if o.output_type != "stream" or o.text.strip("\n")]


def page(notebook, name):
    """A notebook as a web page; without scripts, of which it needs none and which would be fetched."""
    from nbconvert import HTMLExporter  # takes a second to load

    html, _ = HTMLExporter(template_name="lab").from_notebook_node(notebook, resources={"metadata": {"name": name}})
    html = re.sub(r"<script\b.*?</script>\s*", "", html, flags=re.DOTALL)
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
    """Runs the cells and remembers what was printed last, for the console."""

    latest = ""

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream":
            parts = [part.strip() for part in re.split(r"[\r\n]", ANSI.sub("", msg["content"]["text"]))]
            printed = [part for part in parts if part]
            if printed:
                self.latest = printed[-1]
        return super().process_message(msg, cell, cell_index)


class Failure(Exception):
    """A cell that failed: which one, and what is to be shown."""

    def __init__(self, cell, summary, report):
        super().__init__(summary)
        self.cell = cell
        self.report = report


async def show_state(console, client, name, position, started):
    while True:
        done, total = position
        text = f"{name}  cell {done} of {total}  {clock(time.monotonic() - started)}"
        console.state(f"{text}  {client.latest}" if client.latest else text)
        await asyncio.sleep(0.5)


async def run_notebook(path, console):
    """Runs one notebook; returns it, and the failure if there was one."""
    notebook = nbformat.read(path, as_version=4)
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
    for i in code_cells:
        notebook.cells[i].outputs = []
        notebook.cells[i].execution_count = None
    started = time.monotonic()
    position = [0, len(code_cells)]
    shown = asyncio.ensure_future(show_state(console, client, path.stem, position, started))
    failure = None
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
                report = "\n".join(errors[-1].traceback) if errors else error.traceback
                failure = Failure(number, f"{error.ename}: {error.evalue}", ANSI.sub("", report))
                break
            except DeadKernelError:
                if console.is_stopping:  # what nbclient makes of a cancelled task
                    raise asyncio.CancelledError() from None
                reason = "the kernel's process ended (out of memory?)"
                notebook.cells[index].outputs.append(
                    nbformat.v4.new_output("error", ename="KernelDied", evalue=reason, traceback=[reason])
                )
                failure = Failure(number, f"KernelDied: {reason}", reason)
                break
    finally:
        shown.cancel()
        try:
            if await manager.is_alive():
                await manager.shutdown_kernel(now=console.is_stopping)
        finally:
            if client.kc is not None:
                client.kc.stop_channels()
            await manager.cleanup_resources()
    return notebook, failure


async def run_all(paths, folder, pages, sums, console):
    began = time.monotonic()
    for path in paths:
        target = path if folder is None else folder / path.name
        started = time.monotonic()
        if not console.live:
            console.line(f"{path.stem}: started")
        try:
            notebook, failure = await run_notebook(path, console)
        except (OSError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
            console.line(f"{path}: cannot be run: {str(error).splitlines()[0]}", sys.stderr)
            return 2
        except (RuntimeError, NoSuchKernel) as error:
            console.line(f"{path.stem}: the Java kernel did not start: {error}", sys.stderr)
            return 1
        tidy(notebook)
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
            console.line(f"{path.stem}: FAILED in cell {failure.cell} after {took}: {failure}", sys.stderr)
            console.line("    " + failure.report.replace("\n", "\n    "), sys.stderr)
            console.line(f"    saved with its traceback: {target}", sys.stderr)
            return 1
        console.line(f"{path.stem}: done in {took}, saved {target}")
    console.line(f"Notebooks done: {len(paths)} in {clock(time.monotonic() - began)}")
    return 0


async def interruptible(work, console):
    """Runs the work; a signal cancels it, the kernel is stopped on the way out, and the status says which it was."""
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
        status = await task
    except BaseException:
        if not received:
            raise
        status = 0
    return 128 + received[0] if received else status


def main():
    parser = argparse.ArgumentParser(description="Runs notebooks and saves them with their outputs.")
    parser.add_argument("--save-to", type=Path, metavar="FOLDER")
    parser.add_argument("--pages", type=Path, metavar="FOLDER")
    parser.add_argument("--sums", type=Path, metavar="FILE")
    parser.add_argument("--progress", choices=("auto", "always", "never"), default="auto")
    parser.add_argument("--then", metavar="COMMAND")
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK.ipynb")
    arguments = parser.parse_args()
    live = arguments.progress == "always" or (arguments.progress == "auto" and sys.stdout.isatty())
    console = Console(live)
    paths = [path.resolve() for path in arguments.notebooks]
    work = run_all(paths, arguments.save_to, arguments.pages, arguments.sums, console)
    status = asyncio.run(interruptible(work, console))
    if status == 0 and arguments.then:
        command = arguments.then.split("\n")
        sys.stdout.flush()
        os.execvp(command[0], command)
    return status


if __name__ == "__main__":
    sys.exit(main())
