package org.ecgworkbench.dataset.device.array;

import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.ecgworkbench.dataset.device.file.ArchiveFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;

/**
 * A {@code .npy} file of one recording, leads by samples or samples by leads, or of several along
 * the first axis. It states neither rate nor unit nor leads: the rate is left open, fractions are
 * taken as mV, whole numbers as uV, and the standard order of leads is assumed, each with a note.
 */
public final class NumpyFormat implements ArchiveFormat {
  private static final int LEADS = Lead.ALL.size();

  @Override
  public String name() {
    return "NumPy .npy";
  }

  @Override
  public boolean recognises(DeviceSource source) {
    return NumpyArray.isArray(source.head());
  }

  /**
   * Reads it.
   *
   * @throws org.ecgworkbench.ecg.EcgDataException if the file is damaged, holds Python objects or
   *     several recordings, or the leads' axis cannot be told
   */
  @Override
  public DeviceRecording read(DeviceSource source) {
    if (source.part().isEmpty()) {
      return recording(source, new NumpyArray(source.name(), source.bytesOrPart()), -1);
    }
    NumpyArray header = header(source);
    double[][] values = header.part(source, LEADS, source.part().get());
    return recording(source, header, values);
  }

  @Override
  public boolean readsParts() {
    return true;
  }

  @Override
  public int count(DeviceSource source) {
    try {
      int count = NumpyAxes.recordings(header(source).shape, LEADS);
      return count > MOST_RECORDINGS ? 1 : count;
    } catch (EcgDataException e) {
      return 1; // What is wrong is said when it is read.
    }
  }

  @Override
  public void each(
      DeviceSource source, int first, int end, ObjIntConsumer<Supplier<DeviceRecording>> use) {
    NumpyArray header = header(source);
    int count = NumpyAxes.recordings(header.shape, LEADS);
    if (count == 1 && first == 0 && end == 1) {
      use.accept(() -> read(source), 0);
      return;
    }
    // Where recordings lie one behind the other, a file of any length is read one by one.
    NumpyArray whole =
        header.firstAxisFastest ? new NumpyArray(source.name(), source.bytesOrPart()) : null;
    for (int place = first; place < end; place++) {
      int record = place;
      use.accept(
          () -> {
            NumpyAxes.checkPlace(source.name(), record, count);
            DeviceRecording one =
                whole != null
                    ? recording(source, whole, record)
                    : recording(source, header.oneOf(source, record), 0);
            return source.part().map(part -> part.of(source.name(), one)).orElse(one);
          },
          record);
    }
  }

  private static NumpyArray header(DeviceSource source) {
    return new NumpyArray(source.name(), source.head(), source.size());
  }

  private DeviceRecording recording(DeviceSource source, NumpyArray array, int place) {
    return recording(source, array, array.values(place, LEADS));
  }

  private DeviceRecording recording(DeviceSource source, NumpyArray array, double[][] values) {
    return new NumpyFacts(source.name())
        .recording(name(), array.version, values, array.sampleType().isWhole(), List.of());
  }
}
