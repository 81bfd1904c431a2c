/**
 * Archives of any number of recordings: index, quality, features, scores and explanations as Parquet, computed by Apache Spark on one machine or on
 * many.
 *
 * <p>An archive is cut into parts of so many recordings, in the order of their paths. A part is one task of Spark, which reads its recordings with the
 * project's own readers and writes two files, the rows and the failures, under names that say only which part it is. So the files have the same
 * bytes on one core and on a cluster, whatever was tried again, and a second call knows by their content which are still right.
 */
package org.ecgworkbench.archive;
