/**
 * What every notebook and command needs: parameters, display, progress, provenance. Nothing here knows an experiment.
 */
package org.ecgworkbench.notebook;
