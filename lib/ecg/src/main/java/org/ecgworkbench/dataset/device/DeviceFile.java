package org.ecgworkbench.dataset.device;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.ecgworkbench.dataset.device.file.ArchiveFormat;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.LeadName;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.dataset.device.file.WantedPart;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.ecg.TimeWindow;

/**
 * The door through which recordings of carts and archives come in, one file at a time. The content
 * says what a file is, never its name; formats that are known and not read are refused by name.
 *
 * <p>Whatever the format, leads are matched by name, limb leads that are not stored are derived
 * from I and II, stored ones are compared with them, and implausible amplitudes, flat leads and
 * missing samples are said; nothing is repaired, and nothing that names a patient is kept.
 */
public final class DeviceFile {
  private static final int NEAR_BYTES = 1 << 13;

  /** The leads that give the twelve. */
  private static final Set<String> EIGHT = Set.of("I", "II", "V1", "V2", "V3", "V4", "V5", "V6");

  private DeviceFile() {}

  /**
   * {@return the name of the format of a file, read or known only; empty if none is recognised}
   *
   * @param file the file
   * @throws EcgDataException if it is not there or cannot be read
   */
  public static Optional<String> format(Path file) {
    DeviceSource source = new DeviceSource(file);
    return RecognisedFile.format(source)
        .map(DeviceFormat::name)
        .or(() -> UnreadFormat.of(source.head()).map(UnreadFormat::title));
  }

