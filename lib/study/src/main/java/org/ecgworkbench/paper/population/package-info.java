/** Notebook 06: Figure 7, the population's attributions, and leads as players of a game. */
package org.ecgworkbench.paper.population;
