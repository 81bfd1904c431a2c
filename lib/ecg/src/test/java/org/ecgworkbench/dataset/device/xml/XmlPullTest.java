package org.ecgworkbench.dataset.device.xml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all XML readers share: hostile documents, damage, encodings. */
class XmlPullTest {
  /** {@code -Decg.xmlMutations=2000 -Decg.xmlCuts=200} is the long run. */
  private static final int MUTATIONS = Integer.getInteger("ecg.xmlMutations", 100);

  private static final int CUTS = Integer.getInteger("ecg.xmlCuts", 20);
  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_NANOSECONDS = 1_000_000_000;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  private String refusal(String text) {
    return XmlFiles.refusal(new MuseXml(), folder, text);
  }

  private static String museWith(String doctype, String version) {
    String file =
        XmlFiles.muse(XmlFiles.museWaveform("Rhythm", XmlFiles.museLead("I", new int[9])));
    return file.replace("<!DOCTYPE RestingECG SYSTEM \"restecg.dtd\">", doctype)
        .replace(">9.0.7<", ">" + version + "<");
  }

  private static final String DECLARES =
      "x.xml: expected a document type without declarations, found some";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Where the look at the first bytes does not reach. */
  private static String hidden(String doctype) {
    return "<!--" + " ".repeat(DeviceSource.HEAD_BYTES) + "-->" + doctype;
  }

  @Test
  void bombOfEntitiesIsRefusedAtOnce() {
    StringBuilder bomb = new StringBuilder("<!DOCTYPE RestingECG [<!ENTITY a0 \"boom\">");
    for (int i = 1; i < 30; i++) {
      bomb.append("<!ENTITY a%d \"%s\">".formatted(i, ("&a" + (i - 1) + ";").repeat(10)));
    }
    bomb.append("]>");
    long start = System.nanoTime();
    assertEquals(DECLARES, refusal(museWith(bomb.toString(), "&a29;")));
    assertEquals(DECLARES, refusal(museWith(hidden(bomb.toString()), "&a29;")));
    assertTrue(System.nanoTime() - start < MOST_NANOSECONDS);
  }

  @Test
  void entityInAnAttributeIsRefused() {
    XmlPull xml = new XmlPull(XmlFiles.source(folder, bytes("<RestingECG x='&a;'/>")));
    assertTrue(xml.nextWithin(0));
    String message = assertThrows(EcgDataException.class, () -> xml.attribute("x")).getMessage();
    assertTrue(message.contains("without entities"), message);
    String hidden = hidden("<!DOCTYPE RestingECG [<!ENTITY a \"b\">]>");
    assertEquals(DECLARES, refusal(museWith(hidden, "9")));
  }

  @Test
  void externalEntityIsNotFetchedFromAFile() throws IOException {
    Path secret = folder.resolve("secret.txt");
    Files.writeString(secret, "PASSWORD");
    String doctype = "<!DOCTYPE RestingECG [<!ENTITY s SYSTEM \"%s\">]>".formatted(secret.toUri());
    assertEquals(DECLARES, refusal(museWith(doctype, "&s;")));
    assertEquals(DECLARES, refusal(museWith(hidden(doctype), "&s;")));
  }

