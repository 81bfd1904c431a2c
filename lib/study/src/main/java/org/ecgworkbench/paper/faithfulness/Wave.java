package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.ecgworkbench.beat.HeartBeat;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;

/** A wave in a lead; the order of these is that of the network's outputs. */
record Wave(Lead lead, boolean isQrs) {
  private static final List<Lead> OF_T = List.of(Lead.V2, Lead.V4, Lead.V6);
  static final List<Wave> ALL = all();

  private static List<Wave> all() {
    List<Wave> all = new ArrayList<>();
    Lead.ALL
        .subList(Lead.V1.ordinal(), Lead.V6.ordinal() + 1)
        .forEach(lead -> all.add(new Wave(lead, true)));
    OF_T.forEach(lead -> all.add(new Wave(lead, false)));
    return List.copyOf(all);
  }

  /** Where it is, in samples of the recording. */
  EvidenceMask places(List<HeartBeat> beats) {
    List<EvidenceMask.Interval> places = new ArrayList<>();
    for (HeartBeat beat : beats) {
      int start = isQrs ? beat.qrsOnset() : beat.tOnset();
      int end = isQrs ? beat.qrsEnd() : beat.tEnd();
      if (start >= 0 && end > start) {
        places.add(new EvidenceMask.Interval(Strength.DEFINING, EnumSet.of(lead), start, end));
      }
    }
    return new EvidenceMask(places);
  }

  /** From its lowest to its highest sample in mV, the median over beats; NaN where no beat shows it. */
  double amplitude(EcgRecord record, List<HeartBeat> beats) {
    double[] signal = record.millivolts(lead);
    double[] heights =
        places(beats).intervals().stream()
            .map(
                i ->
                    Arrays.copyOfRange(
                        signal, i.startSample(), Math.min(i.endSample(), signal.length)))
            .filter(samples -> samples.length > 0)
            .mapToDouble(
                samples ->
                    Arrays.stream(samples).max().getAsDouble()
                        - Arrays.stream(samples).min().getAsDouble())
            .sorted()
            .toArray();
    return heights.length == 0 ? Double.NaN : heights[heights.length / 2];
  }

  @Override
  public String toString() {
    return (isQrs ? "QRS in " : "T in ") + lead.label();
  }
}
