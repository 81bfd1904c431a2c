/** Whether results are what their sidecars say, and how two folders of results differ. */
package org.ecgworkbench.verify;
