import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.ecgworkbench.beat.Delineation;
import org.ecgworkbench.beat.HeartBeat;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;

/** Pages to look at: leads II and V1 of records of each class with P wave, QRS complex and T wave as Delineation finds them; see README.md beside it. */
public final class WavePages {
  private static final int A_PAGE = 8;
  private static final double SECONDS = 5;
  private static final int WIDTH = 1500;
  private static final int STRIP = 110;
  private static final double PIXELS_PER_MILLIVOLT = 40;

  public static void main(String[] arguments) throws Exception {
    EcgDataset data = Datasets.open(Path.of(arguments[0]));
    Path out = Files.createDirectories(Path.of(arguments[1]));
    List<RecordSummary> wanted = ofEachClass(data, Integer.parseInt(arguments[2]));
    for (int from = 0; from < wanted.size(); from += A_PAGE) {
      List<RecordSummary> page = wanted.subList(from, Math.min(wanted.size(), from + A_PAGE));
      BufferedImage image =
          new BufferedImage(WIDTH, 2 * STRIP * page.size(), BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = image.createGraphics();
      pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      pen.setColor(Color.WHITE);
      pen.fillRect(0, 0, image.getWidth(), image.getHeight());
      pen.setFont(new Font("DejaVu Sans", Font.PLAIN, 13));
      for (int i = 0; i < page.size(); i++) {
        EcgRecord record = data.read(page.get(i).id());
        draw(pen, record, Lead.II, 2 * i);
        draw(pen, record, Lead.V1, 2 * i + 1);
      }
      pen.dispose();
      Path file = out.resolve("waves-%02d.png".formatted(from / A_PAGE + 1));
      ImageIO.write(image, "png", file.toFile());
      System.out.println(file);
    }
  }

  /** In turns one of each class, in the order of the data set. */
  private static List<RecordSummary> ofEachClass(EcgDataset data, int count) {
    List<RecordSummary> chosen = new ArrayList<>();
    List<List<RecordSummary>> byClass =
        Diagnosis.ALL.stream()
            .map(d -> data.records().stream().filter(r -> r.diagnoses().contains(d)).toList())
            .toList();
    for (int turn = 0; chosen.size() < count && turn < data.records().size(); turn++) {
      for (List<RecordSummary> records : byClass) {
        if (turn < records.size() && chosen.size() < count && !chosen.contains(records.get(turn))) {
          chosen.add(records.get(turn));
        }
      }
    }
    return chosen;
  }

  private static void draw(Graphics2D pen, EcgRecord record, Lead lead, int strip) {
    double[] signal = record.millivolts()[lead.ordinal()];
    double perSample = WIDTH / (SECONDS * record.samplingRateHz());
    int top = strip * STRIP;
    int samples = (int) Math.min(signal.length, SECONDS * record.samplingRateHz());
    for (HeartBeat beat : Delineation.of(record)) {
      if (beat.hasP()) {
        band(pen, new Color(0x9E, 0xCA, 0xE1), beat.pOnset(), beat.pEnd(), perSample, top);
      }
      band(pen, new Color(0xFD, 0xBE, 0x85), beat.qrsOnset(), beat.qrsEnd(), perSample, top);
      if (beat.hasT()) {
        band(pen, new Color(0xD9, 0xD9, 0xD9), beat.tOnset(), beat.tEnd(), perSample, top);
      }
    }
    double[] sorted = java.util.Arrays.stream(signal, 0, samples).sorted().toArray();
    double middle = sorted[sorted.length / 2];
    Path2D trace = new Path2D.Double();
    for (int i = 0; i < samples; i++) {
      double y = top + 0.55 * STRIP - (signal[i] - middle) * PIXELS_PER_MILLIVOLT;
      if (i == 0) {
        trace.moveTo(0, y);
      } else {
        trace.lineTo(i * perSample, y);
      }
    }
    pen.setClip(0, top, WIDTH, STRIP);
    pen.setColor(Color.BLACK);
    pen.setStroke(new BasicStroke(1.3f));
    pen.draw(trace);
    pen.setClip(null);
    String classes =
        record.diagnoses().stream().map(Enum::name).collect(Collectors.joining(" "));
    pen.drawString(record.id() + "  " + classes + "  " + lead, 4, top + 14);
  }

  private static void band(
      Graphics2D pen, Color color, int from, int to, double perSample, int top) {
    pen.setColor(color);
    int x = (int) Math.round(from * perSample);
    pen.fillRect(x, top + 2, Math.max(1, (int) Math.round(to * perSample) - x), STRIP - 4);
  }
}
