"""The kernel `java` as a client meets it: over ZeroMQ, through jupyter_client. JUPYTER_PATH has to name the kernelspec."""

import base64
import json
import os
import signal
import struct
import subprocess
import sys
import time
import unittest
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

STARTS = int(os.environ.get("ECG_KERNEL_STARTS", "25"))
PATIENCE = 60


class Reply:
    """What a cell gave: its reply and everything published for it."""

    def __init__(self, content, published):
        self.content = content
        self.status = content["status"]
        self.published = published

    def texts(self, name="stdout"):
        return [c["text"] for kind, c in self.published if kind == "stream" and c["name"] == name]

    def text(self, name="stdout"):
        return "".join(self.texts(name))

    def data(self, kind="execute_result"):
        return [c["data"] for k, c in self.published if k == kind]

    def value(self):
        return self.data()[0]["text/plain"]

    def errors(self):
        return [c for kind, c in self.published if kind == "error"]

    def report(self):
        return "\n".join(self.errors()[0]["traceback"])


class Session:
    """A kernel and a client of it."""

    def __init__(self):
        self.manager = KernelManager(kernel_name="java")
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        try:
            self.client.wait_for_ready(timeout=PATIENCE)
        except BaseException:
            self.close()
            raise

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def collect(self, request):
        """Everything published for a request until the kernel is idle, and the reply."""
        published = []
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            if message["msg_type"] == "status":
                if content["execution_state"] == "idle":
                    break
            else:
                published.append((message["msg_type"], content))
        return Reply(self.reply(request), published)

    def reply(self, request):
        while True:
            message = self.client.get_shell_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == request:
                return message["content"]

    def run(self, code, **options):
        return self.collect(self.client.execute(code, **options))

    def begin(self, code):
        """Starts a cell and returns once it has printed `begun`."""
        request = self.client.execute('System.out.println("begun");\n' + code)
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["msg_type"] == "stream" and "begun" in message["content"]["text"]:
                return request

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=False)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


