"""What a user sees in Debian's Chromium: the report on a phone and on a desk, and the notebooks in JupyterLab.

Runs in the environment's Python with tests/requirements.txt; `environment/test browser` sees to both, and to Chromium.
"""

import csv
import json
import os
import re
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

from playwright.sync_api import sync_playwright

ENVIRONMENT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium")
TOKEN = "5f3c0d6e"
MINUTE = 60_000


class InBrowser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="brow ser ", ignore_cleanup_errors=True)
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        playwright = sync_playwright().start()
        cls.addClassCleanup(playwright.stop)
        cls.browser = playwright.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=os.geteuid() != 0, args=["--disable-gpu", "--disable-dev-shm-usage"]
        )
        cls.addClassCleanup(cls.browser.close)

    def page(self, width, height):
        page = self.browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(MINUTE)
        self.addCleanup(page.close)
        return page


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
        for width, height in ((390, 844), (1280, 900)):
            page = self.page(width, height)
            page.goto((results / "index.html").as_uri())
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)
            self.assertEqual([], page.evaluate(TOO_WIDE), f"at {width} pixels")
            self.assertGreater(page.evaluate("document.images.length"), 20)
            self.assertEqual(0, page.evaluate(UNSEEN_IMAGES))
            self.assertEqual([], page.evaluate(DEAD_LINKS))
            self.assertEqual([], page.evaluate("performance.getEntriesByType('resource').map(e => e.name)"))
            for text in page.locator("nav li a").all_text_contents():
                self.assertNotRegex(text, r"(\.\.\.|…)$")
                self.assertLessEqual(len(text), 80, text)


