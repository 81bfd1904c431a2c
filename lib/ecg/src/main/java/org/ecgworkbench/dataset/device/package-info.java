/**
 * Recordings as carts and archives write them: one reader for each format, behind one door that looks at the content.
 *
 * <p>Samples are in mV, {@code [samples]} for each stored lead; {@code NaN} is a missing sample.
 */
package org.ecgworkbench.dataset.device;
