/**
 * Gets published data sets from their publisher, or from a mirror, and verifies every file by its SHA-256 before it stands under its
 * name.
 *
 * <p>What there is to get is written in {@code datasets/*.json} ({@link org.ecgworkbench.download.DataSource}); the sums come
 * from the publisher's own {@code SHA256SUMS.txt} at run time. Sizes are in bytes, times in seconds or {@link java.time.Duration}.
 */
package org.ecgworkbench.dataset.download;
