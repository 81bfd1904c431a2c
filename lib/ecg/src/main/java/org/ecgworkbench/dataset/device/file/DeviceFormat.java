package org.ecgworkbench.dataset.device.file;

import org.ecgworkbench.ecg.EcgDataException;

/** One file format. An implementation has no state. */
public interface DeviceFormat {
  /** {@return the format's name as {@code recording} prints it, for example {@code "GE MUSE XML"}} */
  String name();

  /**
   * {@return whether a file is of this format, by its content alone} It never throws and reads {@link DeviceSource#head()} only.
   *
   * @param source the file
   */
  boolean recognises(DeviceSource source);

  /**
   * {@return whether {@link #read} gives the part that {@link DeviceSource#part()} wants, and reads no more}; else the whole is read and
   * cut.
   */
  default boolean readsParts() {
    return false;
  }

  /**
   * Reads the rhythm recording.
   *
   * @param source the file, which {@link #recognises} accepted
   * @return the stored leads, in stored order
   * @throws EcgDataException if the file is damaged or of a kind that is not read; the message names the file, the lead where there is
   *     one, what was expected and what was found
   */
  DeviceRecording read(DeviceSource source);

  /**
   * Reads what an index needs: rate, names of leads and their length, age and sex; what the samples are need not be looked at.
   *
   * @param source the file, which {@link #recognises} accepted
   * @return as {@link #read}, the values of the samples of no meaning
   * @throws EcgDataException as {@link #read}, but for what the samples alone tell
   */
  default DeviceRecording outline(DeviceSource source) {
    return read(source);
  }
}
