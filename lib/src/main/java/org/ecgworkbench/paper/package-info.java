/**
 * The paper: arXiv:2010.10328, journal version doi 10.1016/j.isci.2021.102373. One class a table or figure, each putting the other
 * packages together; {@link org.ecgworkbench.paper.Study} holds what they share: data, profile, seed, saved runs.
 */
package org.ecgworkbench.paper;
