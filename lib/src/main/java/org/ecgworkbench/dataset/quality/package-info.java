/** The quality report as a page to look at. Units as in {@link org.ecgworkbench.ecg}. */
package org.ecgworkbench.dataset.quality;