class SingleLeadsTest(InBrowser):
    """The committed explorer of single leads."""

    PAGE = ENVIRONMENT.parent / "results" / "single-leads.html"

    def test_it_fits_loads_nothing_and_is_one_small_file(self):
        self.assertLess(self.PAGE.stat().st_size, 3_000_000)
        for width, height in ((390, 844), (1280, 900)):
            page = self.page(width, height)
            faults = []
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda message: faults.append(message.text))
            page.goto(self.PAGE.as_uri())
            page.locator("#ecgs canvas").first.wait_for()
            self.assertEqual([], faults)
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)
            self.assertEqual([], page.evaluate(TOO_WIDE), f"at {width} pixels")
            self.assertEqual([], page.evaluate("performance.getEntriesByType('resource').map(e => e.name)"))
            # What is behind a number stays in sight.
            page.mouse.wheel(0, 1500)
            page.wait_for_timeout(200)
            self.assertTrue(page.evaluate("document.getElementById('behind').getBoundingClientRect().top >= 0"))
            page.screenshot(path=ENVIRONMENT / "target" / f"browser-single-leads-{width}.png", full_page=True)

    def test_every_choice_shows_the_numbers_of_table_4(self):
        page = self.page(1280, 900)
        page.goto(self.PAGE.as_uri())
        with open(ENVIRONMENT.parent / "results" / "tables" / "table4-single-leads.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(26, len(rows))
        sets = page.locator("#set option").all_text_contents()
        for row in rows:
            page.locator("#metric").select_option(label=row["metric"])
            page.locator("#set").select_option(index=next(i for i, s in enumerate(sets) if s in (f"lead {row['leads']}", f"{row['leads']} leads")))
            for place, name in enumerate(("AF", "STE", "average")):
                page.locator("#class").select_option(index=(1, 8, 9)[place])
                shown = re.findall(r"\d\.\d{3}", page.locator("#behind").inner_text())
                wanted = [row[name], row[name + " low"], row[name + " high"]]
                for text, number in zip(shown, wanted):
                    if number:
                        self.assertAlmostEqual(float(number), float(text), delta=0.00051)

    def test_it_is_used_with_keyboard_and_screen_reader(self):
        page = self.page(1280, 900)
        page.goto(self.PAGE.as_uri())
        order = []
        for _ in range(5):
            page.keyboard.press("Tab")
            order.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
        self.assertEqual(["skip", "class", "metric", "set", "seed"], order)
        page.locator("#set").focus()
        before = page.locator("#behind").inner_text()
        page.keyboard.press("ArrowDown")
        page.wait_for_function("before => document.getElementById('behind').innerText !== before", arg=before)
        self.assertEqual("polite", page.locator("#behind").get_attribute("aria-live"))
        for name in ("Class", "Metric", "Leads", "Training"):
            self.assertEqual(1, page.get_by_role("combobox", name=name).count(), name)
        self.assertEqual(0, page.evaluate("[...document.querySelectorAll('svg, canvas')].filter(e => !e.getAttribute('aria-label') && !e.ariaHidden).length"))
        for value in page.locator("#class option").all()[:9]:
            page.locator("#class").select_option(value.get_attribute("value"))
            self.assertGreaterEqual(page.locator("#ecgs h3").count(), 3)
            self.assertEqual(6, page.locator("#ecgs canvas").count())
        self.assertEqual(90, page.locator("#records-table tbody tr").count())
        self.assertEqual(17, page.locator("#dots-table tbody tr").count())


class LabTest(InBrowser):
    """`reproduce --lab`: two notebooks as a reader meets them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        configuration, settings = cls.folder / "configuration", cls.folder / "settings"
        configuration.mkdir()
        (configuration / "jupyter_server_config.json").write_text(
            json.dumps({"ServerApp": {"open_browser": False, "port": port, "ip": "127.0.0.1"}, "IdentityProvider": {"token": TOKEN}})
        )
        for name, values in {
            "notebook-extension/tracker": {"windowingMode": "none"},  # every cell is in the page, seen or not
            "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        }.items():
            path = settings / "@jupyterlab" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))
        log = open(cls.folder / "server.log", "wb")
        cls.addClassCleanup(log.close)
        server = subprocess.Popen(
            [
                ENVIRONMENT / "reproduce", "--lab", "--profile", "smoke", "--notebooks", "00,04", "--seeds", "42",
                "--out", cls.folder / "out",
            ],  # fmt: skip
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "JUPYTER_CONFIG_DIR": str(configuration), "JUPYTERLAB_SETTINGS_DIR": str(settings)},
        )

        def stop():
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)

        cls.addClassCleanup(stop)
        cls.url = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{cls.url}/api?token={TOKEN}", timeout=5):
                    return
            except OSError:
                pass
            if server.poll() is not None:
                break
            time.sleep(0.5)
        raise AssertionError("the server does not answer: " + (cls.folder / "server.log").read_text())

    def open(self, name):
        page = self.page(1280, 1000)
        page.goto(f"{self.url}/lab/tree/{name}?token={TOKEN}&reset")
        page.locator(".jp-Notebook").wait_for()
        self.addCleanup(self.picture, page, name)
        return page

    def picture(self, page, name):
        page.screenshot(path=ENVIRONMENT / "target" / f"browser-{Path(name).stem}.png")

    def choose(self, page, menu, entry):
        page.get_by_role("menuitem", name=menu, exact=True).click()
        page.get_by_role("menuitem", name=re.compile(entry)).click()

    def wait_until_connected(self, page):
        """JJava says what it does from the first cell on; until then its state is unknown, as it is before it is there."""
        page.get_by_text(re.compile(r"Java \(ECG workbench\) \| (Unknown|Idle)")).wait_for(timeout=2 * MINUTE)
        for _ in range(240):
            with urllib.request.urlopen(f"{self.url}/api/sessions?token={TOKEN}", timeout=5) as response:
                if any(session["kernel"]["connections"] for session in json.load(response)):
                    return
            page.wait_for_timeout(500)
        self.fail("no kernel is connected")

    def wait_until_idle(self, page, seconds):
        page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(timeout=seconds * 1000)

    def wait_until_all_ran(self, page, seconds):
        """Every code cell has a number; nothing waits or is at work."""
        page.wait_for_function(
            """() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(p => /\\[\\d+\\]/.test(p.textContent))""",
            timeout=seconds * 1000,
        )
        self.wait_until_idle(page, 60)

    def look(self, page, figures):
        """No error, no lost text, and figures that are seen."""
        errors = page.locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]').all_text_contents()
        self.assertEqual([], errors)
        sizes = page.evaluate(
            "[...document.querySelectorAll('.jp-OutputArea-output img')].map(i => i.complete ? i.naturalWidth : 0)"
        )
        self.assertGreaterEqual(len(sizes), figures)
        self.assertGreater(min(sizes), 300)

    def new_cell(self, page, text):
        """Types into a new cell at the notebook's end."""
        page.locator(".jp-Notebook-footer").click()
        cell = page.locator(".jp-CodeCell").last
        cell.locator(".cm-content").click()
        page.keyboard.type(text)
        return cell

    def test_the_tour_runs_restarts_completes_and_is_interrupted(self):
        page = self.open("00-tour.ipynb")
        self.wait_until_connected(page)
        self.choose(page, "Run", "^Run All Cells$")
        self.wait_until_all_ran(page, 400)
        self.look(page, 1)
        self.choose(page, "Kernel", "^Restart Kernel and Run All Cells")
        page.locator(".jp-Dialog .jp-mod-accept").click()
        page.wait_for_function(
            "() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].some(p => p.textContent.includes('*'))"
        )
        self.wait_until_all_ran(page, 400)
        self.look(page, 1)

        cell = self.new_cell(page, "study.resul")
        page.keyboard.press("Tab")
        page.wait_for_function(
            "() => document.querySelector('.jp-Notebook').textContent.includes('study.results(')"
            " || [...document.querySelectorAll('.jp-Completer-item')].some(i => i.textContent.includes('results('))"
        )
        page.keyboard.press("Escape")

        cell = self.new_cell(page, 'System.out.println("under way"); Thread.sleep(600_000);')
        page.keyboard.press("Control+Enter")
        cell.get_by_text("under way", exact=True).last.wait_for()
        page.locator('[data-command="notebook:interrupt-kernel"]').first.click()
        cell.get_by_text("Evaluation interrupted.").wait_for()
        self.wait_until_idle(page, 30)

    def test_the_single_leads_run_and_their_figures_are_seen(self):
        page = self.open("04-single-leads.ipynb")
        self.wait_until_connected(page)
        self.choose(page, "Run", "^Run All Cells$")
        self.wait_until_all_ran(page, 600)
        self.look(page, 2)
        parameters = page.locator(".jp-CodeCell .cm-content").nth(1).inner_text()
        self.assertIn('String seeds = "42";', parameters)


if __name__ == "__main__":
    unittest.main()