  @Test
  void nothingIsFetchedFromTheNetwork() throws Exception {
    AtomicBoolean asked = new AtomicBoolean();
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread answering =
          new Thread(
              () -> {
                try {
                  while (true) {
                    server.accept().close();
                    asked.set(true);
                  }
                } catch (IOException e) {
                  // Closed at the end of the test.
                }
              });
      answering.start();
      String address = "http://127.0.0.1:" + server.getLocalPort() + "/";
      // The document type, a parameter entity, and an entity that nobody refers to.
      String doctype =
          ("<!DOCTYPE RestingECG SYSTEM \"%sx.dtd\""
                  + " [<!ENTITY %% p SYSTEM \"%sp\">%%p;<!ENTITY e SYSTEM \"%se\">]>")
              .formatted(address, address, address);
      assertEquals(DECLARES, refusal(museWith(hidden(doctype), "9")));
      assertEquals(DECLARES, refusal(museWith(doctype, "9")));
      doctype = "<!DOCTYPE RestingECG SYSTEM \"%sx.dtd?[>\">".formatted(address);
      XmlFiles.read(new MuseXml(), folder, museWith(doctype, "9"));
    }
    assertFalse(asked.get());
  }

  @Test
  void doctypeOfMuseIsPassedOver() {
    String file = museWith("<!DOCTYPE RestingECG SYSTEM \"restecg.dtd\">", "9 &lt;&#65;&amp;");
    assertEquals("9 <A&", XmlFiles.read(new MuseXml(), folder, file).version());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "<",
        "<html/>",
        "\u0000\u0001\u0002\u0003",
        "<!-- no end",
        "text <RestingECG/>",
        "<RestingECG",
        "<!DOCTYPE RestingECG [<RestingECG/>"
      })
  void whatIsNoneOfTheFormatsIsNotRecognised(String text) {
    DeviceSource source = XmlFiles.source(folder, text.getBytes(StandardCharsets.ISO_8859_1));
    for (DeviceFormat format : XmlFiles.oneOfEach().keySet()) {
      assertFalse(format.recognises(source), format.name());
    }
  }

  @Test
  void formatIsRecognisedByItsRootWithinTheFirstBytes() {
    String comments = "<!-- <RestingECG> -->\n".repeat(2000);
    byte[] bytes = (comments + "<h:AnnotatedECG>").getBytes(StandardCharsets.UTF_8);
    DeviceSource source = XmlFiles.source(folder, bytes);
    assertTrue(new AnnotatedEcgXml().recognises(source));
    assertFalse(new MuseXml().recognises(source));
  }

  @Test
  void formatIsRecognisedInEveryEncodingAndBehindADocumentType() {
    String text =
        "\ufeff<?xml version='1.0'?><!DOCTYPE RestingECG [<!ENTITY a \"b\">] >\n<RestingECG>";
    for (String encoding : new String[] {"UTF-8", "UTF-16LE", "UTF-16BE"}) {
      DeviceSource source = XmlFiles.source(folder, text.getBytes(Charset.forName(encoding)));
      assertTrue(new MuseXml().recognises(source), encoding);
    }
  }

  @Test
  void unknownEncodingIsNamed() {
    assertEquals(
        "x.xml: expected a known encoding, found 'KLINGON'",
        refusal("<?xml version='1.0' encoding='klingon'?><RestingECG/>"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<RestingECG><a></b></RestingECG>",
        "<RestingECG></RestingECG><x/>",
        "<RestingECG></RestingECG>x",
        "<RestingECG><MuseInfo><MuseVersion>&b;</MuseVersion></MuseInfo></RestingECG>",
        "<RestingECG><MuseInfo><MuseVersion>&lt</MuseVersion></MuseInfo></RestingECG>",
        "<RestingECG><MuseInfo><MuseVersion>&#0;</MuseVersion></MuseInfo></RestingECG>",
        "<RestingECG><MuseInfo><MuseVersion>&#x110000;</MuseVersion></MuseInfo></RestingECG>",
        "<RestingECG><MuseInfo><MuseVersion>& </MuseVersion></MuseInfo></RestingECG>",
        "<RestingECG a=1></RestingECG>",
        "<RestingECG a></RestingECG>",
        "<RestingECG a='1'b='2'></RestingECG>",
        "<RestingECG a='<'></RestingECG>",
        "<RestingECG a='></RestingECG>",
        "<RestingECG><1/></RestingECG>",
        "<RestingECG>< a/></RestingECG>",
        "<RestingECG><a/ ></RestingECG>",
        "<RestingECG><!DOCTYPE a></RestingECG>",
        "<RestingECG><![CDATA[x</RestingECG>",
        "<RestingECG><!--</RestingECG>",
        "<RestingECG><?a</RestingECG>",
        "<RestingECG><a>",
        "<RestingECG"
      })
  void whatIsNotWellFormedIsRefused(String text) {
    assertTrue(
        refusal(text)
            .matches(".*found (a fault|the end of a file that was cut) at line 1, column .*"),
        text);
  }

  @Test
  void whatIsWellFormedIsRead() {
    XmlPull xml =
        new XmlPull(
            XmlFiles.source(
                folder,
                bytes(
                    "<?xml version='1.0'?><!-- < & --><!DOCTYPE p:r PUBLIC \"[\" '>'>\n"
                        + "<p:r a = '1 &gt; 2' p:b=\"'\"><?x <y> ?><!-- - --> one"
                        + "<![CDATA[ & <two> ]]>&#x33;<q/><q />\u00e9</p:r  >\n<!-- -->")));
    assertTrue(xml.nextWithin(0));
    assertEquals("r", xml.name());
    assertEquals("1 > 2", xml.attribute("a"));
    assertEquals("'", xml.attribute("b"));
    assertEquals("", xml.attribute("c"));
    assertEquals("one & <two> 3\u00e9", xml.text());
    assertFalse(xml.nextWithin(0));
  }

  @Test
  void faultIsGivenWithItsPlace() {
    String message = refusal("<RestingECG>\n<a></RestingECG>");
    assertTrue(
        message.startsWith(
            "x.xml: expected well-formed XML without entities, found a fault at line 2, column "),
        message);
  }

  /** "found a fault at line 3" sent a user to the last line of what had been cut on its way. */
  @Test
  void aFileThatWasCutIsToldAsThat() {
    String whole = "<RestingECG>\n<a>12</a>\n<b>AA==</b></RestingECG>";
    for (int kept : new int[] {13, 18, 24, 35, whole.length() - 3}) {
      String message = refusal(whole.substring(0, kept));
      assertTrue(message.contains("found the end of a file that was cut at line "), message);
    }
    assertFalse(refusal("<RestingECG></a></RestingECG>").contains("cut"));
  }

  @Test
  void elementsDeeperThanAnyRecordingHasAreRefused() {
    String message = refusal("<RestingECG>" + "<a>".repeat(100_000));
    assertTrue(message.contains("deep"), message);
  }

  @Test
  void longTextWhereAShortOneBelongsIsRefused() {
    assertTrue(
        refusal(museWith("", "9".repeat(5000))).contains("expected at most 4096 characters"));
  }

  /** Reads damaged bytes; the answer is a recording or a sentence, soon and in little memory. */
  private DeviceRecording readDamaged(DeviceFormat format, byte[] bytes, String what) {
    DeviceSource source = XmlFiles.source(folder, bytes);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    DeviceRecording recording = null;
    try {
      format.recognises(source);
      recording = format.read(source);
    } catch (EcgDataException e) {
      assertTrue(e.getMessage().startsWith("x.xml: "), what + e.getMessage());
      assertTrue(!e.getMessage().contains("\n") && e.getMessage().length() < 400, what + e);
    } catch (Throwable e) {
      throw new AssertionError(what, e);
    }
    long nanoseconds = THREADS.getCurrentThreadCpuTime() - start;
    assertTrue(nanoseconds < MOST_NANOSECONDS, what + ": " + nanoseconds + " ns");
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < MOST_BYTES + 20L * bytes.length, what + ": " + allocated + " bytes");
    return recording;
  }

  @Test
  void fileCutAnywhereIsRefused() throws IOException {
    for (Map.Entry<DeviceFormat, byte[]> file : XmlFiles.oneOfEach().entrySet()) {
      cut(file.getKey(), file.getValue(), "");
    }
  }

  private void cut(DeviceFormat format, byte[] bytes, String name) {
    SplittableRandom random = new SplittableRandom(1);
    int end = bytes.length;
    while (bytes[end - 1] <= ' ') {
      end--;
    }
    for (int cut = 0; cut < CUTS; cut++) {
      int length = cut < 5 ? end - 1 - cut : random.nextInt(end);
      String what = name + format.name() + " cut at " + length;
      assertEquals(null, readDamaged(format, Arrays.copyOf(bytes, length), what), what);
    }
  }

  @Test
  void damagedFileIsReadOrRefused() throws IOException {
    for (Map.Entry<DeviceFormat, byte[]> file : XmlFiles.oneOfEach().entrySet()) {
      mutate(file.getKey(), file.getValue(), "");
    }
  }

  private void mutate(DeviceFormat format, byte[] bytes, String name) {
    DeviceRecording whole = readDamaged(format, bytes, "whole");
    SplittableRandom random = new SplittableRandom(2);
    for (int m = 0; m < MUTATIONS; m++) {
      byte[] damaged = bytes.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        int at = random.nextInt(damaged.length);
        switch (random.nextInt(4)) {
          case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
          case 1 -> damaged[at] = (byte) "0123456789<>&\"/-.AZ \u0000".charAt(random.nextInt(21));
          case 2 -> {
            int from = random.nextInt(damaged.length);
            int count = Math.min(random.nextInt(40), damaged.length - Math.max(at, from));
            System.arraycopy(bytes, from, damaged, at, count);
          }
          default -> {
            int from = Math.min(damaged.length, at + random.nextInt(40));
            byte[] shorter = Arrays.copyOf(damaged, damaged.length - (from - at));
            System.arraycopy(damaged, from, shorter, at, damaged.length - from);
            damaged = shorter;
          }
        }
      }
      String what = name + format.name() + " mutation " + m;
      DeviceRecording read = readDamaged(format, damaged, what);
      if (read != null) {
        assertSound(whole, read, what);
      }
    }
  }

  private static void assertSound(DeviceRecording whole, DeviceRecording read, String what) {
    int samples = read.leads().get(0).millivolts().length;
    for (StoredLead lead : read.leads()) {
      assertEquals(samples, lead.millivolts().length, what);
      assertTrue(Arrays.stream(lead.millivolts()).allMatch(Double::isFinite), what);
    }
    if (read.format().equals(new MuseXml().name())
        && read.notes().contains("checksums of %d leads verified".formatted(read.leads().size()))) {
      // Counts under a checksum are those of the file, whatever became of their unit.
      for (int lead = 0; lead < read.leads().size(); lead++) {
        double[] expected = whole.leads().get(lead).millivolts();
        double[] found = read.leads().get(lead).millivolts();
        int peak = 0;
        for (int i = 0; i < expected.length; i++) {
          peak = Math.abs(expected[i]) > Math.abs(expected[peak]) ? i : peak;
        }
        double factor = expected[peak] == 0 ? 1 : found[peak] / expected[peak];
        for (int i = 0; i < expected.length; i++) {
          assertEquals(expected[i] * factor, found[i], 1e-9 * Math.abs(factor), what);
        }
      }
    }
  }

  /** The same with each of the samples, where they are; a long run only. */
  @Test
  void damagedSampleIsReadOrRefused() throws IOException {
    Assumptions.assumeTrue(MUTATIONS >= 1000, "only in the long run");
    Map<String, DeviceFormat> formats =
        Map.of(
            "muse-xml", new MuseXml(), "philips", new SierraXml(), "aecg", new AnnotatedEcgXml());
    for (String kind : formats.keySet()) {
      try (var files = Files.list(Golden.real("data/devices/" + kind))) {
        for (Path file : files.sorted().toList()) {
          byte[] bytes = Files.readAllBytes(file);
          cut(formats.get(kind), bytes, file.getFileName() + " ");
          mutate(formats.get(kind), bytes, file.getFileName() + " ");
        }
      }
    }
  }

  /** Eight bytes are looked at together: blanks of every kind at every place, and lengths of every remainder. Expected: java.util.Base64. */
  @Test
  void base64MayHaveBlanksAnywhere() {
    java.util.Random random = new java.util.Random(5);
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      StringBuilder text = new StringBuilder(java.util.Base64.getEncoder().encodeToString(bytes));
      for (int blanks = random.nextInt(8); blanks > 0; blanks--) {
        text.insert(random.nextInt(text.length() + 1), " \t\n\r".charAt(random.nextInt(4)));
      }
      XmlPull xml = new XmlPull(XmlFiles.source(folder, bytes("<r><a>" + text + "</a></r>")));
      assertTrue(xml.nextWithin(0) && xml.nextWithin(1));
      assertArrayEquals(bytes, xml.base64("lead I: "), text.toString());
      assertFalse(xml.nextWithin(1));
      assertEquals(length, base64Length(bytes(text.toString())), text.toString());
    }
  }

  /** Text that is no Base64, of any bytes but markup, is counted as a look at each byte counts it. */
  @Test
  void base64IsCountedWhateverTheBytes() {
    java.util.Random random = new java.util.Random(6);
    for (int length = 0; length < 400; length++) {
      byte[] text = new byte[length];
      random.nextBytes(text);
      int count = 0;
      int filling = 0;
      for (int i = 0; i < length; i++) {
        text[i] = text[i] == '<' || length % 3 == 0 && text[i] > '@' ? (byte) '=' : text[i];
        count += text[i] > ' ' || text[i] < 0 ? 1 : 0;
        filling += text[i] == '=' ? 1 : 0;
      }
      assertEquals(3 * count / 4 - filling, base64Length(text));
    }
  }

  private int base64Length(byte[] text) {
    byte[] file = new byte[text.length + 14];
    System.arraycopy(bytes("<r><a>"), 0, file, 0, 6);
    System.arraycopy(text, 0, file, 6, text.length);
    System.arraycopy(bytes("</a></r>"), 0, file, 6 + text.length, 8);
    XmlPull xml = new XmlPull(XmlFiles.source(folder, file));
    assertTrue(xml.nextWithin(0) && xml.nextWithin(1));
    int count = xml.base64Length();
    assertFalse(xml.nextWithin(1));
    return count;
  }
}
