/** Pages made of results. */
package org.ecgworkbench.report;
