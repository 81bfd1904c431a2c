package org.ecgworkbench.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.shap.LeadShapley;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.Reference;

/**
 * This library's side of what {@code torch_side.py} does, in the way of {@link PeerSide}. Arguments: the folder of a trained network, and that of
 * records and background ({@code records.f32}, {@code background.f32}) as the network sees them.
 */
public final class PeerNetworkSide {
  private static final int BATCH = 32;

  private PeerNetworkSide() {}

  /**
   * Answers until the input ends.
   *
   * @param arguments the folder of the network, the folder of the inputs
   */
  public static void main(String[] arguments) throws IOException {
    try (TrainedModel model = TrainedModel.load(Path.of(arguments[0]))) {
      int samples = model.input().windowSamples();
      float[][] record = first(Path.of(arguments[1], "records.f32"), samples);
      float[] logits = model.logits(new float[][][] {record})[0];
      int top = 0;
      for (int c = 1; c < logits.length; c++) {
        top = logits[c] > logits[top] ? c : top;
      }
      int explained = top;
      List<Reference> references =
          List.of(
              Reference.zero(Lead.ALL.size(), samples),
              new Reference("first", first(Path.of(arguments[1], "background.f32"), samples)));
      LeadShapley players = new LeadShapley(new NetworkGradientModel(model, 0), Lead.ALL, BATCH);
      double[][] found = new double[references.size()][];
      PeerSide.serve(
          Map.of(
              "lead sets",
              () -> {
                Parallel.run(
                    found.length,
                    Parallel.processors(),
                    r ->
                        found[r] =
                            players.games(record, references.get(r)).get(explained).shapley());
                return found;
              }));
    }
  }

  /** The first record of a file, {@code [lead][sample]}. */
  private static float[][] first(Path file, int samples) throws IOException {
    FloatBuffer values =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[][] leads = new float[Lead.ALL.size()][samples];
    for (float[] lead : leads) {
      values.get(lead);
    }
    return leads;
  }
}
