/** Notebook 01: Table 1, Figure 1, and what the data are like. */
package org.ecgworkbench.paper.data;
