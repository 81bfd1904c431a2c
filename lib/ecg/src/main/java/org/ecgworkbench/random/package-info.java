/** Seeded random streams, each with a name: NumPy's legacy generator to the bit. */
package org.ecgworkbench.random;
