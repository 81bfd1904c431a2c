/**
 * What journals ask for beside a report: checklists filled from results, results as an RO-Crate, the embedded cohort as a Croissant. Made of
 * the files of a folder of results and their sidecars alone: the same folder gives the same bytes.
 */
package org.ecgworkbench.journal;
