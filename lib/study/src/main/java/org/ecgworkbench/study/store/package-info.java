/** Saved runs: predictions, weights and history of one training in a folder of its own, sealed, found again by their key. */
package org.ecgworkbench.study.store;
