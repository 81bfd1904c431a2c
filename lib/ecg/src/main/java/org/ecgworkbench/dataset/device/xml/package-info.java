/** Recordings in XML: GE MUSE, Philips Sierra, HL7 aECG. Samples are in mV; {@code NaN} is a missing one. For the library's own use. */
package org.ecgworkbench.dataset.device.xml;
