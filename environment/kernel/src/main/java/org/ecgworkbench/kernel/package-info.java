/**
 * A thin Java kernel for Jupyter: cells are evaluated by the JDK's own JShell in this process, messages travel through
 * {@code jupyter-jvm-basekernel}.
 *
 * <p>{@link org.ecgworkbench.kernel.Main} opens the connection, {@link org.ecgworkbench.kernel.JavaKernel} answers requests, {@link
 * org.ecgworkbench.kernel.CellEvaluator} runs a cell statement by statement, {@link org.ecgworkbench.kernel.CellControl} runs one
 * statement on the cell thread so that it can be stopped, and {@link org.ecgworkbench.kernel.CellWeaver} puts the stop checks into the
 * cell's classes. {@link org.ecgworkbench.kernel.Display} is what code in a cell, or a library found by reflection, calls to show
 * something.
 */
package org.ecgworkbench.kernel;
