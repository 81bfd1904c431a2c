package org.ecgworkbench.planted.low;

import org.ecgworkbench.planted.high.High;

/** Uses what stands above it: {@code HouseTest} must see that. */
public final class Low {
  int up() {
    return new High.Room().number();
  }
}
