/** One recording of a user's own scored and explained by the shipped network; networks on other data. */
package org.ecgworkbench.recording;
