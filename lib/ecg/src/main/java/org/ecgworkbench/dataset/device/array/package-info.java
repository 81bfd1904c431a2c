/** Recordings as arrays and tables: NumPy, HDF5, the CSV of carts. Samples are in mV; {@code NaN} is a missing one. For the library's own use. */
package org.ecgworkbench.dataset.device.array;
