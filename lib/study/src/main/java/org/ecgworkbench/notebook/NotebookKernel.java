package org.ecgworkbench.notebook;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The kernel that runs in this process, reached by reflection so that the library depends on none.
 *
 * <p>This project's own kernel offers {@code org.ecgworkbench.kernel.Display} with {@code isRunning()}, {@code show(Map)} and {@code
 * update(String, Map)}. IJava and JJava have a static method that returns the running kernel; what is shown is a {@code DisplayData},
 * the parameter of the kernel's {@code display} method, and {@code getIO().display.updateDisplay(id, data)} replaces it.
 */
abstract class NotebookKernel {
  private static final String OWN = "org.ecgworkbench.kernel.Display";

  /** Class and static method that returns the running kernel or {@code null}: IJava, JJava up to 1.0-M3, JJava from then on. */
  private static final List<List<String>> OTHERS =
      List.of(
          List.of("io.github.spencerpark.ijava.runtime.Kernel", "getKernelInstance"),
          List.of("io.github.spencerpark.ijava.IJava", "getKernelInstance"),
          List.of("org.dflib.jjava.runtime.Kernel", "getKernelInstance"),
          List.of("org.dflib.jjava.JJava", "getKernelInstance"),
          List.of("org.dflib.jjava.jupyter.kernel.BaseKernel", "notebookKernel"));

  /**
   * Finds the kernel of this process.
   *
   * @return the kernel, empty if none is running
   */
  static Optional<NotebookKernel> running() {
    Optional<Class<?>> own = find(OWN);
    if (own.isPresent() && Boolean.TRUE.equals(invokeStatic(own.get(), "isRunning"))) {
      return Optional.of(new Own(own.get()));
    }
    for (List<String> other : OTHERS) {
      Optional<Class<?>> type = find(other.get(0));
      Object kernel = type.isPresent() ? invokeStatic(type.get(), other.get(1)) : null;
      if (kernel != null) {
        return Optional.of(new Other(kernel));
      }
    }
    return Optional.empty();
  }

  /**
   * Shows one object in several forms.
   *
   * @param bundle content by MIME type, binary content in base64
   * @return an id for {@link #update}
   */
  abstract String show(Map<String, String> bundle);

  /**
   * Replaces what is shown under an id.
   *
   * @param id what {@link #show} returned
   * @param bundle content by MIME type, binary content in base64
   */
  abstract void update(String id, Map<String, String> bundle);

  private static Optional<Class<?>> find(String name) {
    try {
      return Optional.of(Class.forName(name, true, NotebookKernel.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Value of a static method without parameters, {@code null} where it does not exist or says that no kernel is running. */
  private static Object invokeStatic(Class<?> type, String method) {
    try {
      return type.getMethod(method).invoke(null);
    } catch (NoSuchMethodException | InvocationTargetException e) {
      return null;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(type.getName() + "." + method + " cannot be called", e);
    }
  }

  private static Object call(Method method, Object target, Object... arguments)
      throws ReflectiveOperationException {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static IllegalStateException unusable(Object kernel, ReflectiveOperationException cause) {
    return new IllegalStateException(
        "the notebook's kernel does not offer what is needed to show results: " + kernel, cause);
  }

  /** This project's kernel. */
  private static final class Own extends NotebookKernel {
    private final Class<?> display;

    Own(Class<?> display) {
      this.display = display;
    }

    @Override
    String show(Map<String, String> bundle) {
      try {
        return (String) call(display.getMethod("show", Map.class), null, bundle);
      } catch (ReflectiveOperationException e) {
        throw unusable(display, e);
      }
    }

    @Override
    void update(String id, Map<String, String> bundle) {
      try {
        call(display.getMethod("update", String.class, Map.class), null, id, bundle);
      } catch (ReflectiveOperationException e) {
        throw unusable(display, e);
      }
    }
  }

  /** IJava and JJava. */
  private static final class Other extends NotebookKernel {
    private final Object kernel;

    Other(Object kernel) {
      this.kernel = kernel;
    }

    @Override
    String show(Map<String, String> bundle) {
      String id = UUID.randomUUID().toString();
      try {
        Method display = displayMethod();
        Object data = data(display.getParameterTypes()[0], bundle);
        call(data.getClass().getMethod("setDisplayId", String.class), data, id);
        call(display, kernel, data);
        return id;
      } catch (ReflectiveOperationException e) {
        throw unusable(kernel, e);
      }
    }

    @Override
    void update(String id, Map<String, String> bundle) {
      try {
        Class<?> dataType = displayMethod().getParameterTypes()[0];
        Object io = call(kernel.getClass().getMethod("getIO"), kernel);
        Object stream = io.getClass().getField("display").get(io);
        call(
            stream.getClass().getMethod("updateDisplay", String.class, dataType),
            stream,
            id,
            data(dataType, bundle));
      } catch (ReflectiveOperationException e) {
        throw unusable(kernel, e);
      }
    }

    private Method displayMethod() throws NoSuchMethodException {
      for (Method method : kernel.getClass().getMethods()) {
        if (method.getName().equals("display")
            && method.getParameterCount() == 1
            && method.getParameterTypes()[0].getSimpleName().equals("DisplayData")) {
          return method;
        }
      }
      throw new NoSuchMethodException(kernel.getClass().getName() + ".display(DisplayData)");
    }

    private static Object data(Class<?> type, Map<String, String> bundle)
        throws ReflectiveOperationException {
      Object data = type.getConstructor().newInstance();
      Method put = type.getMethod("putData", String.class, Object.class);
      for (Map.Entry<String, String> form : bundle.entrySet()) {
        call(put, data, form.getKey(), form.getValue());
      }
      return data;
    }
  }
}
