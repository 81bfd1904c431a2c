package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.paper.leads.Table4SingleLeads.Named;
import org.ecgworkbench.result.FigureResult;

/** Figure 5: single-lead networks against the 12-lead network, F1 and AUC by class and on average, with intervals and single trainings. */
public final class Figure5SingleLeads {
  private Figure5SingleLeads() {}

  /** {@return the figure of networks that are there; the 12-lead network, where it is there, is the reference} */
  public static FigureResult of(LeadStudy leads) {
    List<Integer> sets = new ArrayList<>(Table4SingleLeads.rows(leads));
    if (leads.plan().indexOf(Lead.ALL) >= 0) {
      sets.add(0, sets.remove(sets.size() - 1));
    }
    return leads
        .study()
        .figure(
            "figure5-single-leads",
            """
            Figure 5. Networks that see one lead against the network that sees all twelve: %s. \
            (a, b) Large dots: averages of the classes; bars: their 95 %% intervals over the test records; crosses: single trainings; rings: classes. (c, d) All numbers, %s. %s"""
                .formatted(leads.where(), TableLeadSets.HEADS, leads.besideTable2()),
            TableLeadSets.comparison(
                leads,
                sets.stream().map(set -> new Named(set, leads.label(set))).toList(),
                leads.plan().indexOf(Lead.ALL) >= 0 ? 0 : -1),
            leads.withAverages(leads.provenance(Figure5SingleLeads.class), sets));
  }
}
