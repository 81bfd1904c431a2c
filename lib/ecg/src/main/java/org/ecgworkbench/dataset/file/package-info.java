/** Text files and tables as data sets bring them, read within stated bounds. For the library's own use. */
package org.ecgworkbench.dataset.file;
