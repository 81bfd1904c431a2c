package org.ecgworkbench.paper.population;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Panels;
import org.ecgworkbench.figure.chart.DotPanels;
import org.ecgworkbench.figure.chart.HeatMap;
import org.ecgworkbench.paper.population.LeadGames.RecordGames;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;

/** The figures of {@link LeadsAsPlayers}: the measures of the leads side by side with their agreement, and the interactions of pairs. */
public final class FigureLeadsAsPlayers {
  private FigureLeadsAsPlayers() {}

  /** {@return the figure, {@code lead-shapley}: the measures lead by lead above, their rank correlations below} */
  public static FigureResult of(LeadsAsPlayers leads) {
    Study study = leads.study();
    Provenance.Builder provenance = study.provenance(FigureLeadsAsPlayers.class);
    return study.figure(
        "lead-shapley",
        """
        Which lead matters: Shapley values of the leads, exact over sets of leads and sampled over \
        stand-ins (%s), expected gradients summed over time with and without signs, and single-lead \
        networks of one training each (Table 4 has the means of several); 95 %% intervals over %d \
        explained records and their stand-ins, for single leads over the test fold of %s. Dashed: 0, \
        or an equal share of all leads. The colours tell the two kinds of Shapley values apart; each \
        of the other panels has one measure. Below: Spearman's correlation of these orders of twelve leads."""
            .formatted(leads.settings(), leads.games().size(), study.dataName()),
        layout(leads),
        leads.sources(provenance));
  }

  private static Figure layout(LeadsAsPlayers leads) {
    List<DotPanels.Panel> panels = new ArrayList<>();
    panels.add(
        panel(
            leads,
            "Lead Shapley",
            "share, signed",
            0,
            LeadMeasures.SHAPLEY,
            LeadMeasures.SHAPLEY_ZERO));
    panels.add(panel(leads, "Expected gradients", "share, signed", 0, LeadMeasures.EXPECTED, null));
    panels.add(
        panel(
            leads,
            "|Expected gradients|",
            "share",
            1.0 / Lead.ALL.size(),
            LeadMeasures.EXPECTED_ABSOLUTE,
            null));
    panels.add(
        panel(leads, "Single-lead networks", "average AUC", Double.NaN, LeadMeasures.SINGLE, null));
    Figure above =
        new DotPanels(
            Lead.ALL.stream().map(Lead::label).toList(),
            List.of(
                "Lead Shapley: missing leads taken from other patients",
                "Lead Shapley: missing leads set to 0 mV"),
            panels);
    List<LeadMeasures.Agreement> agreements = leads.agreements();
    Figure below =
        new DotPanels(
            agreements.stream().map(a -> a.first() + " and " + a.second()).toList(),
            List.of("rank correlation"),
            List.of(
                correlations(
                    "within a record",
                    agreements.stream().map(LeadMeasures.Agreement::within).toList()),
                correlations(
                    "of the means",
                    agreements.stream().map(LeadMeasures.Agreement::ofMeans).toList())));
    return Panels.vertical(List.of(above, below));
  }

  private static DotPanels.Panel panel(
      LeadsAsPlayers leads,
      String title,
      String label,
      double reference,
      String first,
      String second) {
    return new DotPanels.Panel(
        title,
        label,
        TestIntervals.estimates(List.of(means(leads, first), means(leads, second))),
        reference);
  }

  private static List<Interval> means(LeadsAsPlayers leads, String name) {
    return name == null
        ? Collections.nCopies(
            Lead.ALL.size(), Interval.undefined(Double.NaN, TestIntervals.LEVEL, "not measured"))
        : leads.measures().means(name);
  }

  private static DotPanels.Panel correlations(String title, List<Interval> intervals) {
    return new DotPanels.Panel(
        title, "Spearman's rank correlation", TestIntervals.estimates(List.of(intervals)), 0);
  }

  /** {@return the figure, {@code lead-interactions}: the mean interactions as a map; the diagonal is empty} */
  public static FigureResult interactions(LeadsAsPlayers leads) {
    Study study = leads.study();
    Provenance.Builder provenance = study.provenance(FigureLeadsAsPlayers.class);
    return study.figure(
        "lead-interactions",
        """
        Interactions of pairs of leads (Shapley interaction index, logits, mean over %d explained \
        records; %s). Blue: one makes the other superfluous; orange: worth more together than apart. Hatched: the 95 %% interval over records includes 0, so the sign is not known (%d of 66 pairs)."""
            .formatted(leads.games().size(), leads.settings(), uncertainPairs(leads)),
        map(leads),
        leads.sources(provenance));
  }

  private static long uncertainPairs(LeadsAsPlayers leads) {
    return leads.pairs().stream().filter(LeadPair::signIsUnknown).count();
  }

  private static Figure map(LeadsAsPlayers leads) {
    int n = Lead.ALL.size();
    double[][] mean = new double[n][n];
    for (RecordGames record : leads.games()) {
      double[][] index = record.interventional().interactions();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          mean[i][j] += index[i][j] / leads.games().size();
        }
      }
    }
    List<String> labels = Lead.ALL.stream().map(Lead::label).toList();
    boolean[][] uncertain = new boolean[n][n];
    for (LeadPair pair : leads.pairs()) {
      boolean unknown = pair.signIsUnknown();
      uncertain[pair.first().ordinal()][pair.second().ordinal()] = unknown;
      uncertain[pair.second().ordinal()][pair.first().ordinal()] = unknown;
    }
    return HeatMap.of(labels, labels, mean, "interaction, logits")
        .withAxes("lead", "with lead")
        .withUncertain(uncertain)
        .withDecimals(2);
  }
}
