/** Notebook 07: the paper's numbers and claims beside ours. */
package org.ecgworkbench.paper.claims;
