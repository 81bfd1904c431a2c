/** How sure numbers are: resampling, intervals, tests between models. Resamples are of records, or of trainings and records. */
package org.ecgworkbench.evaluation.inference;
