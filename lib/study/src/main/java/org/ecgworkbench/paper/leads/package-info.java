/**
 * Notebook 04: Table 4 and Figure 5, networks on single leads and sets of leads. Each network is a {@link
 * org.ecgworkbench.study.TrainingJob}, which any process may do; {@link org.ecgworkbench.paper.leads.Gathering} puts together what is done.
 */
package org.ecgworkbench.paper.leads;
