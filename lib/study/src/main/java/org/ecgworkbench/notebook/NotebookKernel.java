package org.ecgworkbench.notebook;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The kernel that runs in this process, reached by reflection so that the library depends on none: JJava, or IJava from which it comes.
 * Both have a static method that returns the running kernel; what is shown is a {@code DisplayData}, the parameter of the kernel's {@code
 * display} method, and {@code getIO().display.updateDisplay(id, data)} replaces it.
 */
final class NotebookKernel {
  /** Class and static method that returns the running kernel or {@code null}: IJava, JJava up to 1.0-M3, JJava from then on. */
  private static final List<List<String>> KERNELS =
      List.of(
          List.of("io.github.spencerpark.ijava.runtime.Kernel", "getKernelInstance"),
          List.of("io.github.spencerpark.ijava.IJava", "getKernelInstance"),
          List.of("org.dflib.jjava.runtime.Kernel", "getKernelInstance"),
          List.of("org.dflib.jjava.JJava", "getKernelInstance"),
          List.of("org.dflib.jjava.jupyter.kernel.BaseKernel", "notebookKernel"));

  private final Object kernel;

  private NotebookKernel(Object kernel) {
    this.kernel = kernel;
  }

  /**
   * Finds the kernel of this process.
   *
   * @return the kernel, empty if none is running
   */
  static Optional<NotebookKernel> running() {
    for (List<String> known : KERNELS) {
      Object kernel = instance(known.get(0), known.get(1));
      if (kernel != null) {
        return Optional.of(new NotebookKernel(kernel));
      }
    }
    return Optional.empty();
  }

  /** Value of a static method, {@code null} where it does not exist or says that no kernel is running. */
  private static Object instance(String type, String method) {
    try {
      return Class.forName(type, true, NotebookKernel.class.getClassLoader())
          .getMethod(method)
          .invoke(null);
    } catch (ClassNotFoundException | NoSuchMethodException | InvocationTargetException e) {
      return null;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(type + "." + method + " cannot be called", e);
    }
  }

  /**
   * Shows one object in several forms.
   *
   * @param bundle content by MIME type, binary content in base64
   * @return an id for {@link #update}
   */
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

  /**
   * Replaces what is shown under an id.
   *
   * @param id what {@link #show} returned
   * @param bundle content by MIME type, binary content in base64
   */
  void update(String id, Map<String, String> bundle) {
    try {
      Class<?> dataType = displayMethod().getParameterTypes()[0];
      Object io = get("getIO");
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

  /**
   * Has every value of a cell, but for those that the kernel knows better, shown in other forms (JJava).
   *
   * @param forms content by MIME type of a value
   */
  void render(Function<Object, Map<String, String>> forms) {
    try {
      Object renderer = get("getRenderer");
      Method create = renderer.getClass().getMethod("createRegistration", Class.class);
      for (Class<?> type :
          List.of(Object.class, String.class, java.awt.image.BufferedImage.class)) {
        Object registration = call(create, renderer, type);
        Method register =
            List.of(registration.getClass().getMethods()).stream()
                .filter(m -> m.getName().equals("register"))
                .findFirst()
                .orElseThrow(NoSuchMethodException::new);
        Class<?> function = register.getParameterTypes()[0];
        Object ours =
            Proxy.newProxyInstance(
                function.getClassLoader(),
                new Class<?>[] {function},
                (proxy, method, arguments) -> {
                  if (method.getDeclaringClass() == Object.class) {
                    return method.invoke(forms, arguments);
                  }
                  put(get(arguments[1], "getOutputContainer"), forms.apply(arguments[0]));
                  return null;
                });
        call(register, registration, ours);
      }
    } catch (ReflectiveOperationException e) {
      throw unusable(kernel, e);
    }
  }

  /**
   * Runs a statement as a cell does, so that an interrupt ends it (JJava).
   *
   * @param statement is not shown
   */
  void evaluate(String statement) {
    try {
      Object builder =
          call(kernel.getClass().getMethod("evalBuilder", String.class), kernel, statement);
      get(builder, "eval");
    } catch (ReflectiveOperationException e) {
      throw unusable(kernel, e);
    }
  }

  /** {@return whether this thread is one that runs cells (JJava)} */
  boolean isInCell() {
    return Thread.currentThread().getName().startsWith("jjava-exec-");
  }

  /** {@return a number of the running cell, another in each run of a cell} */
  int cell() {
    for (Class<?> type = kernel.getClass(); type != null; type = type.getSuperclass()) {
      try {
        Field count = type.getDeclaredField("executionCount");
        count.setAccessible(true);
        return ((Number) count.get(kernel)).intValue();
      } catch (NoSuchFieldException e) {
        continue;
      } catch (IllegalAccessException e) {
        throw unusable(kernel, e);
      }
    }
    throw unusable(kernel, new NoSuchFieldException("executionCount"));
  }

  /** {@return what a method of the kernel without parameters returns} */
  Object get(String method) {
    return get(kernel, method);
  }

  static Object get(Object target, String method) {
    try {
      Method found = target.getClass().getMethod(method);
      found.setAccessible(true); // the class alone may not be public
      return call(found, target);
    } catch (ReflectiveOperationException e) {
      throw unusable(target, e);
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
    put(data, bundle);
    return data;
  }

  private static void put(Object data, Map<String, String> bundle)
      throws ReflectiveOperationException {
    Method put = data.getClass().getMethod("putData", String.class, Object.class);
    for (Map.Entry<String, String> form : bundle.entrySet()) {
      call(put, data, form.getKey(), form.getValue());
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
}
