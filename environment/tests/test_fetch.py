"""`environment/workbench fetch` against a server of this machine that behaves and misbehaves."""

import hashlib
import http.server
import os
import signal
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

ENVIRONMENT = Path(__file__).resolve().parents[1]


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = {}
        self.faults = {}  # path -> list of what happens instead, one an attempt; "" is none
        self.requests = []

    def base(self):
        return f"http://127.0.0.1:{self.server_address[1]}/set/"


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        server, path = self.server, self.path.removeprefix("/set/")
        server.requests.append((path, self.headers.get("Range")))
        faults = server.faults.get(path, [])
        fault = faults.pop(0) if faults else ""
        body = server.files.get(path)
        if body is None or fault == "missing":
            return self.send_error(404)
        if fault == "busy":
            self.send_response(503)
            self.send_header("Retry-After", "1")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if fault == "redirect":
            self.send_response(302)
            self.send_header("Location", self.server.base() + path)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if fault == "away":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if fault == "wrong":
            body = bytes([body[0] ^ 1]) + body[1:]
        start = 0
        asked = self.headers.get("Range")
        if asked and fault != "whole":
            start = int(asked.removeprefix("bytes=").split("-")[0])
            if start >= len(body):
                return self.send_error(416)
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        if fault != "endless":
            self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        try:
            if fault == "cut":
                self.wfile.write(body[start : start + (len(body) - start) // 2])
                self.close_connection = True
                self.connection.close()
            elif fault == "slow":
                half = start + (len(body) - start) // 2
                self.wfile.write(body[start:half])
                for byte in body[half:]:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(0.05)
            elif fault == "endless":
                while True:
                    self.wfile.write(bytes(1 << 20))
            else:
                self.wfile.write(body[start:])
        except OSError:
            pass  # the client went away, as some tests make it


class FetchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="fetch ")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.to = self.folder / "to"
        self.server = Server()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        for i in range(1, 6):
            for ending in ("hea", "mat"):
                name = f"training/cpsc_2018/g1/A000{i}.{ending}"
                self.server.files[name] = f"{name} ".encode() * (200 * i)
        self.server.files["training/other/B0001.hea"] = b"not wanted"
        self.list()

    def list(self):
        lines = [f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(self.server.files.items()) if name != "SHA256SUMS.txt"]
        self.server.files["SHA256SUMS.txt"] = "".join(lines).encode()

    def command(self, *options):
        return [str(ENVIRONMENT / "fetch"), "cpsc2018", "--to", str(self.to), "--base-url", self.server.base(), *options]

    def fetch(self, *options, **environment):
        return subprocess.run(self.command(*options), capture_output=True, text=True, timeout=120, env={**os.environ, **environment})

    def assert_complete(self, result, there=0):
        self.assertEqual((0, f"10 files in {self.to}, every SHA-256 verified ({there} were there before)"), (result.returncode, result.stdout.splitlines()[0].split(": ", 1)[1]), result.stderr)
        for name, body in self.server.files.items():
            if name.startswith("training/cpsc_2018/"):
                self.assertEqual(body, (self.to / name.removeprefix("training/cpsc_2018/")).read_bytes(), name)
        self.assertEqual(10, sum(1 for file in self.to.rglob("A*")), "no part is left")

    def assert_refused(self, result, *words):
        self.assertEqual((2, ""), (result.returncode, result.stdout))
        for word in words:
            self.assertIn(word, result.stderr.splitlines()[-1])

    def asked(self, ending):
        return [r for r in self.server.requests if r[0].endswith(ending)]

    def test_every_file_arrives_and_a_second_call_fetches_none(self):
        result = self.fetch()
        self.assert_complete(result)
        self.assertIn("note: the list names 10 files of training/cpsc_2018/, its description gives 13754", result.stdout)
        self.assertIn("licence CC BY 4.0, doi 10.13026/dvyd-kd57", result.stdout)
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS.txt"], cwd=self.to, check=True)
        before = len(self.server.requests)
        self.assert_complete(self.fetch(), there=10)
        self.assertEqual(before + 1, len(self.server.requests))

    def test_a_second_call_fetches_what_is_missing_or_changed_and_names_what_it_replaced(self):
        self.fetch()
        (self.to / "g1/A0002.mat").write_bytes(b"changed")
        (self.to / "g1/A0003.mat").unlink()
        result = self.fetch()
        self.assert_complete(result, there=8)
        self.assertIn("replaced, because their bytes were not the publisher's: g1/A0002.mat\n", result.stdout)

    def test_a_dropped_connection_is_continued_where_it_broke(self):
        self.server.faults["training/cpsc_2018/g1/A0004.mat"] = ["cut"]
        self.assert_complete(self.fetch())
        half = len(self.server.files["training/cpsc_2018/g1/A0004.mat"]) // 2
        self.assertEqual([None, f"bytes={half}-"], [r[1] for r in self.asked("A0004.mat")])

    def test_a_part_that_was_left_is_continued_and_a_wrong_one_begun_anew(self):
        name = "training/cpsc_2018/g1/A0005.mat"
        (self.to / "g1").mkdir(parents=True)
        (self.to / "g1/A0005.mat.part").write_bytes(self.server.files[name][:100])
        (self.to / "g1/A0004.mat.part").write_bytes(b"something else")
        (self.to / "g1/A0003.mat.part").write_bytes(self.server.files["training/cpsc_2018/g1/A0003.mat"])
        self.assert_complete(self.fetch())
        self.assertEqual(["bytes=100-"], [r[1] for r in self.asked("A0005.mat")])
        self.assertEqual(["bytes=14-", None], [r[1] for r in self.asked("A0004.mat")])
        self.assertEqual([], self.asked("A0003.mat"))

    def test_a_server_that_ignores_ranges_sends_the_whole_again(self):
        self.server.faults["training/cpsc_2018/g1/A0004.mat"] = ["cut", "whole", "whole"]
        self.assert_complete(self.fetch())

    def test_one_changed_byte_is_refused_with_both_sums(self):
        name = "training/cpsc_2018/g1/A0001.mat"
        self.server.faults[name] = ["wrong", "wrong"]
        result = self.fetch()
        right = hashlib.sha256(self.server.files[name]).hexdigest()
        self.assert_refused(result, "1 files cannot be got: g1/A0001.mat (expected SHA-256 " + right, "9 of 10 files are complete")
        self.assertEqual([], list(self.to.rglob("A0001.mat*")))
        self.assert_complete(self.fetch(), there=9)

    def test_a_missing_file_is_named_and_the_others_stay(self):
        self.server.faults["training/cpsc_2018/g1/A0003.hea"] = ["missing"]
        self.assert_refused(self.fetch(), "1 files cannot be got: g1/A0003.hea (HTTP 404)", "9 of 10 files are complete")

    def test_a_busy_server_is_asked_again_when_it_says(self):
        self.server.faults["training/cpsc_2018/g1/A0001.hea"] = ["busy"]
        begun = time.monotonic()
        self.assert_complete(self.fetch())
        self.assertGreater(time.monotonic() - begun, 0.9)

    def test_a_redirect_is_followed_but_not_to_a_file_of_this_machine(self):
        self.server.faults["training/cpsc_2018/g1/A0001.hea"] = ["redirect"]
        self.assert_complete(self.fetch())
        (self.to / "g1/A0001.hea").unlink()
        self.server.faults["training/cpsc_2018/g1/A0001.hea"] = ["away"] * 9
        self.assert_refused(self.fetch(FETCH_PASSES="2"), "g1/A0001.hea")

    def test_a_body_that_stalls_is_broken_off_and_continued(self):
        self.server.faults["training/cpsc_2018/g1/A0002.mat"] = ["slow"]
        self.assert_complete(self.fetch(FETCH_STALL_S="2"))
        self.assertGreater(len(self.asked("A0002.mat")), 1)

    def test_a_file_without_end_is_broken_off(self):
        self.server.faults["training/cpsc_2018/g1/A0001.mat"] = ["endless"] * 9
        result = self.fetch("--parallel", "1", FETCH_PASSES="2")
        self.assert_refused(result, "g1/A0001.mat")
        self.assertLessEqual(max((f.stat().st_size for f in self.to.rglob("*.part")), default=0), 68 << 20)

    def test_a_list_that_is_cut_short_or_leads_outside_is_refused_before_anything_is_fetched(self):
        whole = self.server.files["SHA256SUMS.txt"]
        lines = whole.decode().splitlines(keepends=True)
        sum_ = "0" * 64
        for text, words in (
            ("".join(l for l in lines if "A0005.mat" not in l), "was cut short: it has g1/A0005.hea and not its samples"),
            ("".join(lines + [lines[0]]), "names a file twice"),
            (f"{sum_}  elsewhere/x.hea\n", "names no file of training/cpsc_2018/"),
        ):
            self.server.files["SHA256SUMS.txt"] = text.encode()
            self.server.requests.clear()
            self.assert_refused(self.fetch(), words)
            self.assertEqual(1, len(self.server.requests))
        del self.server.files["SHA256SUMS.txt"]
        self.assert_refused(self.fetch(), "the list of its files cannot be got")

    def test_an_interrupt_stops_it_and_leaves_the_part(self):
        for i in (4, 5):
            self.server.faults[f"training/cpsc_2018/g1/A000{i}.mat"] = ["slow"]
        process = subprocess.Popen(self.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        deadline = time.monotonic() + 30
        while not any(f.stat().st_size for f in self.to.rglob("A000[45].mat.part")) and time.monotonic() < deadline:
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        _, error = process.communicate(timeout=30)
        self.assertEqual((130, True), (process.returncode, "the same command goes on" in error))
        self.server.faults.clear()
        there = sum(1 for f in self.to.rglob("A*") if not f.name.endswith(".part"))
        self.assert_complete(self.fetch(), there)
        self.assertTrue(any(asked and name.endswith(".mat") for name, asked in self.server.requests))

    def test_links_and_files_in_the_place_of_folders_are_not_written_through(self):
        outside = self.folder / "outside"
        outside.mkdir()
        self.to.mkdir()
        (self.to / "g1").symlink_to(outside)
        self.assert_refused(self.fetch(), f"{self.to}/g1: expected a file or folder, found a link")
        (self.to / "g1").unlink()
        (self.to / "g1").write_text("a file")
        self.assert_refused(self.fetch(), f"{self.to}/g1: expected a folder")
        self.assertEqual([], list(outside.iterdir()))

    def test_two_calls_at_once_do_not_meet(self):
        self.to.mkdir()
        with (self.to / ".fetch.lock").open("w") as lock:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assert_refused(self.fetch(), "another fetch is at work here")

    def test_wrong_options_are_told_in_one_sentence(self):
        for words, options in (
            ("no data set 'mimic' to fetch; there are cpsc2018 ptbxl", ["mimic", "--to", "x"]),
            ("expected 1 to 16 files at a time, found 0", ["ptbxl", "--to", "x", "--parallel", "0"]),
            ("expected an address", ["ptbxl", "--to", "x", "--base-url", "ftp://example.org/"]),
            ("unknown option --force", ["ptbxl", "--force"]),
        ):
            result = subprocess.run([str(ENVIRONMENT / "workbench"), "fetch", *options], capture_output=True, text=True, cwd=self.folder, timeout=60)
            self.assert_refused(result, words)
        result = subprocess.run([str(ENVIRONMENT / "workbench"), "fetch", "ptbxl", "--to", "/proc/none"], capture_output=True, text=True, timeout=60)
        self.assert_refused(result, "/proc/none: cannot be written as a folder")


if __name__ == "__main__":
    unittest.main()
