/**
 * The paper: arXiv:2010.10328, journal version doi 10.1016/j.isci.2021.102373. One class a table or figure, each putting the other
 * packages together; {@link org.ecgworkbench.paper.Study} holds what they share: data, profile, seed, saved runs.
 *
 * <p>{@link org.ecgworkbench.paper.LeadStudy} compares networks on different leads over folds and seeds. Each network is a {@link
 * org.ecgworkbench.paper.TrainingJob}, which any process may do; {@link org.ecgworkbench.paper.Gathering} puts together what is done.
 */
package org.ecgworkbench.paper;
