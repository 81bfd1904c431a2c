/** The verbs that make of results what journals ask for. */
package org.ecgworkbench.cli.journal;
