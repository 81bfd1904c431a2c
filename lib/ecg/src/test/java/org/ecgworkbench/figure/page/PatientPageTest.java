package org.ecgworkbench.figure.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatientPageTest {
  @TempDir private Path folder;

  private static PatientPage page(String heading) {
    float[][] millivolts = new float[12][300];
    List<PatientPage.Layer> layers = new ArrayList<>();
    for (int lead = 0; lead < 12; lead++) {
      millivolts[lead][100] = 1;
      millivolts[lead][103] = -0.5f;
    }
    for (String name : List.of("AF", "PVC")) {
      for (String method : List.of("expected gradients", "occlusion")) {
        float[][] phi = new float[12][300];
        phi[1][103] = name.equals("AF") ? -0.0625f : 0.03125f;
        phi[0][7] = method.equals("occlusion") ? 0.0625f : 0.125f;
        layers.add(
            new PatientPage.Layer(
                name,
                method,
                "as it was made",
                "logit",
                phi,
                1,
                method.equals("occlusion") ? Double.NaN : -1,
                2,
                method.equals("occlusion") ? Double.NaN : 0,
                0.5,
                200,
                42,
                new double[12],
                new double[12]));
      }
    }
    return new PatientPage(
        heading,
        "The file says: AF",
        "a note",
        100,
        5,
        List.of("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"),
        millivolts,
        new int[] {100},
        List.of(
            new PatientPage.Output("AF", "atrial fibrillation", 1, 0.73, true),
            new PatientPage.Output("PVC", "premature ventricular contraction", -2, 0.12, false)),
        layers,
        "AF");
  }

  /** A map that has no order would give other bytes in every process. */
  @Test
  void theFactsOfAClassStandInOneOrder() throws Exception {
    Path file = folder.resolve("order.html");
    page("x").save(file);
    assertTrue(
        Files.readString(file)
            .contains(
                "\"outputs\":[{\"class\":\"AF\",\"logit\":1.0,\"score\":0.73,\"labelled\":true},"));
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    String html = page("A0001, 63 years, female").html();
    assertFalse(
        Pattern.compile("(?i)https?:|//[a-z]|\\bsrc=|\\bhref=|@import|url\\(|<link|<iframe")
            .matcher(html.replaceAll("(?m)^\\s*//.*$", ""))
            .find());
    assertTrue(html.contains("default-src 'none'"));
    assertFalse(Pattern.compile("%[A-Z]+%").matcher(html).find(), "a place was not filled");
    assertFalse(html.contains("NaN"), "JSON has no NaN");
    assertEquals(html, page("A0001, 63 years, female").html());
  }

  @Test
  void namesCannotBecomeMarkup() {
    String html = page("</script><img src=x>&$1").html();
    assertFalse(html.contains("<img"));
    assertTrue(html.contains("&lt;/script&gt;&lt;img src=x&gt;&amp;$1"));
  }

  @Test
  void aClassWithoutAnExplanationCannotBeShownFirst() {
    PatientPage good = page("A0001");
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new PatientPage(
                    good.heading(),
                    good.diagnoses(),
                    good.note(),
                    100,
                    5,
                    good.leads(),
                    good.millivolts(),
                    good.rPeaks(),
                    good.outputs(),
                    good.layers(),
                    "STE"));
    assertEquals("no explanation of the chosen class STE", error.getMessage());
  }

  /** Expected values: what the test put in. The keys go to sample 103 of lead II, 5 s + 1.03 s; then the class is
   * changed. Pixel 135 is 89 pixels or 27.8 mm right of the names, 24.8 mm after the margin of 3, sample 99. */
  @Test
  void aBrowserShowsTimeMillivoltsAndAttributionOfThePointAskedFor() throws Exception {
    Browser.require();
    String keys =
        """
        <script>
        const press = (key, times, shift) => {
          for (let i = 0; i < times; i++) {
            document.getElementById('ecg').dispatchEvent(
              new KeyboardEvent('keydown', {key: key, shiftKey: shift, cancelable: true}));
          }
        };
        const keep = (name) => {
          document.documentElement.setAttribute('data-' + name, document.getElementById('readout').textContent);
        };
        press('ArrowRight', 1, false);
        press('ArrowDown', 1, false);
        press('ArrowRight', 10, true);
        press('ArrowRight', 3, false);
        keep('first');
        const choose = (id, value) => {
          document.getElementById(id).value = value;
          document.getElementById(id).dispatchEvent(new Event('change'));
        };
        choose('class', 'PVC');
        keep('second');
        choose('method', 'occlusion');
        const box = document.getElementById('ecg').getBoundingClientRect();
        document.getElementById('ecg').dispatchEvent(
          new MouseEvent('mousemove', {clientX: box.left + 135, clientY: box.top + 5}));
        window.requestAnimationFrame(() => keep('third'));
        </script></body>""";
    Path file = folder.resolve("page.html");
    Files.writeString(file, page("A0001").html().replace("</body>", keys));
    String dom = Browser.dom(folder, file.toUri().toString());
    assertTrue(dom.contains("data-ready=\"" + 300 * 12 * 5 + "\""), dom.substring(0, 300));
    assertTrue(
        dom.contains("data-first=\"II, 6.030 s: \u22120.500 mV, phi \u22120.06250"),
        dom.substring(0, 500));
    assertTrue(
        dom.contains("data-second=\"II, 6.030 s: \u22120.500 mV, phi 0.03125"),
        dom.substring(0, 500));
    assertTrue(
        dom.contains("data-third=\"I, 5.990 s: 0.000 mV, phi 0.00000"), dom.substring(0, 500));
    assertTrue(dom.contains("data-drawn=\"PVC/occlusion\""), dom.substring(0, 500));
    assertTrue(dom.contains("not defined"), "what occlusion does not define");
  }

  /** A lead of 4 mV was cut at 2.8 and not to be seen. Expected: its median, 4.1 mV, to half a millivolt, and nothing cut. */
  @Test
  void aLeadWithAnOffsetStaysInItsRow() throws Exception {
    Browser.require();
    PatientPage page = page("A0001");
    for (int i = 0; i < 300; i++) {
      page.millivolts()[6][i] += 4.1f;
      page.millivolts()[7][i] -= 1;
      page.millivolts()[8][i] -= 20;
    }
    Path file = folder.resolve("page.html");
    Files.writeString(file, page.html());
    String dom = Browser.dom(folder, file.toUri().toString());
    assertTrue(dom.contains("data-moved=\"0 0 0 0 0 0 4 0 -20 0 0 0\""), dom.substring(0, 400));
    assertTrue(dom.contains("data-cut=\"\""), dom.substring(0, 400));
    assertTrue(dom.contains("moved, by the millivolts below their name"), "the page says so");
    // What no offset explains is cut, and said.
    page.millivolts()[0][150] = 3;
    Files.writeString(file, page.html());
    dom = Browser.dom(folder, file.toUri().toString());
    assertTrue(dom.contains("data-cut=\"I\""), dom.substring(0, 400));
  }
}
