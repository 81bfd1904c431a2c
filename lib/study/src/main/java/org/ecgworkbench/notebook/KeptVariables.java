package org.ecgworkbench.notebook;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;

/**
 * Keeps the values of variables in a JShell. JShell declares a variable anew when something that it was made from is declared anew ({@code
 * var steps = 10 * epochs;} after another {@code int epochs}), and its value is then 0 or null without a word
 * (github.com/dflib/jjava/issues/128). Here it keeps the value that it had; where that cannot be, one line says so.
 */
final class KeptVariables {
  private final ClassLoader classes;
  private final Map<String, Field> fields = new HashMap<>();

  private KeptVariables(ClassLoader classes) {
    this.classes = classes;
  }

  /**
   * Keeps the values of all variables from now on.
   *
   * @param shell runs in this process, its package {@code jdk.jshell} open to this class
   * @param classes finds the classes that JShell makes
   */
  static void in(JShell shell, ClassLoader classes) {
    shell.onSnippetEvent(new KeptVariables(classes)::follow);
  }

  private void follow(SnippetEvent event) {
    if (!(event.snippet() instanceof VarSnippet variable)) {
      return;
    }
    boolean isMadeAnew = event.causeSnippet() != null;
    if (event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED && isMadeAnew) {
      System.err.println(variable.name() + " is gone: its class was declared anew");
    }
    if (event.status() != Snippet.Status.VALID) {
      return;
    }
    Field before = fields.remove(variable.id());
    try {
      Field now = field(variable);
      fields.put(variable.id(), now);
      if (isMadeAnew && before != null && before != now) {
        now.set(null, before.get(null));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      if (isMadeAnew) {
        System.err.println(variable.name() + " was reset: what it was made from was declared anew");
      }
    }
  }

  /** The static field that holds a variable; which class has it, JShell keeps to itself. */
  private Field field(VarSnippet variable) throws ReflectiveOperationException {
    Method className = Snippet.class.getDeclaredMethod("classFullName");
    className.setAccessible(true);
    Field field =
        Class.forName((String) className.invoke(variable), true, classes)
            .getDeclaredField(variable.name());
    field.setAccessible(true);
    return field;
  }
}
