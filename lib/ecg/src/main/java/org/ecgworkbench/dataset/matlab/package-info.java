/** Recordings of CPSC2018 in their original form: MATLAB level 5 files. For the library's own use. */
package org.ecgworkbench.dataset.matlab;