class SharedKernelTest(unittest.TestCase):
    """Tests that leave the kernel as usable as they found it share one, which is a test in itself."""

    @classmethod
    def setUpClass(cls):
        cls.session = Session()

    @classmethod
    def tearDownClass(cls):
        cls.session.close()

    def ok(self, code):
        reply = self.session.run(code)
        self.assertEqual("ok", reply.status, reply.published)
        return reply

    def fails(self, code):
        reply = self.session.run(code)
        self.assertEqual("error", reply.status, reply.published)
        self.assertEqual(1, len(reply.errors()))
        self.assertEqual(reply.content["ename"], reply.errors()[0]["ename"])
        return reply

    # --- evaluation

    def test_last_value_of_several_statements_is_shown(self):
        self.assertEqual("12", self.ok("int a = 3;\nint b = 4;\na * b").value())

    def test_statements_without_value_show_nothing(self):
        self.assertEqual([], self.ok("int unseen = 3;").data())
        self.assertEqual([], self.ok("void nothing() {}").data())

    def test_empty_cell_is_answered(self):
        self.assertEqual([], self.ok("  \n// only a comment\n").published[1:])

    def test_execution_count_rises_by_one(self):
        first = self.ok("1").content["execution_count"]
        self.assertEqual(first + 1, self.ok("1").content["execution_count"])

    def test_silent_cell_publishes_no_input_and_keeps_the_count(self):
        before = self.ok("1").content["execution_count"]
        reply = self.session.run("2 + 2", silent=True)
        self.assertEqual("ok", reply.status)
        self.assertEqual([], reply.published)
        self.assertEqual(before + 1, self.ok("1").content["execution_count"])

    def test_image_is_shown_as_png(self):
        data = self.ok("new java.awt.image.BufferedImage(30, 20, java.awt.image.BufferedImage.TYPE_INT_RGB)").data()[0]
        png = base64.b64decode(data["image/png"])
        self.assertEqual(b"\x89PNG\r\n\x1a\n", png[:8])
        self.assertEqual((30, 20), struct.unpack(">II", png[16:24]))
        self.assertEqual("image, 30 x 20 pixels", data["text/plain"])

    def test_text_is_drawn_without_a_screen(self):
        self.ok(
            "var image = new java.awt.image.BufferedImage(99, 30, 1);\n"
            "var g = image.createGraphics();\n"
            'g.drawString("aVR", 5, 20);\n'
            "g.dispose();"
        )
        self.assertEqual("true", self.ok("java.awt.GraphicsEnvironment.isHeadless()").value())

    def test_unicode_goes_in_and_out(self):
        reply = self.ok('String größe = "µV – 漢 😀";\nSystem.out.print(größe);\ngröße')
        self.assertEqual("µV – 漢 😀", reply.text())
        self.assertEqual("µV – 漢 😀", reply.value())

    def test_library_is_on_the_class_path(self):
        self.assertEqual("12", self.ok("import org.ecgworkbench.ecg.Lead;\nLead.values().length").value())

    def test_library_keeps_its_own_gson(self):
        version = self.ok("com.google.gson.Gson.class.getProtectionDomain().getCodeSource().getLocation().getPath()").value()
        self.assertRegex(version, r"/gson-[0-9.]+\.jar$")

    def test_state_is_kept_from_cell_to_cell(self):
        self.ok("record Point(int x, int y) {}\nvar points = new ArrayList<Point>();")
        self.ok("points.add(new Point(1, 2));")
        self.assertEqual("[Point[x=1, y=2]]", self.ok("points").value())

    def test_thread_locals_are_kept_from_cell_to_cell(self):
        self.ok("ThreadLocal<Integer> local = new ThreadLocal<>();\nlocal.set(5);")
        self.assertEqual("5", self.ok("local.get()").value())

    # --- streams

    def test_both_streams_arrive_in_order(self):
        reply = self.ok('System.out.println("one"); System.err.println("two"); System.out.println("three");')
        streams = [(c["name"], c["text"]) for kind, c in reply.published if kind == "stream"]
        self.assertEqual([("stdout", "one\n"), ("stderr", "two\n"), ("stdout", "three\n")], streams)

    def test_output_streams_while_the_cell_runs(self):
        request = self.session.begin('Thread.sleep(1500); System.out.print("end");')
        begun = time.monotonic()
        self.assertEqual("end", self.session.collect(request).text())
        self.assertGreater(time.monotonic() - begun, 1.0)

    def test_carriage_returns_arrive_one_by_one(self):
        reply = self.ok(
            'for (int i = 1; i <= 3; i++) { System.out.print("\\repoch " + i); System.out.flush(); Thread.sleep(200); }'
        )
        self.assertEqual("\repoch 1\repoch 2\repoch 3", reply.text())
        self.assertGreater(len(reply.texts()), 1)

    def test_big_output_is_complete(self):
        reply = self.ok('for (int i = 0; i < 200_000; i++) System.out.println("line " + i + " é");')
        self.assertEqual("".join(f"line {i} é\n" for i in range(200_000)), reply.text())

    def test_output_of_a_cell_is_its_own(self):
        first = self.ok('System.out.print("first");')
        second = self.ok('System.out.print("second");')
        self.assertEqual(("first", "second"), (first.text(), second.text()))

    def test_reading_input_fails_clearly(self):
        reply = self.fails("new Scanner(System.in).nextLine()")
        self.assertIn("System.in is not available in a notebook cell", reply.content["evalue"])

    # --- rich display

    def test_show_publishes_html_and_its_plain_form(self):
        reply = self.ok('import org.ecgworkbench.notebook.Show;\nShow.html("<b>F1</b> &lt; 1");')
        self.assertEqual([{"text/html": "<b>F1</b> &lt; 1", "text/plain": "F1 < 1"}], reply.data("display_data"))
        self.assertEqual("", reply.text())

    def test_show_publishes_images_text_and_tables(self):
        reply = self.ok(
            "import org.ecgworkbench.notebook.Show;\n"
            "Show.image(new java.awt.image.BufferedImage(7, 5, 1));\n"
            'Show.text("plain");\n'
            'Show.table(tech.tablesaw.api.Table.create("T", tech.tablesaw.api.StringColumn.create("c", "<x>")));'
        )
        image, text, table = reply.data("display_data")
        self.assertEqual((7, 5), struct.unpack(">II", base64.b64decode(image["image/png"])[16:24]))
        self.assertEqual({"text/plain": "plain"}, text)
        self.assertIn("&lt;x&gt;</td>", table["text/html"])
        self.assertIn("<x>", table["text/plain"])

    def test_live_display_is_updated_in_place(self):
        reply = self.ok(
            "import org.ecgworkbench.notebook.Show;\n"
            'var live = Show.live("epoch 1");\nlive.text("epoch 2");\nlive.html("<i>3</i>", "epoch 3");'
        )
        shown = [(k, c["transient"]["display_id"], c["data"]) for k, c in reply.published if "display" in k]
        self.assertEqual(["display_data", "update_display_data", "update_display_data"], [k for k, _, _ in shown])
        self.assertEqual(1, len({identity for _, identity, _ in shown}))
        self.assertEqual({"text/html": "<i>3</i>", "text/plain": "epoch 3"}, shown[2][2])

    def test_display_and_output_keep_their_order(self):
        reply = self.ok('System.out.println("a");\ndisplay("b");\nSystem.out.println("c");')
        self.assertEqual(["stream", "display_data", "stream"], [k for k, _ in reply.published if k != "execute_input"])

    # --- errors

    def test_compile_error_has_line_and_caret(self):
        reply = self.fails('int fine = 1;\nString s = valeus + 1;')
        self.assertEqual("CompilationError", reply.content["ename"])
        self.assertIn("line 2: cannot find symbol", reply.report())
        self.assertIn("    String s = valeus + 1;\n               ^\n", reply.report())

    def test_exception_has_its_cause_chain_and_only_the_users_lines(self):
        reply = self.fails(
            "void load() {\n"
            '  throw new IllegalStateException("outer", new IOException("root"));\n'
            "}\nload();"
        )
        self.assertEqual(("IllegalStateException", "outer"), (reply.content["ename"], reply.content["evalue"]))
        cell = reply.content["execution_count"]
        self.assertEqual(
            [
                "java.lang.IllegalStateException: outer",
                f"    at load, cell {cell}, line 2",
                f"    at cell {cell}, line 4",
                "Caused by: java.io.IOException: root",
            ],
            reply.errors()[0]["traceback"],
        )

    def test_statements_before_the_failing_one_keep_their_effect(self):
        self.fails("int before = 8;\nint x = 1 / 0;\nint after = 9;")
        self.assertEqual("8", self.ok("before").value())
        self.fails("after")

    def test_running_out_of_stack_leaves_the_kernel_usable(self):
        self.assertEqual("StackOverflowError", self.fails("int deep() { return deep() + 1; }\ndeep()").content["ename"])
        self.assertEqual("2", self.ok("1 + 1").value())

    def test_running_out_of_memory_leaves_the_kernel_usable(self):
        self.assertEqual("OutOfMemoryError", self.fails("long[] huge = new long[Integer.MAX_VALUE];").content["ename"])
        self.assertEqual("2", self.ok("1 + 1").value())

    def test_exit_is_answered_and_the_session_goes_on(self):
        self.ok("int survivor = 6;")
        reply = self.fails("System.exit(3);")
        self.assertEqual(("SystemExit", "System.exit(3)"), (reply.content["ename"], reply.content["evalue"]))
        self.assertEqual("6", self.ok("survivor").value())

    # --- interrupts

    def interrupted(self, code, send=None):
        self.ok("int kept = 11;\nint touched = 1;")
        request = self.session.begin(code + "\ntouched = 2;")
        begun = time.monotonic()
        (send or self.session.manager.interrupt_kernel)()
        reply = self.session.collect(request)
        self.assertLess(time.monotonic() - begun, 5)
        self.assertEqual(("error", "Interrupted"), (reply.status, reply.content.get("ename")))
        self.assertEqual("11", self.ok("kept").value())
        self.assertEqual("1", self.ok("touched").value())
        self.assertEqual("3", self.ok("int n = 0;\nwhile (n < 3) { n++; }\nn").value())
        return reply

    def test_interrupt_ends_a_sleep(self):
        self.interrupted("Thread.sleep(60_000);")

    def test_interrupt_ends_a_busy_loop(self):
        self.interrupted("while (true) {}")

    def test_interrupt_ends_a_loop_that_catches_everything(self):
        self.interrupted("while (true) { try { while (true) {} } catch (Throwable t) {} }")

    def test_interrupt_ends_a_library_loop_that_looks_for_it(self):
        reply = self.interrupted("new java.util.concurrent.Phaser(1).awaitAdvanceInterruptibly(0);")
        self.assertIn("java.lang.InterruptedException", reply.report())

    def test_interrupt_by_signal_does_the_same(self):
        self.interrupted("while (true) {}", lambda: os.kill(self.session.pid, signal.SIGINT))

    def test_interrupt_of_an_idle_kernel_does_nothing(self):
        self.session.manager.interrupt_kernel()
        os.kill(self.session.pid, signal.SIGINT)
        time.sleep(0.3)
        self.assertEqual("4", self.ok("Thread.sleep(10);\n2 + 2").value())

    def test_many_interrupts_in_a_row_leave_the_kernel_usable(self):
        for _ in range(10):
            request = self.session.begin("while (true) {}")
            self.session.manager.interrupt_kernel()
            self.assertEqual("error", self.session.collect(request).status)
        self.assertEqual("2", self.ok("1 + 1").value())

    # --- queues

    def test_requests_wait_for_their_turn(self):
        self.ok("var order = new ArrayList<Integer>();")
        requests = [self.session.client.execute(f"Thread.sleep(50);\norder.add({i});\n{i}") for i in range(8)]
        replies = [self.session.collect(request) for request in requests]
        self.assertEqual([str(i) for i in range(8)], [reply.value() for reply in replies])
        self.assertEqual(str(list(range(8))), self.ok("order").value())

    def test_cells_queued_behind_a_failing_one_are_not_run(self):
        self.ok("int ran = 0;")
        failing = self.session.client.execute('Thread.sleep(500);\nthrow new RuntimeException("stop here");')
        queued = [self.session.client.execute("ran++;") for _ in range(3)]
        self.assertEqual("error", self.session.collect(failing).status)
        self.assertEqual(["aborted"] * 3, [self.session.collect(request).status for request in queued])
        self.assertEqual("0", self.ok("ran").value())

    def test_information_is_given_while_a_cell_is_queued(self):
        slow = self.session.client.execute("Thread.sleep(300);")
        info = self.session.client.kernel_info()
        self.assertEqual("ok", self.session.collect(slow).status)
        self.assertEqual("java", self.session.collect(info).content["language_info"]["pygments_lexer"])

    # --- help while typing

    def test_completion_of_a_variables_members(self):
        self.ok('String word = "abc";')
        content = self.session.reply(self.session.client.complete("int z = 1;\nword.subst", 21))
        self.assertIn("substring(", content["matches"])
        self.assertEqual((16, 21), (content["cursor_start"], content["cursor_end"]))

    def test_completion_counts_characters(self):
        self.ok('String wörd = "😀";')
        code = '"😀" + wörd.isEm'
        content = self.session.reply(self.session.client.complete(code, len(code)))
        self.assertIn("isEmpty()", content["matches"])
        self.assertEqual("isEm", code[content["cursor_start"] : content["cursor_end"]])

    def test_completion_of_the_librarys_classes(self):
        content = self.session.reply(self.session.client.complete("org.ecgworkbench.ecg.EcgRec", 27))
        self.assertIn("EcgRecord", content["matches"])

    def test_inspection_shows_signatures(self):
        content = self.session.reply(self.session.client.inspect("Math.cbrt(2)", 7))
        self.assertTrue(content["found"])
        self.assertIn("double Math.cbrt(double a)", content["data"]["text/plain"])
        self.assertFalse(self.session.reply(self.session.client.inspect("nothing_there", 3))["found"])

    def test_completeness(self):
        expected = {"int a = 1;": "complete", "1 + 1": "complete", "for (;;) {": "incomplete", "int a = ": "incomplete"}
        for code, status in expected.items():
            self.assertEqual(status, self.session.reply(self.session.client.is_complete(code))["status"], code)

    def test_history_is_answered(self):
        self.assertEqual([], self.session.reply(self.session.client.history(hist_access_type="tail", n=5))["history"])


