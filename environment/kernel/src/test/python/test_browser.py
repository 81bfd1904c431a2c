"""What a user sees in a browser: the report on a phone and on a desk; `reproduce --lab`, where a cell runs and its figure is seen.

Needs Chromium, and for the second the classic notebook or JupyterLab; skipped, saying so, where one is missing.
"""

import asyncio
import base64
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

import nbformat
from tornado.websocket import websocket_connect

ENVIRONMENT = Path(__file__).resolve().parents[4]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SERVER = next((name for name in ("jupyterlab", "notebook") if importlib.util.find_spec(name)), None)
TOKEN = "5f3c0d6e"
CELL = """\
import org.ecgworkbench.notebook.*;
import org.ecgworkbench.study.*;
import org.ecgworkbench.paper.performance.*;
Figure1ExampleEcg.of(Study.open(Parameters.fromEnvironment())).publish();
System.out.println("the cell ran");
"""
# Of the classic notebook and of JupyterLab.
CELL_TEXT = ".code_cell .CodeMirror-lines, .jp-CodeCell .cm-content, .jp-CodeCell .CodeMirror-lines"
KERNEL_READY = """
(window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected())
|| !!document.querySelector('.jp-Toolbar-kernelStatus[data-status=idle], .jp-Notebook-ExecutionIndicator[data-status=idle]')
"""
FIGURE = """
(() => { const image = document.querySelector('.output_png img, .jp-OutputArea-output img');
         return image && image.complete ? [image.naturalWidth, image.naturalHeight] : null; })()
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


class Page:
    """One page of a browser, by its DevTools protocol."""

    def __init__(self, connection):
        self.connection = connection
        self.last = 0

    async def call(self, method, **parameters):
        self.last += 1
        await self.connection.write_message(json.dumps({"id": self.last, "method": method, "params": parameters}))
        while True:
            text = await asyncio.wait_for(self.connection.read_message(), 60)
            message = json.loads(text)
            if message.get("id") == self.last:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]

    async def value(self, expression):
        result = await self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return result["result"].get("value")

    async def wait(self, expression, seconds, what):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = await self.value(expression)
            if value:
                return value
            await asyncio.sleep(0.5)
        raise AssertionError(f"not seen within {seconds} s: {what}")


class InBrowser(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="brow ser ", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def start(self, command, **options):
        process = subprocess.Popen(command, start_new_session=True, **options)

        def stop():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

        self.addCleanup(stop)
        return process

    def start_browser(self):
        profile = self.folder / "profile"
        options = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}", "--window-size=1280,1000"]
        if os.geteuid() == 0:
            options.append("--no-sandbox")
        self.start(
            [CHROMIUM, *options, "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(120):
            try:
                return int((profile / "DevToolsActivePort").read_text().splitlines()[0])
            except (OSError, IndexError):
                time.sleep(0.5)
        self.fail("Chromium does not start")

    async def page(self, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=20) as response:
            targets = json.load(response)
        target = next(target for target in targets if target["type"] == "page")
        return Page(await websocket_connect(target["webSocketDebuggerUrl"], max_message_size=1 << 26))


# Elements that reach beyond the window without a box of their own that scrolls.
TOO_WIDE = """
[...document.querySelectorAll('body *')].filter(element => {
  const box = element.getBoundingClientRect();
  if (!box.width || box.right <= document.documentElement.clientWidth + 1) return false;
  for (let above = element.parentElement; above; above = above.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(above).overflowX)) return false;
  }
  return true;
}).map(element => element.tagName + ' ' + element.textContent.slice(0, 60))
"""
UNSEEN_IMAGES = "[...document.images].filter(i => !i.complete || !i.naturalWidth || !i.alt).length"
DEAD_LINKS = """
[...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href'))
  .filter(href => !document.getElementById(decodeURIComponent(href.slice(1))))
"""


@unittest.skipUnless(CHROMIUM, "no Chromium here: the report is not looked at in a browser")
class ReportTest(InBrowser):
    """The report of the committed results."""

    def test_the_page_fits_a_phone_and_a_desk(self):
        results = self.folder / "results"
        for name in ("tables", "figures"):
            shutil.copytree(ENVIRONMENT.parent / "results" / name, results / name)
        shutil.copytree(ENVIRONMENT.parent / "notebooks", self.folder / "notebooks")
        run = subprocess.run(
            [ENVIRONMENT / "workbench", "report", "--results", results], capture_output=True, text=True, check=False
        )
        self.assertEqual(0, run.returncode, run.stderr)
        asyncio.run(self.look(self.start_browser(), (results / "index.html").as_uri()))

    async def look(self, port, address):
        page = await self.page(port)
        try:
            for width, height in ((390, 844), (1280, 900)):
                await page.call(
                    "Emulation.setDeviceMetricsOverride",
                    width=width,
                    height=height,
                    deviceScaleFactor=1,
                    mobile=width < 600,
                )
                await page.call("Page.navigate", url=address)
                await page.wait("document.readyState === 'complete'", 30, "the report")
                self.assertLessEqual(await page.value("document.documentElement.scrollWidth"), width)
                self.assertEqual([], await page.value(TOO_WIDE), f"at {width} pixels")
                self.assertGreater(await page.value("document.images.length"), 20)
                self.assertEqual(0, await page.value(UNSEEN_IMAGES))
                self.assertEqual([], await page.value(DEAD_LINKS))
                self.assertEqual([], await page.value("performance.getEntriesByType('resource').map(e => e.name)"))
                for text in await page.value("[...document.querySelectorAll('nav li a')].map(a => a.textContent)"):
                    self.assertNotRegex(text, r"(\.\.\.|…)$")
                    self.assertLessEqual(len(text), 80, text)
        finally:
            page.connection.close()


@unittest.skipUnless(CHROMIUM, "no Chromium here: the notebook server is not tried in a browser")
@unittest.skipUnless(SERVER, "no notebook server here: it is not tried in a browser")
class BrowserTest(InBrowser):
    def setUp(self):
        super().setUp()
        content = nbformat.v4.new_notebook(
            metadata={"kernelspec": {"name": "java", "display_name": "Java", "language": "java"}}
        )
        content.cells = [nbformat.v4.new_code_cell(CELL, id="cell-1")]
        (self.folder / "notebooks").mkdir()
        nbformat.write(content, self.folder / "notebooks" / "01-figure.ipynb")

    def start_server(self):
        port = free_port()
        settings = {"open_browser": False, "port": port, "token": TOKEN, "ip": "127.0.0.1"}
        configuration = self.folder / "configuration"
        configuration.mkdir()
        for file, section in (("jupyter_notebook_config", "NotebookApp"), ("jupyter_server_config", "ServerApp")):
            (configuration / f"{file}.json").write_text(json.dumps({section: settings}))
        log = open(self.folder / "server.log", "wb")
        self.addCleanup(log.close)
        server = self.start(
            [ENVIRONMENT / "reproduce", "--lab", "--profile", "smoke", "--out", self.folder / "out"],
            stdout=log,
            stderr=log,
            env={
                **os.environ,
                "ECG_NOTEBOOKS": str(self.folder / "notebooks"),
                "JUPYTER_CONFIG_DIR": str(configuration),
            },
        )
        url = f"http://127.0.0.1:{port}"
        for _ in range(240):
            if answers(f"{url}/api?token={TOKEN}"):
                return url
            self.assertIsNone(server.poll(), (self.folder / "server.log").read_text())
            time.sleep(0.5)
        self.fail("the server does not answer: " + (self.folder / "server.log").read_text())

    def test_a_cell_runs_and_its_figure_is_seen(self):
        url = self.start_server()
        port = self.start_browser()
        tree = "lab/tree" if SERVER == "jupyterlab" else "notebooks"
        asyncio.run(self.look(port, f"{url}/{tree}/01-figure.ipynb?token={TOKEN}"))

    async def look(self, port, address):
        page = await self.page(port)
        try:
            await page.call("Page.navigate", url=address)
            try:
                await page.wait(KERNEL_READY, 90, "a kernel that is ready")
                place = await page.wait(
                    f"(() => {{ const box = document.querySelector('{CELL_TEXT}').getBoundingClientRect();"
                    " return box.width > 0 ? [box.x + 60, box.y + 10] : null; })()",
                    30,
                    "the cell",
                )
                for kind in ("mousePressed", "mouseReleased"):
                    await page.call(
                        "Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1
                    )
                enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "modifiers": 8}
                await page.call("Input.dispatchKeyEvent", type="keyDown", **enter)
                await page.call("Input.dispatchKeyEvent", type="keyUp", **enter)
                width, height = await page.wait(FIGURE, 120, "the figure below the cell")
                self.assertGreater(width, 900)
                self.assertGreater(height, 400)
                await page.wait("document.body.innerText.includes('the cell ran')", 20, "what the cell printed")
            finally:
                picture = await page.call("Page.captureScreenshot", format="png")
                seen = ENVIRONMENT / "target" / "browser.png"
                seen.write_bytes(base64.b64decode(picture["data"]))
                print(f"what the browser showed: {seen}", file=sys.stderr)
        finally:
            page.connection.close()


if __name__ == "__main__":
    unittest.main()
