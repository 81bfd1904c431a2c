package org.ecgworkbench.planted.high;

/** Stands on the upper floor of a house that is planted for {@code HouseTest}. */
public final class High {
  /** Something to use. */
  public static final class Room {
    /** Not inlined by the compiler. */
    public int number() {
      return 1;
    }
  }
}
