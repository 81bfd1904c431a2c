/** Charts: bars, boxes, curves, heat maps, forest plots. Sizes in millimetres. */
package org.ecgworkbench.figure.chart;
