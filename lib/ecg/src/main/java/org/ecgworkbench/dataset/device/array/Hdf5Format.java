package org.ecgworkbench.dataset.device.array;

import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.ecgworkbench.dataset.device.array.NumpyFacts.Key;
import org.ecgworkbench.dataset.device.file.ArchiveFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.LeadName;
import org.ecgworkbench.dataset.device.file.WantedPart;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.TimeWindow;

/**
 * HDF5 files of archives. A recording is one data set of leads by samples or samples by leads
 * ({@code ecg}, {@code signal}, {@code tracings}), or one data set a lead in a group, named after
 * the leads ({@code strip_I}). Rate, unit and leads are taken from attributes, or from short data
 * sets beside it, where they stand under usual names.
 *
 * <p>Several recordings in one file are refused, unless one is chosen. In {@code tracings}, the
 * form of CODE-15 % ({@code [recording][sample][lead]}, Ribeiro et al. 2021,
 * doi:10.5281/zenodo.4916206), the zeros around a recording are cut off. Samples that were never
 * written are missing.
 */
public final class Hdf5Format implements ArchiveFormat {
  private static final byte[] MARK = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final long MOST_SAMPLES = 1L << 24;

  @Override
  public String name() {
    return "HDF5";
  }

  @Override
  public boolean recognises(DeviceSource source) {
    byte[] head = source.head();
    // A block of the user's own may stand before it.
    for (int at = 0; at + MARK.length <= head.length; at = at == 0 ? 512 : 2 * at) {
      if (Arrays.equals(head, at, at + MARK.length, MARK, 0, MARK.length)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads the only recording of a file.
   *
   * @throws EcgDataException if there are several or none, or the file is damaged or of a kind that
   *     is not read
   */
  @Override
  public DeviceRecording read(DeviceSource source) {
    try (Hdf5File file = new Hdf5File(source)) {
      return file.guarded(() -> new Reading(file, source).recording(name(), -1));
    }
  }

  @Override
  public boolean readsParts() {
    return true;
  }

  @Override
  public int count(DeviceSource source) {
    try (Hdf5File file = new Hdf5File(source)) {
      return file.guarded(
          () -> {
            long count = new Reading(file, source).count();
            return count > MOST_RECORDINGS ? 1 : (int) Math.max(1, count);
          });
    } catch (EcgDataException e) {
      return 1; // What is wrong is said when it is read.
    }
  }

  /** The recordings in stored order. Of a large data set only the wanted part is read. */
  @Override
  public void each(
      DeviceSource source, int first, int end, ObjIntConsumer<Supplier<DeviceRecording>> use) {
    try (Hdf5File file = new Hdf5File(source)) {
      Reading reading = file.guarded(() -> new Reading(file, source));
      for (int place = first; place < end; place++) {
        int record = place;
        use.accept(() -> file.guarded(() -> reading.recording(name(), record)), record);
      }
    }
  }

  /**
   * Data sets that hold recordings.
   *
   * @param arrays one array, or one a lead
   * @param leads the leads' names, where each has an array of its own
   * @param groups the groups around them, from the nearest on
   * @param count how many recordings
   */
  private record Part(List<Hdf5Array> arrays, List<String> leads, List<Group> groups, long count) {}

  /** One file under way. */
  private static final class Reading {
    private final Hdf5File file;
    private final String fileName;
    private final Optional<WantedPart> wanted;
    private final List<Hdf5File.Found> datasets;
    private final Map<Group, List<Dataset>> byGroup = new IdentityHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Part> parts;

    Reading(Hdf5File file, DeviceSource source) {
      this.file = file;
      fileName = source.name();
      wanted = source.part();
      datasets = file.datasets();
      for (Hdf5File.Found found : datasets) {
        byGroup.computeIfAbsent(found.parent(), key -> new ArrayList<>()).add(found.dataset());
      }
      parts = parts();
    }

    long count() {
      return parts.stream().mapToLong(Part::count).sum();
    }

    DeviceRecording recording(String format, int record) {
      notes.clear();
      long count = count();
      if (parts.isEmpty()) {
        throw file.error(
            "expected samples of %s, in a data set with an axis of 12 leads or one data set a lead, found none in %d data sets"
                .formatted(NumpyType.READ, datasets.size()));
      }
      if (record < 0 && count != 1) {
        throw file.error(
            "expected one recording, found %d; name one by its place behind the file's name, #0 to #%d"
                .formatted(count, count - 1));
      }
      if (record >= count) {
        throw file.error("expected recording %d, found %d from 0 on".formatted(record, count));
      }
      long index = Math.max(0, record);
      for (Part part : parts) {
        if (index < part.count()) {
          int others = datasets.size() - part.arrays().size();
          if (others > 0) {
            notes.add(
                "The samples fill %d of the file's %d data sets."
                    .formatted(part.arrays().size(), datasets.size()));
          }
          return part.leads().isEmpty()
              ? fromOneArray(format, part, index)
              : fromArrayOfEachLead(format, part);
        }
        index -= part.count();
      }
      throw new AssertionError();
    }

    private List<Part> parts() {
      List<Part> parts = new ArrayList<>(arrays(true));
      if (parts.isEmpty()) {
        parts.addAll(arrays(false));
      }
      parts.addAll(arraysOfLeads());
      return parts;
    }

    /** Data sets of two and three axes, of the usual names or of any. */
    private List<Part> arrays(boolean usualNames) {
      List<Part> parts = new ArrayList<>();
      for (Hdf5File.Found found : datasets) {
        if (usualNames && Key.of(found.dataset().getName()) != Key.SAMPLES) {
          continue;
        }
        long[] shape = found.dataset().getDimensionsAsLong();
        long axes = Arrays.stream(shape).filter(length -> length != 1).count();
        if (axes < 2 || axes > 3 || shape.length < 2) {
          continue;
        }
        int leads = factsOf(found.dataset(), found.groups(), axes == 3).leadCount();
        if (Arrays.stream(shape).noneMatch(length -> length == leads)) {
          continue;
        }
        Hdf5Array.of(file, found.dataset())
            .ifPresent(
                array ->
                    parts.add(
                        new Part(
                            List.of(array), List.of(), found.groups(), axes == 3 ? shape[0] : 1)));
      }
      return parts;
    }

    /** Groups in which a data set, or the only data set of a group, is named after a lead. */
    private List<Part> arraysOfLeads() {
      Map<String, Map<String, Hdf5File.Found>> byPlace = new LinkedHashMap<>();
      for (Hdf5File.Found found : datasets) {
        String own = found.dataset().getName();
        String lead = LeadName.standard(own).orElse(null);
        String place = found.parent().getPath() + "\n";
        if (lead == null && found.groups().size() > 1) {
          lead = LeadName.standard(found.parent().getName()).orElse(null);
          place = found.groups().get(1).getPath() + "\n" + own;
        }
        long longAxes =
            Arrays.stream(found.dataset().getDimensionsAsLong()).filter(n -> n != 1).count();
        if (lead == null || longAxes != 1 || Hdf5Array.of(file, found.dataset()).isEmpty()) {
          continue;
        }
        if (byPlace.computeIfAbsent(place, key -> new LinkedHashMap<>()).put(lead, found) != null) {
          throw file.error("lead " + lead + ": expected one data set, found two");
        }
      }
      List<Part> parts = new ArrayList<>();
      for (Map<String, Hdf5File.Found> leads : byPlace.values()) {
        List<Hdf5Array> arrays =
            leads.values().stream()
                .map(found -> Hdf5Array.of(file, found.dataset()).orElseThrow())
                .toList();
        List<Group> groups = leads.values().iterator().next().groups();
        parts.add(new Part(arrays, List.copyOf(leads.keySet()), groups, 1));
      }
      return parts;
    }

    /**
     * What stands in attributes of the data set and of the groups around it, and in data sets
     * beside it.
     */
    private NumpyFacts factsOf(Dataset dataset, List<Group> groups, boolean severalRecordings) {
      NumpyFacts facts = new NumpyFacts(fileName);
      file.takeAttributes(dataset, facts);
      for (Dataset beside : byGroup.get(groups.get(0))) {
        // One value for each recording is not looked up.
        if (beside.getDimensionsAsLong().length == 0 || !severalRecordings) {
          file.takeValues(beside, facts);
        }
      }
      groups.forEach(group -> file.takeAttributes(group, facts));
      return facts;
    }

    private DeviceRecording fromOneArray(String format, Part part, long record) {
      Hdf5Array array = part.arrays().get(0);
      long[] shape = array.shape();
      List<Integer> axes = new ArrayList<>();
      long axesInUse = Arrays.stream(shape).filter(length -> length != 1).count();
      for (int axis = 0; axis < shape.length; axis++) {
        // The recordings are the outermost axis.
        boolean recordings = axis == 0 && axesInUse == 3;
        axes.add(recordings ? 1 : (int) Math.min(shape[axis], Integer.MAX_VALUE));
      }
      NumpyFacts facts = factsOf(array.dataset(), part.groups(), axesInUse == 3);
      NumpyAxes chosen = NumpyAxes.of(fileName, axes, facts.leadCount());
      int samples = axes.get(chosen.sampleAxis());
      long[] origin = new long[shape.length];
      origin[0] = axesInUse == 3 ? record : 0;
      // Where zeros around a recording are cut off, nobody knows before where it begins.
      boolean isPadded = array.dataset().getName().equalsIgnoreCase("tracings");
      if (wanted.isPresent() && !isPadded) {
        TimeWindow.Span span = wanted.get().in(fileName, facts.rate(), samples);
        double[][] some = room(facts.leadCount(), span.count(), array.type().size());
        origin[chosen.sampleAxis()] = span.first();
        long missing = 0;
        for (int lead = 0; lead < some.length; lead++) {
          origin[chosen.leadAxis()] = lead;
          missing += array.read(origin, -1, chosen.sampleAxis(), new double[][] {some[lead]});
        }
        noteMissing(missing);
        return facts.recording(format, file.version(), some, array.type().isWhole(), notes);
      }
      double[][] values = room(facts.leadCount(), samples, array.type().size());
      noteMissing(array.read(origin, chosen.leadAxis(), chosen.sampleAxis(), values));
      if (isPadded) {
        values = withoutZerosAround(values);
        if (!facts.statesRate()) {
          notes.add("The file states no rate; CODE-15 % publishes files of this form at 400 Hz.");
        }
      }
      DeviceRecording whole =
          facts.recording(format, file.version(), values, array.type().isWhole(), notes);
      return wanted.map(w -> w.of(fileName, whole)).orElse(whole);
    }

    private DeviceRecording fromArrayOfEachLead(String format, Part part) {
      Hdf5Array first = part.arrays().get(0);
      NumpyFacts facts = factsOf(first.dataset(), part.groups(), false);
      facts.leads(part.leads());
      double[][] values = null;
      TimeWindow.Span span = null;
      int whole = 0;
      long missing = 0;
      for (int lead = 0; lead < part.arrays().size(); lead++) {
        Hdf5Array array = part.arrays().get(lead);
        long[] shape = array.shape();
        int sampleAxis = 0;
        while (shape[sampleAxis] == 1) {
          sampleAxis++;
        }
        int samples = (int) Math.min(shape[sampleAxis], Integer.MAX_VALUE);
        if (values == null) {
          span =
              wanted.isPresent()
                  ? wanted.get().in(fileName, facts.rate(), samples)
                  : new TimeWindow.Span(0, samples);
          values = room(part.arrays().size(), span.count(), array.type().size());
          whole = samples;
        }
        if (samples != whole || !array.type().equals(first.type())) {
          throw file.error(
              "lead %s: expected %d samples of the same type as lead %s, found %d"
                  .formatted(
                      part.leads().get(lead), whole, part.leads().get(0), shape[sampleAxis]));
        }
        long[] origin = new long[shape.length];
        origin[sampleAxis] = span.first();
        missing += array.read(origin, -1, sampleAxis, new double[][] {values[lead]});
      }
      noteMissing(missing);
      return facts.recording(format, file.version(), values, first.type().isWhole(), notes);
    }

    private double[][] room(int leads, int samples, int size) {
      if (samples < (wanted.isPresent() ? 1 : 2) || (long) leads * samples > MOST_SAMPLES) {
        throw file.error(
            "expected 2 to %d samples of %d leads, found %d; --from SECONDS --seconds N reads a part of more"
                .formatted(MOST_SAMPLES / leads, leads, samples));
      }
      // Gzip shortens to a thousandth at most.
      if ((long) leads * samples * size / 2000 > file.size()) {
        throw file.error(
            "expected samples within the file's %d bytes, found %d of %d leads stated"
                .formatted(file.size(), samples, leads));
      }
      return new double[leads][samples];
    }

    private void noteMissing(long missing) {
      if (missing > 0) {
        notes.add(missing + " samples were never written to the file and are missing.");
      }
    }

    private double[][] withoutZerosAround(double[][] values) {
      int begin = 0;
      int end = values[0].length;
      while (begin < end && isZero(values, begin)) {
        begin++;
      }
      while (end > begin && isZero(values, end - 1)) {
        end--;
      }
      if (end - begin < 2) {
        throw file.error("expected samples, found zeros alone");
      }
      if (end - begin == values[0].length) {
        return values;
      }
      notes.add(
          "%d samples at the beginning and %d at the end are exactly 0 in all leads: padding, which was cut off."
              .formatted(begin, values[0].length - end));
      double[][] kept = new double[values.length][];
      for (int lead = 0; lead < values.length; lead++) {
        kept[lead] = Arrays.copyOfRange(values[lead], begin, end);
      }
      return kept;
    }

    private static boolean isZero(double[][] values, int sample) {
      for (double[] lead : values) {
        if (lead[sample] != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
