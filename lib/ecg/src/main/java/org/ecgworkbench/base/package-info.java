/** Tools that every other package uses: whole files, matrices, threads, words, HTML. For the library's own use. */
package org.ecgworkbench.base;
