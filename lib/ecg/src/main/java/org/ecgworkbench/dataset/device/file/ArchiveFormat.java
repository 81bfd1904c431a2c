package org.ecgworkbench.dataset.device.file;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.ecgworkbench.ecg.EcgDataException;

/** A format of which one file may hold several recordings. */
public interface ArchiveFormat extends DeviceFormat {
  /** More in one file would make the list of a folder too long for memory. */
  int MOST_RECORDINGS = 200_000;

  /**
   * {@return how many recordings a file holds; 1 where it cannot be told, or there are more than
   * {@link #MOST_RECORDINGS}, so that a reading says what is wrong}
   *
   * @param source the file, which {@link #recognises} accepted
   */
  int count(DeviceSource source);

  /**
   * Gives recordings of a file one after the other, each read when it is asked for; the file is
   * opened once, and of a large array only the wanted part is read.
   *
   * @param source the file, which {@link #recognises} accepted
   * @param first the first place that is given: along the first axis, or among the recordings of
   *     the file in stored order, from 0
   * @param end the place behind the last
   * @param use takes each recording, and its place; getting it throws {@link EcgDataException} as
   *     {@link #read(DeviceSource)} does, and if there are fewer
   * @throws EcgDataException if the file cannot be read at all
   */
  void each(DeviceSource source, int first, int end, ObjIntConsumer<Supplier<DeviceRecording>> use);

  /**
   * Reads one of the recordings of a file.
   *
   * @param source the file, which {@link #recognises} accepted
   * @param place which one, from 0
   * @return the recording
   * @throws EcgDataException as {@link #read(DeviceSource)}; if there are fewer
   */
  default DeviceRecording read(DeviceSource source, int place) {
    AtomicReference<DeviceRecording> read = new AtomicReference<>();
    each(source, place, place + 1, (recording, at) -> read.set(recording.get()));
    return read.get();
  }
}
