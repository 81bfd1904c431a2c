/**
 * Pictures: every figure draws what it is given and knows no experiment. Lengths are in millimetres on paper, fonts and lines in
 * points (1/72 inch), signals in mV. A figure saves itself as PNG with 12 pixels a millimetre and as SVG with text as text, and the
 * same input gives the same bytes.
 */
package org.ecgworkbench.figure;
