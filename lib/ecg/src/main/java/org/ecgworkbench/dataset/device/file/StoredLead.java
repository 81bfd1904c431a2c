package org.ecgworkbench.dataset.device.file;

/**
 * A lead as its file stores it.
 *
 * @param name the lead's standard name ({@code "I"}, {@code "aVR"}, {@code "V1"}, but also {@code "V3R"} or {@code "V7"}), or the file's
 *     own where it is no standard one
 * @param millivolts {@code [samples]} in mV; {@code NaN} is a missing sample
 */
public record StoredLead(String name, double[] millivolts) {}
