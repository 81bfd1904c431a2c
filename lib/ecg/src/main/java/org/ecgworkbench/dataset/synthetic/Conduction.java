package org.ecgworkbench.dataset.synthetic;

/** How the ventricles are excited. */
enum Conduction {
  NORMAL,
  INCOMPLETE_RIGHT,
  INCOMPLETE_LEFT,
  HYPERTROPHY,
  NONSPECIFIC_DELAY,
  LEFT_ANTERIOR,
  LEFT,
  RIGHT;

  boolean blocked() {
    return this == LEFT || this == RIGHT;
  }
}
