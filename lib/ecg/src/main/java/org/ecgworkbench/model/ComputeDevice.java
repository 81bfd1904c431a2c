package org.ecgworkbench.model;

import ai.djl.Device;

/** Where the arithmetic is done; the code is the same. A GPU needs the engine's native library for CUDA on the class path. */
public enum ComputeDevice {
  /** The first GPU if there is one, else the CPU. */
  AUTO,
  /** The CPU, the only one on which two runs agree to the bit. */
  CPU,
  /** The first GPU. */
  GPU;

  /**
   * {@return the device of a name as users type it}
   *
   * @param name {@code cpu}, {@code gpu} or {@code auto}
   * @throws IllegalArgumentException if it is none of these
   */
  public static ComputeDevice parse(String name) {
    for (ComputeDevice device : values()) {
      if (device.name().equalsIgnoreCase(name.strip())) {
        return device;
      }
    }
    throw new IllegalArgumentException(
        "device must be cpu, gpu or auto, found '" + name.strip() + "'");
  }

  /**
   * The engine's device.
   *
   * @throws IllegalArgumentException if a GPU is asked for and the engine sees none
   */
  Device device() {
    boolean present = this != CPU && NetworkEngine.engine().getGpuCount() > 0;
    if (this == GPU && !present) {
      throw new IllegalArgumentException(
          "device gpu is asked for, but the engine sees none: a GPU, its driver and PyTorch's libraries for CUDA are needed"
              + " (environment/README.md, \"A GPU\")");
    }
    return present ? Device.gpu() : Device.cpu();
  }
}
