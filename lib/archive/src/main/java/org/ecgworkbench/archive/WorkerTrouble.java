package org.ecgworkbench.archive;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A machine of the cluster cannot do its part: one sentence that names it. */
final class WorkerTrouble extends RuntimeException {
  private static final long serialVersionUID = 1;

  WorkerTrouble(String what) {
    super("machine " + host() + ": " + what);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "without a name";
    }
  }
}
