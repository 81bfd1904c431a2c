/** What an explanation is worth: against known evidence, and against another explanation. */
package org.ecgworkbench.shap.evaluation;
