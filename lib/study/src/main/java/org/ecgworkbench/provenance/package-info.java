/** Where a result comes from: data, code, settings, seeds, machine, in a sidecar beside it, sealed. */
package org.ecgworkbench.provenance;
