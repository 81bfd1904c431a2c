/** Notebook 08: the protocol on recordings of patients, trained on one data set and tested on two. */
package org.ecgworkbench.real;