  /**
   * {@return how many recordings a file in a folder of recordings holds: none where it is of no
   * format that is read, nor of one that is not and holds nothing else; 1 but for archives, and
   * where it cannot be told}
   *
   * @param file the file
   * @throws EcgDataException if it is not there or cannot be read
   */
  public static int recordings(Path file) {
    // Most are known by their first bytes.
    DeviceSource near = new DeviceSource(file, NEAR_BYTES);
    DeviceFormat format = RecognisedFile.format(near).orElse(null);
    DeviceSource source = near;
    if (format == null && near.size() > NEAR_BYTES) {
      source = new DeviceSource(file);
      format = RecognisedFile.format(source).orElse(null);
    }
    if (format instanceof ArchiveFormat several) {
      DeviceSource whole = new DeviceSource(file);
      return new RecognisedFile(whole, several).guarded(() -> several.count(whole));
    }
    return format != null
            || UnreadFormat.of(source.head()).filter(UnreadFormat::isOfRecordings).isPresent()
        ? 1
        : 0;
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @param samplingRateHz the rate of a file that states none; where the file states one, it has to
   *     be the same
   * @return the recording with its notes
   * @throws EcgDataException if it is of no format that is read, damaged, states no rate and none
   *     is given, or states another than is given; the message names the file, the lead where there
   *     is one, what was expected and what was found
   */
  public static Recording read(Path file, OptionalDouble samplingRateHz) {
    return read(new DeviceSource(file), samplingRateHz, RecognisedFile.FORMATS);
  }

  /**
   * Reads one of the recordings of a file that holds several, as HDF5 and NumPy files of archives do.
   *
   * @param file the file
   * @param place which one, from 0 on
   * @param samplingRateHz the rate of a file that states none; where the file states one, it has to
   *     be the same
   * @return the recording with its notes
   * @throws EcgDataException as {@link #read(Path, OptionalDouble)}; if there are fewer
   */
  public static Recording read(Path file, int place, OptionalDouble samplingRateHz) {
    return read(recognised(new DeviceSource(file)), OptionalInt.of(place), samplingRateHz);
  }

  /**
   * Reads a part of a recording, of however long a one where the format lets it be read in parts
   * (DICOM, EDF, BDF, ISHNE, NumPy, HDF5).
   *
   * @param file the file
   * @param place which of several recordings, from 0 on; empty for the only one
   * @param samplingRateHz the rate of a file that states none
   * @param window the part
   * @return the part with its notes
   * @throws EcgDataException as {@link #read(Path, OptionalDouble)}; if the recording ends before
   *     the part does
   */
  public static Recording read(
      Path file, OptionalInt place, OptionalDouble samplingRateHz, TimeWindow window) {
    WantedPart part = new WantedPart(window, samplingRateHz);
    return read(recognised(new DeviceSource(file, Optional.of(part))), place, samplingRateHz);
  }

  static Recording read(
      DeviceSource source, OptionalDouble samplingRateHz, List<DeviceFormat> formats) {
    return read(RecognisedFile.of(source, formats), OptionalInt.empty(), samplingRateHz);
  }

  private static RecognisedFile recognised(DeviceSource source) {
    return RecognisedFile.of(source, RecognisedFile.FORMATS);
  }

  private static Recording read(RecognisedFile file, OptionalInt place, OptionalDouble rateHz) {
    GivenRate.check(rateHz);
    DeviceSource source = file.source();
    return file.guarded(
        () -> {
          DeviceRecording read =
              place.isEmpty()
                  ? file.format().read(source)
                  : file.archive().read(source, place.getAsInt());
          if (source.part().isPresent() && !file.format().readsParts()) {
            read = source.part().get().of(source.name(), read);
          }
          return file.complete(read, rateHz);
        });
  }

  /**
   * What an index has of a recording of twelve leads.
   *
   * @param samplingRateHz samples a second
   * @param samples in each lead
   * @param ageYears age in years, empty where the file does not state it
   * @param sex the sex the file states
   */
  public record Outline(double samplingRateHz, int samples, OptionalInt ageYears, Sex sex) {}

  /**
   * Gives the recordings of a file one after the other, each read when it is asked for; the file is
   * opened once, and nothing of a recording is kept.
   *
   * @param file the file
   * @param count how many there are, by {@link #recordings}
   * @param ratesHz for each place the rate of a file that states none
   * @param use takes each recording, and its place; getting it throws what {@link #read} throws,
   *     and {@link EcgDataException} if one of the twelve leads is neither stored nor derived
   * @throws EcgDataException if the file cannot be read at all
   */
  public static void outlines(
      Path file,
      int count,
      IntFunction<OptionalDouble> ratesHz,
      ObjIntConsumer<Supplier<Outline>> use) {
    RecognisedFile known = recognised(new DeviceSource(file));
    DeviceSource source = known.source();
    ObjIntConsumer<Supplier<DeviceRecording>> each =
        (recording, place) ->
            use.accept(
                () -> known.guarded(() -> outline(known, recording.get(), ratesHz.apply(place))),
                place);
    if (known.format() instanceof ArchiveFormat several) {
      known.guarded(
          () -> {
            several.each(source, 0, count, each);
            return null;
          });
    } else {
      each.accept(() -> known.format().outline(source), 0);
    }
  }

  /**
   * Gives some of the recordings of a file that holds several, one after the other, each read when
   * it is asked for; the file is opened once, and of a large array only the wanted part is read.
   *
   * @param file the file
   * @param first the first place that is given, from 0
   * @param end the place behind the last
   * @param samplingRateHz the rate of a file that states none
   * @param use takes each recording, and its place; getting it throws what {@link #read} throws
   * @throws EcgDataException if the file cannot be read at all, or is not of several recordings
   */
  public static void each(
      Path file,
      int first,
      int end,
      OptionalDouble samplingRateHz,
      ObjIntConsumer<Supplier<Recording>> use) {
    RecognisedFile known = recognised(new DeviceSource(file));
    GivenRate.check(samplingRateHz);
    known
        .archive()
        .each(
            known.source(),
            first,
            end,
            (recording, place) ->
                use.accept(
                    () -> known.guarded(() -> known.complete(recording.get(), samplingRateHz)),
                    place));
  }

  private static Outline outline(RecognisedFile file, DeviceRecording read, OptionalDouble rateHz) {
    DeviceRecording rated = GivenRate.of(file.source().name(), read, rateHz);
    Set<String> names = new HashSet<>();
    int samples = rated.leads().isEmpty() ? 0 : rated.leads().get(0).millivolts().length;
    boolean sound = samples > 0;
    for (StoredLead lead : rated.leads()) {
      sound &= names.add(LeadName.of(lead.name())) && lead.millivolts().length == samples;
    }
    if (!sound || !names.containsAll(EIGHT)) {
      // Other leads may give these; if not, this says what is wrong.
      samples = RecordingChecks.complete(file.source().name(), rated).twelveLeads()[0].length;
    }
    return new Outline(rated.samplingRateHz(), samples, rated.ageYears(), rated.sex());
  }
}
