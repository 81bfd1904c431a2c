package org.ecgworkbench.provenance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one does to a sidecar who changes it and knows its form. */
public final class Sealed {
  private static final Pattern SEAL =
      Pattern.compile(",\n  \"" + Sidecar.SEAL + "\": \"[0-9a-f]{64}\",\n");

  private Sealed() {}

  /** The text with the seal that it would have been given; unchanged where it has none. */
  public static String again(String sidecar) {
    Matcher seal = SEAL.matcher(sidecar);
    if (!seal.find()) {
      return sidecar;
    }
    String sealed = sidecar.substring(0, seal.start());
    return sealed
        + Sidecar.sealLine(Provenance.sha256(sealed + Sidecar.END))
        + sidecar.substring(seal.end());
  }
}
