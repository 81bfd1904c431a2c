/**
 * What can be wrong with a recording: the checks of the quality gate, what they find, and who is left out for it. Units as in {@link
 * org.ecgworkbench.ecg}.
 */
package org.ecgworkbench.dataset.quality;
