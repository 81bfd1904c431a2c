/** What there is: every table and figure once, by name, with what makes it. */
package org.ecgworkbench.contents;
