package org.ecgworkbench.dataset.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.array.CartCsvFormat;
import org.ecgworkbench.dataset.device.array.Hdf5Format;
import org.ecgworkbench.dataset.device.array.NumpyArchiveFormat;
import org.ecgworkbench.dataset.device.array.NumpyFormat;
import org.ecgworkbench.dataset.device.binary.DicomFormat;
import org.ecgworkbench.dataset.device.binary.EdfFormat;
import org.ecgworkbench.dataset.device.binary.IshneFormat;
import org.ecgworkbench.dataset.device.binary.ScpFormat;
import org.ecgworkbench.dataset.device.file.ArchiveFormat;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.LeadName;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.dataset.device.file.WantedPart;
import org.ecgworkbench.dataset.device.xml.AnnotatedEcgXml;
import org.ecgworkbench.dataset.device.xml.MuseXml;
import org.ecgworkbench.dataset.device.xml.SierraXml;
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
  /**
   * A rate that is given and differs from the file's by no more than this part of it is the same,
   * rounded.
   */
  private static final double SAME_RATE = 1e-5;

  private static final double HIGHEST_HZ = 100_000;
  private static final int NEAR_BYTES = 1 << 13;

  /** The leads that give the twelve. */
  private static final Set<String> EIGHT = Set.of("I", "II", "V1", "V2", "V3", "V4", "V5", "V6");

  static final List<DeviceFormat> FORMATS =
      List.of(
          new MuseXml(),
          new SierraXml(),
          new AnnotatedEcgXml(),
          new DicomFormat(),
          new ScpFormat(),
          new EdfFormat(),
          new IshneFormat(),
          new Hdf5Format(),
          new NumpyFormat(),
          new NumpyArchiveFormat(),
          new CartCsvFormat());

  private DeviceFile() {}

  /**
   * {@return the name of the format of a file, read or known only; empty if none is recognised}
   *
   * @param file the file
   * @throws EcgDataException if it is not there or cannot be read
   */
  public static Optional<String> format(Path file) {
    DeviceSource source = new DeviceSource(file);
    return reader(source, FORMATS)
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
    DeviceFormat format = reader(near, FORMATS).orElse(null);
    DeviceSource source = near;
    if (format == null && near.size() > NEAR_BYTES) {
      source = new DeviceSource(file);
      format = reader(source, FORMATS).orElse(null);
    }
    if (format instanceof ArchiveFormat several) {
      DeviceSource whole = new DeviceSource(file);
      return guarded(whole, several, () -> several.count(whole));
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
    return read(new DeviceSource(file), samplingRateHz, FORMATS);
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
    return read(new DeviceSource(file), OptionalInt.of(place), samplingRateHz, FORMATS);
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
    return read(new DeviceSource(file, Optional.of(part)), place, samplingRateHz, FORMATS);
  }

  static Recording read(
      DeviceSource source, OptionalDouble samplingRateHz, List<DeviceFormat> formats) {
    return read(source, OptionalInt.empty(), samplingRateHz, formats);
  }

  private static Recording read(
      DeviceSource source,
      OptionalInt place,
      OptionalDouble samplingRateHz,
      List<DeviceFormat> formats) {
    DeviceFormat format = reader(source, formats).orElseThrow(() -> unknown(source, formats));
    checked(samplingRateHz);
    return guarded(
        source,
        format,
        () -> {
          DeviceRecording read =
              place.isEmpty()
                  ? format.read(source)
                  : archive(source, format).read(source, place.getAsInt());
          if (source.part().isPresent() && !format.readsParts()) {
            read = source.part().get().of(source.name(), read);
          }
          return RecordingChecks.complete(
              source.name(), withRate(source.name(), read, samplingRateHz));
        });
  }

  private static ArchiveFormat archive(DeviceSource source, DeviceFormat format) {
    if (format instanceof ArchiveFormat archive) {
      return archive;
    }
    throw new EcgDataException(
        "%s: expected a file of several recordings, to name one by its place, found %s"
            .formatted(source.name(), format.name()));
  }

  /** What a reader gives, or one sentence. */
  private static <T> T guarded(DeviceSource source, DeviceFormat format, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (EcgDataException | CancellationException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw new EcgDataException(
          "%s: expected a %s file that fits into memory, found one that does not"
              .formatted(source.name(), format.name()),
          e);
    } catch (RuntimeException | StackOverflowError | InternalError e) {
      throw new EcgDataException(
          "%s: expected a whole %s file, found one that is damaged"
              .formatted(source.name(), format.name()),
          e);
    }
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
    DeviceSource source = new DeviceSource(file);
    DeviceFormat format = reader(source, FORMATS).orElseThrow(() -> unknown(source, FORMATS));
    ObjIntConsumer<Supplier<DeviceRecording>> each =
        (recording, place) ->
            use.accept(
                () ->
                    guarded(
                        source,
                        format,
                        () -> outline(source, recording.get(), ratesHz.apply(place))),
                place);
    if (format instanceof ArchiveFormat several) {
      guarded(
          source,
          format,
          () -> {
            several.each(source, 0, count, each);
            return null;
          });
    } else {
      each.accept(() -> format.outline(source), 0);
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
    DeviceSource source = new DeviceSource(file);
    DeviceFormat format = reader(source, FORMATS).orElseThrow(() -> unknown(source, FORMATS));
    checked(samplingRateHz);
    archive(source, format)
        .each(
            source,
            first,
            end,
            (recording, place) ->
                use.accept(
                    () ->
                        guarded(
                            source,
                            format,
                            () ->
                                RecordingChecks.complete(
                                    source.name(),
                                    withRate(source.name(), recording.get(), samplingRateHz))),
                    place));
  }

  private static Outline outline(DeviceSource source, DeviceRecording read, OptionalDouble rateHz) {
    DeviceRecording rated = withRate(source.name(), read, rateHz);
    Set<String> names = new HashSet<>();
    int samples = rated.leads().isEmpty() ? 0 : rated.leads().get(0).millivolts().length;
    boolean sound = samples > 0;
    for (StoredLead lead : rated.leads()) {
      sound &= names.add(LeadName.of(lead.name())) && lead.millivolts().length == samples;
    }
    if (!sound || !names.containsAll(EIGHT)) {
      // Other leads may give these; if not, this says what is wrong.
      samples = RecordingChecks.complete(source.name(), rated).twelveLeads()[0].length;
    }
    return new Outline(rated.samplingRateHz(), samples, rated.ageYears(), rated.sex());
  }

  private static Optional<DeviceFormat> reader(DeviceSource source, List<DeviceFormat> formats) {
    return formats.stream().filter(format -> format.recognises(source)).findFirst();
  }

  private static EcgDataException unknown(DeviceSource source, List<DeviceFormat> formats) {
    Optional<UnreadFormat> unread = UnreadFormat.of(source.head());
    if (unread.isPresent()) {
      return new EcgDataException(
          "%s: found %s, which is known and not read; %s"
              .formatted(source.name(), unread.get().title(), unread.get().advice()));
    }
    String root = UnreadFormat.root(source.head());
    String found =
        source.size() == 0
            ? "an empty file"
            : root.isEmpty()
                ? "none of these"
                : "XML of another kind, <" + Words.quotable(root) + ">";
    return new EcgDataException(
        "%s: expected a recording (WFDB, MATLAB of CPSC2018, a table in .csv, %s), found %s"
            .formatted(
                source.name(),
                String.join(", ", formats.stream().map(DeviceFormat::name).toList()),
                found));
  }

  private static OptionalDouble checked(OptionalDouble given) {
    if (given.isPresent() && !(given.getAsDouble() > 0 && given.getAsDouble() <= HIGHEST_HZ)) {
      throw new IllegalArgumentException(
          "a sampling rate must be above 0, at most 100000 Hz, found "
              + given.getAsDouble()
              + " Hz");
    }
    return given;
  }

  /** The recording at its rate: that of the file, or where that has none the given one. */
  private static DeviceRecording withRate(String name, DeviceRecording read, OptionalDouble given) {
    double stated = read.samplingRateHz();
    if (!Double.isNaN(stated)) {
      if (!(stated > 0 && stated <= HIGHEST_HZ)) {
        throw new EcgDataException(
            "%s: expected a sampling rate above 0, at most 100000 Hz, found %s Hz"
                .formatted(name, stated));
      }
      if (given.isPresent() && Math.abs(given.getAsDouble() - stated) > SAME_RATE * stated) {
        throw new EcgDataException(
            "%s: expected the sampling rate that was given, %s Hz, found %s Hz in the file"
                .formatted(name, Words.number(given.getAsDouble()), Words.number(stated)));
      }
      return read;
    }
    if (given.isEmpty()) {
      throw new EcgDataException(
          name
              + ": expected a sampling rate, found none in the file; it has to be given (--rate"
              + " HZ; for files of a folder, sampling_rate_hz in its labels.csv)");
    }
    double hz = given.getAsDouble();
    List<String> notes = new ArrayList<>(read.notes());
    notes.add("The file states no sampling rate; " + Words.number(hz) + " Hz was given.");
    return new DeviceRecording(
        read.format(),
        read.version(),
        read.maker(),
        hz,
        read.leads(),
        read.ageYears(),
        read.sex(),
        notes);
  }
}
