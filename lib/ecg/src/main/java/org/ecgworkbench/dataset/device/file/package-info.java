/** What a reader of a device format is given, and what it gives. Samples are in mV; {@code NaN} is a missing one. For the library's own use. */
package org.ecgworkbench.dataset.device.file;
