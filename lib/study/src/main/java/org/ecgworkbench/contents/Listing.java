package org.ecgworkbench.contents;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ecgworkbench.paper.leads.LeadStudy;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;

/** Takes entries down; each is made by the class that was named last. */
final class Listing {
  private final List<Entry> entries = new ArrayList<>();
  private Class<?> maker;

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  Listing by(Class<?> maker) {
    this.maker = maker;
    return this;
  }

  Listing table(String id, String title, Function<Study, TableResult> again) {
    return from(id, title, sources -> again.apply(sources.study()));
  }

  Listing ofLeads(String id, String title, Function<LeadStudy, TableResult> again) {
    return from(id, title, sources -> again.apply(sources.leads()));
  }

  Listing from(String id, String title, Function<Sources, TableResult> again) {
    return add(Entry.TABLES, id, title, Entry.Kept.IN_GIT, Optional.of(again));
  }

  Listing figure(String id, String title) {
    return add(Entry.FIGURES, id, title, Entry.Kept.IN_GIT, Optional.empty());
  }

  Listing tooLarge(String id, String title) {
    return add(Entry.FIGURES, id, title, Entry.Kept.NOWHERE, Optional.empty());
  }

  Listing ofAModel(String folder, String id, String title) {
    return add(folder, id, title, Entry.Kept.WITH_A_MODEL, Optional.empty());
  }

  Listing ofRecordings(String id, String title, Optional<Function<Sources, TableResult>> again) {
    return add(Entry.TABLES, id, title, Entry.Kept.REAL, again);
  }

  Listing add(
      String folder,
      String id,
      String title,
      Entry.Kept kept,
      Optional<Function<Sources, TableResult>> again) {
    entries.add(new Entry(folder, id, title, maker, kept, again));
    return this;
  }
}
