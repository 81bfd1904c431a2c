/** Notebook 06: what an attribution is worth, on known evidence and against controls. */
package org.ecgworkbench.paper.faithfulness;
