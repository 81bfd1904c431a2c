/**
 * The paper's own numbers: arXiv:2010.10328, journal version doi 10.1016/j.isci.2021.102373. The packages below have one class a
 * table or figure, each package what one notebook shows; {@link org.ecgworkbench.study.Study} holds what they share.
 */
package org.ecgworkbench.paper;