class LifeTest(unittest.TestCase):
    """From start to end."""

    def test_every_start_answers(self):
        slowest = 0.0
        for _ in range(STARTS):
            begun = time.monotonic()
            session = Session()
            try:
                self.assertEqual("2", session.run("1 + 1").value())
            finally:
                session.close()
            slowest = max(slowest, time.monotonic() - begun)
            self.assertTrue(wait_until(lambda: not is_alive(session.pid or 0) if session.pid else True))
        print(f"{STARTS} starts, the slowest took {slowest:.1f} s from start to end")

    def test_a_request_sent_before_the_kernel_is_up_is_answered(self):
        for _ in range(5):
            manager = KernelManager(kernel_name="java")
            manager.start_kernel()
            client = manager.client()
            client.start_channels()
            try:
                request = client.execute("40 + 2")
                reply = client.get_shell_msg(timeout=PATIENCE)
                self.assertEqual(request, reply["parent_header"]["msg_id"])
                self.assertEqual("ok", reply["content"]["status"])
            finally:
                client.stop_channels()
                manager.shutdown_kernel(now=False)

    def test_shutdown_ends_the_process_even_in_a_busy_loop(self):
        session = Session()
        pid = session.pid
        session.begin("while (true) {}")
        session.close()
        self.assertTrue(wait_until(lambda: not is_alive(pid)))

    def test_the_client_hears_when_a_library_ends_the_process(self):
        session = Session()
        try:
            # Called through reflection, as from a library: the kernel cannot stop this one.
            reply = session.run('System.class.getMethod("exit", int.class).invoke(null, 3);')
            self.assertEqual(("error", "KernelExit"), (reply.status, reply.content["ename"]))
            self.assertTrue(wait_until(lambda: not session.manager.is_alive()))
        finally:
            session.close()

    def test_the_client_hears_when_the_process_is_terminated(self):
        session = Session()
        try:
            request = session.begin("Thread.sleep(60_000);")
            os.kill(session.pid, signal.SIGTERM)
            reply = session.collect(request)
            self.assertEqual(("error", "KernelExit"), (reply.status, reply.content["ename"]))
        finally:
            session.close()

    def test_what_cannot_be_stopped_is_left_behind(self):
        session = Session()
        try:
            session.run("int kept = 3;")
            # Exponential backtracking inside the JDK, which looks at no interrupt.
            request = session.begin('"' + "a" * 60 + '".matches("(a+)+b")')
            session.manager.interrupt_kernel()
            time.sleep(2)
            session.manager.interrupt_kernel()
            reply = session.collect(request)
            self.assertEqual(("error", "Interrupted"), (reply.status, reply.content["ename"]))
            self.assertIn("left behind", reply.report())
            self.assertEqual("3", session.run("kept").value())
        finally:
            session.close()

    def test_kernel_ends_with_the_client_that_started_it(self):
        code = (
            "from jupyter_client.manager import KernelManager; import os, signal\n"
            "m = KernelManager(kernel_name='java'); m.start_kernel(); c = m.client(); c.start_channels()\n"
            "c.wait_for_ready(timeout=60); print(m.provisioner.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
        )
        run = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=False)
        pid = int(run.stdout)
        self.assertTrue(wait_until(lambda: not is_alive(pid), 15))

    def test_a_message_with_a_wrong_signature_is_ignored_and_the_next_answered(self):
        session = Session()
        try:
            key = session.client.session.key
            session.client.session.key = b"wrong"
            session.client.execute("1 + 1")
            session.client.session.key = key
            self.assertEqual("3", session.run("1 + 2").value())
        finally:
            session.close()

    def test_a_port_that_is_taken_ends_the_kernel_with_a_message(self):
        session = Session()
        try:
            spec = KernelSpecManager().get_kernel_spec("java")
            command = [
                part.replace("{resource_dir}", spec.resource_dir).replace(
                    "{connection_file}", session.manager.connection_file
                )
                for part in spec.argv
            ]
            run = subprocess.run(command, stderr=subprocess.PIPE, timeout=60, check=False)
            self.assertEqual(1, run.returncode)
            self.assertIn(b"cannot open its connection", run.stderr)
            self.assertEqual("3", session.run("1 + 2").value())
        finally:
            session.close()


class KernelspecTest(unittest.TestCase):
    def test_kernelspec_is_named_java_and_asks_for_interrupts_by_message(self):
        spec = KernelSpecManager().get_kernel_spec("java")
        self.assertEqual(("java", "message"), (spec.language, spec.interrupt_mode))
        with open(Path(spec.resource_dir) / "kernel.json", encoding="utf-8") as file:
            self.assertIn("org.ecgworkbench.kernel.Main", json.load(file)["argv"])


if __name__ == "__main__":
    unittest.main()
