"""The kernel `java` of the environment as a client meets it: over ZeroMQ, through jupyter_client. Runs in the environment's Python."""

import base64
import os
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

STARTS = int(os.environ.get("ECG_KERNEL_STARTS", "5"))
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
        return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(self.errors()[0]["traceback"])).rstrip()


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

    def collect(self, request, patience=PATIENCE):
        """Everything published for a request until the kernel is idle, and the reply."""
        published = []
        while True:
            message = self.client.get_iopub_msg(timeout=patience)
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

    def run(self, code, patience=PATIENCE):
        return self.collect(self.client.execute(code), patience)

    def begin(self, code, afterwards=""):
        """Starts a cell and returns once it has printed `begun`; the code is in the same statement, so it has begun too."""
        request = self.client.execute('{ System.out.println("begun");\n' + code + "\n}\n" + afterwards)
        self.wait_for("begun")
        time.sleep(0.3)  # JJava notes what runs only after it has begun, and an interrupt before that is lost
        return request

    def wait_for(self, text):
        """Returns once something has been printed."""
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["msg_type"] == "stream" and text in message["content"]["text"]:
                return

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

    def test_execution_count_rises_by_one(self):
        first = self.ok("1").content["execution_count"]
        self.assertEqual(first + 1, self.ok("1").content["execution_count"])

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

    def test_output_of_a_cell_is_its_own(self):
        first = self.ok('System.out.print("first");')
        second = self.ok('System.out.print("second");')
        self.assertEqual(("first", "second"), (first.text(), second.text()))

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

    def test_an_exception_begins_with_its_sentence_and_names_its_cause(self):
        reply = self.fails(
            "void load() {\n"
            '  throw new IllegalStateException("outer", new IOException("root"));\n'
            "}\nload();"
        )
        lines = reply.report().splitlines()
        self.assertEqual("java.lang.IllegalStateException: outer", lines[0])
        self.assertIn("Caused by: java.io.IOException: root", lines)

    def test_what_does_not_compile_is_shown_with_its_reason(self):
        reply = self.fails("int fine = 1;\nString s = valeus + 1;")
        kinds = [kind for kind, _ in reply.published if kind in ("stream", "error")]
        self.assertEqual(["stream", "error"], kinds, "the reason first")
        reason = "This does not compile: cannot find symbol: variable valeus, in: String s = valeus + 1;\n"
        self.assertEqual(reason, reply.text("stderr"))
        report = reply.report()
        self.assertIn("cannot find symbol", report)
        self.assertIn("variable valeus", report)

    def test_statements_before_the_failing_one_keep_their_effect(self):
        self.fails("int before = 8;\nint x = 1 / 0;\nint after = 9;")
        self.assertEqual("8", self.ok("before").value())
        self.fails("after")

    def test_running_out_of_stack_leaves_the_kernel_usable(self):
        self.assertIn("StackOverflowError", self.fails("int deep() { return deep() + 1; }\ndeep()").report())
        self.assertEqual("2", self.ok("1 + 1").value())

    def test_running_out_of_memory_leaves_the_kernel_usable(self):
        self.assertIn("OutOfMemoryError", self.fails("long[] huge = new long[Integer.MAX_VALUE];").report())
        self.assertEqual("2", self.ok("1 + 1").value())

    # --- interrupts

    def interrupted(self, code):
        self.ok("int kept = 11;\nint touched = 1;")
        request = self.session.begin(code, "touched = 2;")
        begun = time.monotonic()
        self.session.manager.interrupt_kernel()
        reply = self.session.collect(request)
        self.assertLess(time.monotonic() - begun, 5)
        self.assertEqual("error", reply.status)
        self.assertIn("Evaluation interrupted.", reply.report())
        self.assertEqual("11", self.ok("kept").value())
        self.assertEqual("1", self.ok("touched").value())
        self.assertEqual("3", self.ok("int n = 0;\nwhile (n < 3) { n++; }\nn").value())

    def test_interrupt_ends_a_sleep(self):
        self.interrupted("Thread.sleep(60_000);")

    def test_interrupt_ends_a_busy_loop(self):
        # An interrupt lets go of a loop that never asks; asked in its head, it also ends.
        self.interrupted("while (!Thread.currentThread().isInterrupted()) {}")

    def test_interrupt_of_an_idle_kernel_does_nothing(self):
        self.session.manager.interrupt_kernel()
        time.sleep(0.3)
        self.assertEqual("4", self.ok("Thread.sleep(10);\n2 + 2").value())

    def test_many_interrupts_in_a_row_leave_the_kernel_usable(self):
        for _ in range(10):
            request = self.session.begin("Thread.sleep(60_000);")
            self.session.manager.interrupt_kernel()
            self.assertEqual("error", self.session.collect(request).status)
        self.assertEqual("2", self.ok("1 + 1").value())

    # --- values

    def test_variables_keep_their_values_when_what_they_were_made_from_is_declared_anew(self):
        self.ok("int epochs = 10;")
        self.ok("var steps = epochs * 100;")
        self.ok("int epochs = 20;")
        self.assertEqual("1000", self.ok("steps").value())
        self.ok("steps = 7;")
        self.ok("int epochs = 30;")
        self.assertEqual("7", self.ok("steps").value())
        self.ok("int made() { return 1; }\nvar once = made();")
        self.ok("int made() { return 2; }")
        self.assertEqual("1", self.ok("once").value())
        # Across a change of type nothing can be kept: that is said, in the cell that changes it.
        self.ok("record Pair(int a) {}\nvar pair = new Pair(1);")
        self.assertIn("pair is gone", self.ok("record Pair(int a, int b) {}").text("stderr"))
        self.assertIn("variable pair", self.fails("pair").report())

    def test_arrays_are_shown_by_their_elements(self):
        self.assertEqual("[[1.0, 2.0], [3.0]]", self.ok("new double[][] {{1, 2}, {3}}").value())
        self.assertEqual("[a, null]", self.ok('new String[] {"a", null}').value())

    def test_long_values_are_cut_and_say_by_how_much(self):
        text = self.ok('"x".repeat(20_000_000)').value()
        self.assertLess(len(text), 20_000)
        self.assertTrue(text.endswith("x... 19,990,000 more characters"), text[-60:])
        numbers = self.ok("new double[12][7500]").value()
        self.assertLess(len(numbers), 20_000)
        self.assertIn("0.0, ... 7,400 more]", numbers)

    def test_interrupt_ends_a_value_that_is_being_shown(self):
        self.ok(
            "class Hangs { public String toString() {\n"
            '  System.out.println("begun");\n'
            "  while (!Thread.currentThread().isInterrupted()) {}\n"
            '  return "not seen"; } }'
        )
        request = self.session.client.execute("new Hangs()")
        self.session.wait_for("begun")
        self.session.manager.interrupt_kernel()
        reply = self.session.collect(request)
        self.assertEqual("error", reply.status)
        self.assertTrue(reply.report().endswith("Evaluation interrupted."), reply.report())
        self.assertEqual("2", self.ok("1 + 1").value())

    # --- queues

    def test_requests_wait_for_their_turn(self):
        self.ok("var order = new ArrayList<Integer>();")
        requests = [self.session.client.execute(f"Thread.sleep(50);\norder.add({i});\n{i}") for i in range(8)]
        replies = [self.session.collect(request) for request in requests]
        self.assertEqual([str(i) for i in range(8)], [reply.value() for reply in replies])
        self.assertEqual(str(list(range(8))), self.ok("order").value())

    # --- help while typing

    def complete(self, code):
        content = self.session.reply(self.session.client.complete(code, len(code)))
        self.assertEqual("ok", content["status"])
        return content

    def test_completion_of_a_variables_members(self):
        self.ok('String word = "abc";')
        content = self.complete("int z = 1;\nword.subst")
        self.assertIn("substring(", content["matches"])
        self.assertEqual((16, 21), (content["cursor_start"], content["cursor_end"]))

    def test_completion_knows_what_is_declared_above_in_the_same_cell(self):
        self.assertEqual(["length()"], self.complete('String s = "a";\ns.le')["matches"])

    def test_nothing_is_completed_in_comments_strings_and_empty_cells(self):
        self.ok('String word = "abc";')
        for code in ("// wo", "int a = 1; /* wo", 'String t = "wo', "'w", 'var t = """\n  wo', "", "  \n", '// it\'s\n"wo'):
            content = self.complete(code)
            self.assertEqual(([], len(code), len(code)), (content["matches"], content["cursor_start"], content["cursor_end"]), code)
        for code in ("wor", "// a comment\nwor", 'String t = "a // b"; wor', "/* a */ wor", 'String t = "\\""; wor', "char c = '\"'; wor"):
            self.assertIn("word", self.complete(code)["matches"], code)

    def test_a_cursor_beyond_the_text_is_one_at_its_end(self):
        content = self.session.reply(self.session.client.complete("// wo", 99))
        self.assertEqual(("ok", [], 5, 5), (content["status"], content["matches"], content["cursor_start"], content["cursor_end"]))

    def test_completion_of_the_librarys_classes(self):
        self.assertIn("EcgRecord", self.complete("org.ecgworkbench.ecg.EcgRec")["matches"])

    def test_inspection_shows_signatures(self):
        content = self.session.reply(self.session.client.inspect("Math.cbrt(2)", 7))
        self.assertTrue(content["found"])
        self.assertIn("double Math.cbrt(double a)", content["data"]["text/plain"])
        self.assertFalse(self.session.reply(self.session.client.inspect("nothing_there", 3))["found"])

    def test_completeness(self):
        expected = {"int a = 1;": "complete", "1 + 1": "complete", "for (;;) {": "incomplete", "int a = ": "incomplete"}
        for code, status in expected.items():
            self.assertEqual(status, self.session.reply(self.session.client.is_complete(code))["status"], code)


