/** Recordings and explanations as pages for a browser, each one file that needs no network. */
package org.ecgworkbench.figure.page;
