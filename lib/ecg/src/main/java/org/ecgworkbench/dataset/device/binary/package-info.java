/** Recordings in binary forms: DICOM, SCP-ECG, EDF and BDF, ISHNE. Samples are in mV; {@code NaN} is a missing one. For the library's own use. */
package org.ecgworkbench.dataset.device.binary;
