/** Notebook 05: Figure 6, one patient's recording explained. */
package org.ecgworkbench.paper.patients;
