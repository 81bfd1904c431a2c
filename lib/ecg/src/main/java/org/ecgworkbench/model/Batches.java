package org.ecgworkbench.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;

/**
 * Batches in a given order of records, read ahead by one thread into a fixed set of native buffers: memory is that of four batches,
 * whatever the number of records. The order of the draws of the augmentation is that of the records.
 */
final class Batches implements AutoCloseable {
  private static final int BUFFERS = 4;

  private final EcgDataset dataset;
  private final List<String> ids;
  private final NetworkInput input;
  private final SignalCache cache;
  private final int batchSize;
  private final NumpyRandom augmentation;
  private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BUFFERS);
  private final BlockingQueue<Item> ready = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final Thread reader;
  private ResNet1d.Options reading;
  private boolean started;

  /** One batch, or the failure that ended the reading, or (both null) the end. */
  private record Item(Batch batch, Throwable failure) {}

  /**
   * One batch.
   *
   * @param millivolts {@code [record][lead][sample]} floats, native order, direct
   * @param firstRecord index of the batch's first record in the order of the ids
   * @param records number of records, at most the batch size
   * @param shortcut the padding taken away, which {@code millivolts} lacks
   */
  record Batch(ByteBuffer millivolts, int firstRecord, int records, PaddingShortcut shortcut) {}

  /** Batches of these records; reading begins with the first call of {@link #next}. {@code augmentation} null for none. */
  Batches(
      EcgDataset dataset,
      List<String> ids,
      NetworkInput input,
      SignalCache cache,
      int batchSize,
      NumpyRandom augmentation) {
    this.dataset = dataset;
    this.ids = List.copyOf(ids);
    this.input = input;
    this.cache = cache;
    this.batchSize = batchSize;
    this.augmentation = augmentation;
    long bytes =
        4L * Math.min(batchSize, ids.size()) * input.leads().size() * input.windowSamples();
    int needed = Math.min(BUFFERS, (ids.size() + batchSize - 1) / batchSize);
    for (int i = 0; i < needed; i++) {
      free.add(ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder()));
    }
    reader = new Thread(this::readAll, "record-prefetch");
    reader.setDaemon(true);
  }

  /** Takes padding away that the network need not see, as much as the longest recording of each batch allows. */
  Batches withoutPadding(ResNet1d.Options network) {
    reading = network;
    return this;
  }

  /**
   * The next batch, or null after the last. Its buffer is to be given back with {@link #release}.
   *
   * @throws CancellationException if this thread is interrupted while waiting
   */
  Batch next() {
    if (!started) {
      started = true;
      reader.start();
    }
    try {
      Item item = ready.take();
      if (item.failure() != null) {
        if (item.failure() instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) item.failure();
      }
      return item.batch();
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted while waiting for records");
    }
  }

  /** Gives the buffer back; nothing native may refer to it any more. */
  void release(Batch batch) {
    free.add(batch.millivolts());
  }

  private void readAll() {
    try {
      for (int first = 0; first < ids.size(); first += batchSize) {
        ByteBuffer buffer = free.take();
        int records = Math.min(batchSize, ids.size() - first);
        FloatBuffer floats = buffer.clear().asFloatBuffer();
        int padded = input.windowSamples();
        for (int i = 0; i < records; i++) {
          padded = Math.min(padded, put(floats, ids.get(first + i)));
        }
        PaddingShortcut shortcut =
            reading == null ? PaddingShortcut.NONE : PaddingShortcut.of(reading, padded);
        int samples = removePadding(floats.flip(), shortcut.removed());
        buffer.limit(4 * samples);
        ready.put(new Item(new Batch(buffer, first, records, shortcut), null));
      }
      ready.put(new Item(null, null));
    } catch (InterruptedException e) {
      // closed before the end: nobody waits
    } catch (RuntimeException | Error e) {
      ready.add(new Item(null, e));
    }
  }

  /** Closes the gaps in place and returns the number of values left. */
  private int removePadding(FloatBuffer floats, int removed) {
    int all = floats.remaining();
    if (removed == 0) {
      return all;
    }
    int window = input.windowSamples();
    float[] row = new float[window - removed];
    int rows = all / window;
    for (int i = 0; i < rows; i++) {
      floats.get(i * window + removed, row);
      floats.put(i * row.length, row);
    }
    return rows * row.length;
  }

  /** Appends a record and returns the length of its padding. */
  private int put(FloatBuffer floats, String id) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    double[][] window = cache.window(dataset, id, input);
    Augmentation drawn =
        augmentation == null ? null : Augmentation.draw(augmentation, window.length);
    int padded = input.windowSamples() - window[0].length;
    float[] values = new float[input.windowSamples()];
    for (Lead lead : input.leads()) {
      double[] samples = window[lead.ordinal()];
      for (int i = 0; i < samples.length; i++) {
        values[padded + i] =
            (float) (drawn == null ? samples[i] : drawn.apply(lead.ordinal(), samples[i]));
      }
      floats.put(values);
    }
    return padded;
  }

  @Override
  public void close() {
    reader.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        reader.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
