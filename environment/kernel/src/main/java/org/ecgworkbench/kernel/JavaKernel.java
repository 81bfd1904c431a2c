package org.ecgworkbench.kernel;

import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.publish.PublishDisplayData;
import io.github.spencerpark.jupyter.messages.publish.PublishError;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteInput;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteResult;
import io.github.spencerpark.jupyter.messages.publish.PublishUpdateDisplayData;
import io.github.spencerpark.jupyter.messages.reply.ErrorReply;
import io.github.spencerpark.jupyter.messages.reply.ExecuteReply;
import io.github.spencerpark.jupyter.messages.reply.HistoryReply;
import io.github.spencerpark.jupyter.messages.reply.KernelInfoReply;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/** Answers the client's requests. */
final class JavaKernel extends BaseKernel {
  /** A request to run a cell that has not been answered yet. */
  private record Pending(ShellReplyEnvironment client, int count) {}

  /** The answer to a request that was not run because an earlier one failed. */
  @SuppressWarnings("unused") // the fields are the message
  private static final class AbortedReply {
    private final String status = "aborted";
  }

  /** The library's answer lacks what the protocol demands of every answer. */
  @SuppressWarnings("unused") // the field is part of the message
  private static final class InfoReply extends KernelInfoReply {
    private final String status = "ok";

    InfoReply(LanguageInfo language, String banner) {
      super(Header.PROTOCOL_VERISON, "ecg-workbench-kernel", "0.1.0", language, banner, List.of());
    }
  }

  private final KernelConnection connection;
  private final CellOutput output;
  private final Runnable onShutdown;
  private final Future<CellEvaluator> evaluator;
  private final AtomicReference<Pending> pending = new AtomicReference<>();
  private volatile ShellReplyEnvironment client;

  /**
   * Makes a kernel; the compiler starts in the background, so that the first request is answered at once.
   *
   * @param connection the sockets
   * @param output what cells print
   * @param onShutdown called when the client has been told that the kernel shuts down
   */
  JavaKernel(KernelConnection connection, CellOutput output, Runnable onShutdown) {
    this.connection = connection;
    this.output = output;
    this.onShutdown = onShutdown;
    this.evaluator = CompletableFuture.supplyAsync(CellEvaluator::new);
    Display.connect(this::show);
  }

  private CellEvaluator evaluator() {
    while (true) {
      try {
        return evaluator.get();
      } catch (InterruptedException e) {
        continue; // nobody interrupts the threads that serve requests
      } catch (ExecutionException e) {
        throw new IllegalStateException("the Java compiler could not be started", e.getCause());
      }
    }
  }

  @Override
  public void becomeHandlerForConnection(JupyterConnection target) {
    super.becomeHandlerForConnection(target);
    target.setHandler(MessageType.EXECUTE_REQUEST, this::execute);
    target.setHandler(
        MessageType.KERNEL_INFO_REQUEST,
        (reply, message) -> {
          reply.setBusyDeferIdle();
          reply.reply(new InfoReply(getLanguageInfo(), getBanner()));
        });
    target.setHandler(
        MessageType.HISTORY_REQUEST,
        (reply, message) -> {
          reply.setBusyDeferIdle();
          reply.reply(new HistoryReply(List.of()));
        });
  }

