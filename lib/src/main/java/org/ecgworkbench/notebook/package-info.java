/**
 * What every notebook needs: showing results under a cell in whichever Java kernel runs it. Without a kernel everything is printed, so the
 * same code runs from a plain {@code main} method.
 */
package org.ecgworkbench.notebook;
