package org.ecgworkbench.archive;

import java.io.Serializable;

/**
 * Recordings of one file.
 *
 * @param folder the number of the folder given with {@code --data}
 * @param file the path relative to that folder, with slashes
 * @param first the place of the first recording of a file that holds several; -1 where it holds one
 * @param end the place behind the last
 * @param sha256 of a file that holds several, which is not summed for each part anew; else empty
 */
record Piece(int folder, String file, int first, int end, String sha256) implements Serializable {
  private static final long serialVersionUID = 1;

  static Piece whole(int folder, String file) {
    return new Piece(folder, file, -1, 0, "");
  }

  int recordings() {
    return first < 0 ? 1 : end - first;
  }
}