class LongWorkTest(unittest.TestCase):
    """An interrupt lets go of a cell; long work of the library must ask, or it goes on in its thread. So processor time is measured."""

    WORK = {
        "training": "study.withTraining(TrainingSettings.defaults().withEpochs(100_000)).networkRun(List.of(Lead.V1));",
        "forest": "new RandomForestBaseline(RandomForestBaseline.Options.defaults().withTrees(100_000)).fit(x, y);",
        "boosting": "while (true) { new GradientBoostingBaseline().fit(x, y); }",
        "logistic regression": "while (true) { new LogisticRegressionBaseline().fit(x, y); }",
        "perceptron": "while (true) { new MlpBaseline().fit(x, y); }",
        "support vectors": "while (true) { new SvmBaseline().fit(x, y); }",
        "bootstrap": "while (true) { Bootstrap.of(network.test(), network.thresholds(), Resamples.plain(9, 5_000, 1)); }",
        "explanation": "while (true) { study.explain(dataset.records().get(0).id(), Diagnosis.AF); }",
        "quality": "while (true) { QualityReport.of(dataset, done -> {}); }",
        "features": "while (true) { ExpertFeatures.of(dataset); }",
    }

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.session = Session()
        reply = cls.session.run(
            """
            import org.ecgworkbench.baseline.*;
            import org.ecgworkbench.baseline.feature.*;
            import org.ecgworkbench.dataset.*;
            import org.ecgworkbench.dataset.quality.*;
            import org.ecgworkbench.ecg.*;
            import org.ecgworkbench.evaluation.inference.*;
            import org.ecgworkbench.notebook.*;
            import org.ecgworkbench.study.*;
            import org.ecgworkbench.study.store.*;
            Study study = Study.open(Parameters.defaults().withProfile("smoke").withOut(java.nio.file.Path.of("%s")));
            EcgDataset dataset = study.dataset();
            Run network = study.networkRun(Lead.ALL);
            Random random = new Random(1);
            double[][] x = new double[2000][400];
            boolean[][] y = new boolean[2000][9];
            for (double[] row : x) { Arrays.setAll(row, i -> random.nextGaussian()); }
            for (boolean[] row : y) { for (int c = 0; c < 9; c++) { row[c] = random.nextInt(4) == 0; } }
            """
            % cls.folder.name,
            PATIENCE * 5,
        )
        assert reply.status == "ok", reply.published

    @classmethod
    def tearDownClass(cls):
        cls.session.close()
        cls.folder.cleanup()

    def processor_seconds(self):
        fields = Path(f"/proc/{self.session.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rates(self, code):
        """Processor seconds a second while a piece of work is done, and from a second after its interrupt on."""
        request = self.session.begin(code)
        time.sleep(3)
        before = self.processor_seconds()
        time.sleep(2)
        at_work = (self.processor_seconds() - before) / 2
        self.session.manager.interrupt_kernel()
        reply = self.session.collect(request)
        self.assertEqual("error", reply.status)
        self.assertIn("Evaluation interrupted.", reply.report())
        time.sleep(1)
        before = self.processor_seconds()
        time.sleep(2)
        return at_work, (self.processor_seconds() - before) / 2

    def test_long_work_uses_no_processor_a_second_after_an_interrupt(self):
        for name, code in self.WORK.items():
            with self.subTest(name):
                at_work, afterwards = self.rates(code)
                self.assertGreater(at_work, 0.05, "it is not at work")
                self.assertLess(afterwards, max(0.03, at_work / 10), f"it goes on; at work it took {at_work:.2f}")
        # What never asks must be seen by the same measure; it is the last work of this kernel.
        at_work, afterwards = self.rates("double sum = 0; while (true) { sum += Math.sqrt(sum + 1); }")
        self.assertGreater(afterwards, at_work / 3)


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

    def test_kernel_ends_with_the_client_that_started_it(self):
        code = (
            "from jupyter_client.manager import KernelManager; import os, signal\n"
            "m = KernelManager(kernel_name='java'); m.start_kernel(); c = m.client(); c.start_channels()\n"
            "c.wait_for_ready(timeout=60); print(m.provisioner.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
        )
        run = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=False)
        pid = int(run.stdout)
        self.assertTrue(wait_until(lambda: not is_alive(pid), 15))


class KernelspecTest(unittest.TestCase):
    def test_kernelspec_is_named_java_and_starts_the_jdk_of_the_build(self):
        spec = KernelSpecManager().get_kernel_spec("java")
        self.assertEqual(("java", "message"), (spec.language, spec.interrupt_mode))
        self.assertTrue(Path(spec.resource_dir).is_relative_to(sys.prefix), spec.resource_dir)
        self.assertEqual(os.path.realpath(os.environ["JAVA_HOME"]), os.path.realpath(Path(spec.argv[0]).parents[1]))


if __name__ == "__main__":
    unittest.main()
