/**
 * WFDB records (header(5), signal(5)): headers, signals, segments, folders of them and PTB-XL's table; a writer. Physical values are {@code double[signal][sample]} in the
 * header's units.
 */
package org.ecgworkbench.dataset.wfdb;