  private void execute(ShellReplyEnvironment reply, Message<ExecuteRequest> message) {
    ExecuteRequest request = message.getContent();
    int count = request.isSilent() ? executionCount.get() : executionCount.getAndIncrement();
    reply.setStatusBusy();
    output.attach((isError, text) -> write(reply, isError, text));
    client = reply;
    pending.set(new Pending(reply, count));
    if (!request.isSilent()) {
      reply.publish(new PublishExecuteInput(request.getCode(), count));
    }
    List<Message<?>> waiting = List.of();
    try {
      DisplayData result = evaluator().eval(request.getCode(), count, Display::render);
      output.flush();
      if (pending.getAndSet(null) != null) {
        if (result != null && !request.isSilent()) {
          reply.publish(new PublishExecuteResult(count, result));
        }
        reply.reply(new ExecuteReply(count, Map.of()));
      }
    } catch (CellException e) {
      // Taken before the client hears of the failure: what it sends afterwards is to be run.
      waiting = request.shouldStopOnError() ? connection.takeWaiting() : List.of();
      fail(e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      fail(new CellException("KernelError", e.toString(), List.of("The kernel failed: " + e)));
    } finally {
      reply.setStatusIdle();
    }
    connection.handle(waiting, MessageType.EXECUTE_REQUEST, this::abort);
  }

  /** Tells the client that the running cell failed; does nothing if it has been answered. */
  private void fail(CellException failure) {
    output.flush();
    Pending request = pending.getAndSet(null);
    if (request == null) {
      return;
    }
    request
        .client()
        .publish(new PublishError(failure.name(), failure.getMessage(), failure.report()));
    ErrorReply error = new ErrorReply(failure.name(), failure.getMessage(), failure.report());
    error.setExecutionCount(request.count());
    request.client().replyError(ExecuteReply.MESSAGE_TYPE.error(), error);
  }

  /** Answers the running cell, if any, because the process is about to end. */
  void answerBeforeExit() {
    Pending request = pending.get();
    if (request == null) {
      return;
    }
    String message = "the kernel's process ended while the cell was running";
    fail(
        new CellException(
            "KernelExit",
            message,
            List.of(
                "The kernel's process ended while the cell was running: a library called"
                    + " System.exit, or the process was told to terminate.",
                "All variables are lost; start the kernel again.")));
    request.client().setStatusIdle();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the library knows no such reply
  private void abort(ShellReplyEnvironment reply, Message<ExecuteRequest> message) {
    reply.setBusyDeferIdle();
    MessageType type = ExecuteReply.MESSAGE_TYPE;
    reply.reply(new Message(reply.getContext(), type, new AbortedReply()));
  }

  private static void write(ShellReplyEnvironment reply, boolean isError, String text) {
    if (isError) {
      reply.writeToStdErr(text);
    } else {
      reply.writeToStdOut(text);
    }
  }

  private void show(DisplayData data, boolean isUpdate) {
    output.flush();
    ShellReplyEnvironment reply = client;
    if (reply == null) {
      return;
    }
    if (isUpdate) {
      reply.publish(new PublishUpdateDisplayData(data));
    } else {
      reply.publish(new PublishDisplayData(data));
    }
  }

  @Override
  public DisplayData eval(String code) throws CellException {
    return evaluator().eval(code, executionCount.get(), Display::render);
  }

  @Override
  public void interrupt() {
    // A cell cannot be running before the evaluator is there.
    if (evaluator.isDone()) {
      evaluator().interrupt();
    }
  }

  @Override
  public ReplacementOptions complete(String code, int cursor) {
    // The client counts characters, Java counts UTF-16 units.
    int at = code.offsetByCodePoints(0, Math.min(cursor, code.codePointCount(0, code.length())));
    CellHelp.Completions found = evaluator().help().complete(code, at);
    return new ReplacementOptions(
        found.continuations(), code.codePointCount(0, found.anchor()), cursor);
  }

  @Override
  public DisplayData inspect(String code, int cursor, boolean isDetailed) {
    int at = code.offsetByCodePoints(0, Math.min(cursor, code.codePointCount(0, code.length())));
    List<String> found = evaluator().help().document(code, at);
    return found.isEmpty() ? null : new DisplayData(String.join("\n\n", found));
  }

  @Override
  public String isComplete(String code) {
    return switch (evaluator().help().completeness(code)) {
      case COMPLETE, COMPLETE_WITH_SEMI, CONSIDERED_INCOMPLETE, EMPTY -> IS_COMPLETE_YES;
      case DEFINITELY_INCOMPLETE -> "    ";
      case UNKNOWN -> IS_COMPLETE_BAD;
    };
  }

  @Override
  public void onShutdown(boolean isRestarting) {
    interrupt();
    onShutdown.run();
  }

  @Override
  public LanguageInfo getLanguageInfo() {
    return new LanguageInfo.Builder("Java")
        .version(Runtime.version().toString())
        .mimetype("text/x-java-source")
        .fileExtension(".java")
        .pygments("java")
        .codemirror("text/x-java")
        .build();
  }

  @Override
  public String getBanner() {
    return "Java " + Runtime.version() + ", ECG workbench kernel";
  }
}
