package org.ecgworkbench.dataset.device;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
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
import org.ecgworkbench.dataset.device.xml.AnnotatedEcgXml;
import org.ecgworkbench.dataset.device.xml.MuseXml;
import org.ecgworkbench.dataset.device.xml.SierraXml;
import org.ecgworkbench.ecg.EcgDataException;

/** A file and the format that it is of: what is said where it is of none, or is not whole. */
record RecognisedFile(DeviceSource source, DeviceFormat format) {
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

  /** The format of a file, if it is of one that is read. */
  static Optional<DeviceFormat> format(DeviceSource source) {
    return format(source, FORMATS);
  }

  private static Optional<DeviceFormat> format(DeviceSource source, List<DeviceFormat> formats) {
    return formats.stream().filter(format -> format.recognises(source)).findFirst();
  }

  static RecognisedFile of(DeviceSource source, List<DeviceFormat> formats) {
    return new RecognisedFile(
        source, format(source, formats).orElseThrow(() -> unknown(source, formats)));
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

  ArchiveFormat archive() {
    if (format instanceof ArchiveFormat archive) {
      return archive;
    }
    throw new EcgDataException(
        "%s: expected a file of several recordings, to name one by its place, found %s"
            .formatted(source.name(), format.name()));
  }

  /** What a reader gives, or one sentence. */
  <T> T guarded(Supplier<T> reading) {
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

  /** The recording at its rate, with its derived leads and notes. */
  Recording complete(DeviceRecording read, OptionalDouble givenRateHz) {
    return RecordingChecks.complete(source.name(), GivenRate.of(source.name(), read, givenRateHz));
  }
}
