/** What a table and a figure of the study are: shown in a notebook, written with their sidecars. */
package org.ecgworkbench.result;
