/** The verbs of {@code environment/workbench}: work without a notebook. Data go to standard output, progress to standard error. */
package org.ecgworkbench.cli;
