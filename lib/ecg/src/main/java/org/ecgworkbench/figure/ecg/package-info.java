/** Recordings on ECG paper, 25 mm/s and 10 mm/mV, and attributions on them. */
package org.ecgworkbench.figure.ecg;
