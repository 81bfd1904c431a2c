/**
 * Charts. XChart draws lines and histograms. Drawn here is what it has not, as of 3.8.8: a band around a curve ({@link
 * org.ecgworkbench.figure.chart.CurvePanels}), boxes in groups with their numbers ({@link org.ecgworkbench.figure.chart.GroupedBoxes}), dots
 * in named rows ({@link org.ecgworkbench.figure.chart.DotPanels}); and what it does otherwise than a paper needs: its heat map paints a
 * missing value black, and its bars stand in the order of their names, so that an average cannot be set apart.
 */
package org.ecgworkbench.figure.chart;
