/** Notebooks 02 and 03: Tables 2 and 3, Figures 2 to 4, calibration, rotation of folds. */
package org.ecgworkbench.paper.performance;
