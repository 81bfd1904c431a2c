package org.ecgworkbench.contents;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ecgworkbench.paper.data.DataQuality;
import org.ecgworkbench.paper.faithfulness.AttributionFaithfulness;
import org.ecgworkbench.paper.leads.LeadPlan;
import org.ecgworkbench.paper.leads.LeadStudy;
import org.ecgworkbench.paper.leads.LimbLeads;
import org.ecgworkbench.paper.performance.Rotation;
import org.ecgworkbench.paper.performance.SplitAudit;
import org.ecgworkbench.paper.population.LeadsAsPlayers;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.SplitName;

/**
 * What results are made of again: a study, and what several results share, made once for the
 * settings that their sidecars have.
 */
public final class Sources {
  private final Study study;
  private final Settings settings;
  private final Map<Object, Object> made;

  private Sources(Study study, Settings settings, Map<Object, Object> made) {
    this.study = study;
    this.settings = settings;
    this.made = made;
  }

  /**
   * Sources with nothing made yet.
   *
   * @param study whose results are made again
   */
  public Sources(Study study) {
    this(study, new Settings(Map.of()), new HashMap<>());
  }

  /**
   * {@return the same, for one result; what was made for another stays}
   *
   * @param settings those of its sidecar
   */
  public Sources with(Settings settings) {
    return new Sources(study, settings, made);
  }

  Study study() {
    return study;
  }

  Settings settings() {
    return settings;
  }

  LeadStudy leads() {
    return once(LeadPlan.of(settings), plan -> LeadStudy.of(study, plan));
  }

  LimbLeads limbLeads() {
    return once(LimbLeads.class, key -> LimbLeads.of(study));
  }

  DataQuality.Tables quality() {
    return once(DataQuality.class, key -> DataQuality.of(study));
  }

  AttributionFaithfulness faithfulness() {
    return once(
        AttributionFaithfulness.Options.of(settings), o -> AttributionFaithfulness.of(study, o));
  }

  LeadsAsPlayers players() {
    return once(LeadsAsPlayers.Options.of(settings), o -> LeadsAsPlayers.of(study, o));
  }

  Rotation rotation() {
    return Rotation.of(
        study,
        runs(
            settings.numbers("test folds").stream()
                .map(fold -> SplitName.ofFold(fold.intValue()))
                .toList()));
  }

  SplitAudit audit() {
    return SplitAudit.of(study, runs(study.splits(settings.numbers("split seeds").size())));
  }

  /** The runs of the learners that the sidecar names. */
  private List<Run> runs(List<SplitName> splits) {
    List<Run> runs = new ArrayList<>();
    for (String learner : settings.text("learners").split(", ")) {
      runs.addAll(study.runs(learner, splits));
    }
    return runs;
  }

  @SuppressWarnings("unchecked") // by its key each thing is of one type
  private <K, T> T once(K key, Function<K, T> make) {
    return (T) made.computeIfAbsent(key, k -> make.apply(key));
  }
}
