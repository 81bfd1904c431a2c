package org.ecgworkbench.kernel;

import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.channels.ShellChannel;
import io.github.spencerpark.jupyter.channels.ShellHandler;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.publish.PublishStatus;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.zeromq.ZMQ;

/**
 * The sockets to the client.
 *
 * <p>Differs from the connection it extends: publishing is ready before the first request can be read, so no answer to it is lost; no
 * published message is dropped when many come at once; requests wait in a blocking poll, not in a loop that sleeps; and a request that
 * cannot be read or handled is reported and leaves the channel serving the next one.
 */
final class KernelConnection extends JupyterConnection {
  private static final long POLL_MILLISECONDS = 1000;

  private final KernelConnectionProperties properties;
  private final RequestChannel requests;
  private final RequestChannel controls;
  private final PrintStream log;

  KernelConnection(KernelConnectionProperties properties, PrintStream log)
      throws GeneralSecurityException {
    super(properties);
    this.properties = properties;
    this.log = log;
    ZMQ.Context context = ZMQ.context(1);
    HMACGenerator signature = properties.createHMACGenerator();
    this.requests = new RequestChannel(context, signature, false);
    this.controls = new RequestChannel(context, signature, true);
  }

  @Override
  public void connect() {
    iopub.setHWM(0);
    iopub.bind(properties);
    stdin.bind(properties);
    heartbeat.bind(properties);
    iopub.sendMessage(new Message<>(null, PublishStatus.MESSAGE_TYPE, PublishStatus.STARTING));
    controls.bind(properties);
    requests.bind(properties);
  }

  /** Takes the requests that have arrived and not been looked at yet, in their order. */
  List<Message<?>> takeWaiting() {
    return requests.takeWaiting();
  }

  /** Handles what {@link #takeWaiting()} took, requests of one type by the given handler instead of the usual one. */
  <T> void handle(List<Message<?>> waiting, MessageType<T> type, ShellHandler<T> handler) {
    for (Message<?> message : waiting) {
      requests.handle(message, type, handler);
    }
  }

  private final class RequestChannel extends ShellChannel {
    private final boolean isControl;
    private ZMQ.Poller poller;

    RequestChannel(ZMQ.Context context, HMACGenerator signature, boolean isControl) {
      super(context, signature, isControl, KernelConnection.this);
      this.isControl = isControl;
    }

    @Override
    public void bind(KernelConnectionProperties connection) {
      int port = isControl ? connection.getControlPort() : connection.getShellPort();
      bind(formatAddress(connection.getTransport(), connection.getIp(), port));
      poller = ctx.poller(1);
      poller.register(this, ZMQ.Poller.POLLIN);
      new Thread(this::serve, isControl ? "control" : "shell").start();
    }

    private void serve() {
      while (true) {
        try {
          if (poller.poll(POLL_MILLISECONDS) > 0) {
            handle(readMessage(), null, null);
          }
        } catch (Exception | StackOverflowError | AssertionError e) {
          e.printStackTrace(log);
        }
      }
    }

    List<Message<?>> takeWaiting() {
      List<Message<?>> waiting = new ArrayList<>();
      while (poller.poll(0) > 0) {
        waiting.add(readMessage());
      }
      return waiting;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private void handle(Message<?> message, MessageType<?> divertedType, ShellHandler<?> diverted) {
      MessageType<?> type = message.getHeader().getType();
      ShellHandler handler = type == divertedType ? diverted : getHandler(type);
      if (handler == null) {
        return;
      }
      ShellReplyEnvironment reply = prepareReplyEnv(this, message);
      try {
        handler.handle(reply, message);
      } finally {
        reply.resolveDeferrals();
      }
    }
  }
}
