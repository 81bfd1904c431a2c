package org.ecgworkbench.kernel;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what code prints and hands it on in pieces: at most every {@value #PERIOD_MILLISECONDS} ms while a cell runs, so that a loop
 * that prints a hundred thousand lines does not make as many messages, and in the order of printing across both streams. Text that a
 * background thread prints after its cell has ended belongs to the cell that ran last.
 */
final class CellOutput {
  /** Where pieces of output go. */
  interface Sink {
    /**
     * Takes a piece of text.
     *
     * @param isError whether it was printed to {@code System.err}
     * @param text the text, never empty, never ending within a character
     */
    void accept(boolean isError, String text);
  }

  private static final int PERIOD_MILLISECONDS = 50;
  private static final int LARGEST_PIECE_BYTES = 1 << 16;

  private static final class Piece {
    final boolean isError;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Piece(boolean isError) {
      this.isError = isError;
    }
  }

  private final PrintStream out = new PrintStream(new Stream(false), false, StandardCharsets.UTF_8);
  private final PrintStream err = new PrintStream(new Stream(true), false, StandardCharsets.UTF_8);
  private final List<Piece> pieces = new ArrayList<>();
  private final Object sending = new Object();
  private Sink sink;
  private boolean scheduled;

  CellOutput() {
    Thread sender = new Thread(this::sendPeriodically, "cell-output");
    sender.setDaemon(true);
    sender.start();
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  /** Sends what is left to the previous cell and directs everything that follows to this one. */
  void attach(Sink next) {
    flush();
    synchronized (pieces) {
      sink = next;
    }
  }

  /** Sends everything printed so far; returns when it is sent. */
  void flush() {
    send(true);
  }

  private void send(boolean all) {
    // One sender at a time, so that pieces stay in order, but printing goes on meanwhile.
    synchronized (sending) {
      List<Piece> ready;
      Sink target;
      synchronized (pieces) {
        scheduled = false;
        target = sink;
        if (target == null || pieces.isEmpty()) {
          return;
        }
        ready = new ArrayList<>(pieces);
        pieces.clear();
        if (!all) {
          keepBrokenCharacters(ready);
        }
      }
      for (Piece piece : ready) {
        if (piece.bytes.size() > 0) {
          target.accept(piece.isError, piece.bytes.toString(StandardCharsets.UTF_8));
        }
      }
    }
  }

  /** A character whose last bytes have not been written yet waits for them. */
  private void keepBrokenCharacters(List<Piece> ready) {
    Piece last = ready.get(ready.size() - 1);
    byte[] bytes = last.bytes.toByteArray();
    int complete = completeLength(bytes);
    if (complete < bytes.length) {
      Piece rest = new Piece(last.isError);
      rest.bytes.write(bytes, complete, bytes.length - complete);
      pieces.add(rest);
      last.bytes.reset();
      last.bytes.write(bytes, 0, complete);
    }
  }

  /** Length of the longest prefix that does not end within a UTF-8 character. */
  static int completeLength(byte[] utf8) {
    for (int back = 1; back <= Math.min(3, utf8.length); back++) {
      int b = utf8[utf8.length - back] & 0xFF;
      if (b < 0x80) {
        return utf8.length;
      }
      if (b >= 0xC0) {
        int needed = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
        return needed > back ? utf8.length - back : utf8.length;
      }
    }
    return utf8.length;
  }

  private void write(boolean isError, byte[] bytes, int offset, int length) {
    if (length == 0 || CellGuard.isAbandoned(Thread.currentThread())) {
      return;
    }
    boolean full;
    synchronized (pieces) {
      Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
      if (last == null || last.isError != isError) {
        last = new Piece(isError);
        pieces.add(last);
      }
      last.bytes.write(bytes, offset, length);
      full = last.bytes.size() >= LARGEST_PIECE_BYTES;
      if (!scheduled) {
        scheduled = true;
        pieces.notifyAll();
      }
    }
    if (full) {
      send(false);
    }
  }

  private void sendPeriodically() {
    while (true) {
      try {
        synchronized (pieces) {
          while (!scheduled) {
            pieces.wait();
          }
        }
        Thread.sleep(PERIOD_MILLISECONDS);
      } catch (InterruptedException e) {
        return;
      }
      send(false);
    }
  }

  private final class Stream extends OutputStream {
    private final boolean isError;

    Stream(boolean isError) {
      this.isError = isError;
    }

    @Override
    public void write(int b) {
      CellOutput.this.write(isError, new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      CellOutput.this.write(isError, bytes, offset, length);
    }
  }
}
