package org.ecgworkbench.study.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Progress;

/**
 * The right to make one folder below {@code runs}, held by one thread of one process at a time, on all machines that share the folder.
 * The operating system ends it with the process, however that ends, so nothing has to be cleaned up after a kill. Held on an empty file
 * in the hidden folder {@value #FOLDER}, which is never deleted: a lock on a deleted file protects nothing.
 */
public final class RunLock implements AutoCloseable {
  private static final String FOLDER = ".locks";
  private static final long LOOK_EVERY_MILLIS = 200;
  private static final Set<Path> HELD_HERE = new HashSet<>();

  private final Path file;
  private final FileChannel channel;
  private final FileLock lock;

  private RunLock(Path file, FileChannel channel, FileLock lock) {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the right, waiting as long as another thread or process has it.
   *
   * @param directory the folder to be made
   * @param progress told when this waits
   * @return the right; to be closed
   * @throws CancellationException if the thread is interrupted while it waits
   * @throws EcgDataException if the folder cannot be written
   */
  public static RunLock acquire(Path directory, Progress progress) {
    while (true) {
      Optional<RunLock> taken = tryAcquire(directory);
      if (taken.isPresent()) {
        return taken.get();
      }
      progress.update("waiting for another process that makes " + directory.getFileName());
      try {
        Thread.sleep(LOOK_EVERY_MILLIS);
      } catch (InterruptedException e) {
        throw new CancellationException("interrupted; what is done is saved");
      }
    }
  }

  /**
   * Takes the right if nobody has it.
   *
   * @param directory the folder to be made
   * @return the right, to be closed; empty where another has it
   */
  public static Optional<RunLock> tryAcquire(Path directory) {
    Path file = file(directory);
    synchronized (HELD_HERE) {
      if (!HELD_HERE.add(file)) {
        return Optional.empty();
      }
    }
    FileChannel channel = null;
    FileLock lock = null;
    try {
      Files.createDirectories(file.getParent());
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      lock = channel.tryLock();
      return lock == null ? Optional.empty() : Optional.of(new RunLock(file, channel, lock));
    } catch (IOException e) {
      throw new EcgDataException(
          "cannot write to %s (%s)".formatted(file.getParent(), WholeFile.reason(e)), e);
    } finally {
      if (lock == null) {
        close(channel);
        forget(file);
      }
    }
  }

  /**
   * {@return whether a thread or process has the right now}; asking writes nothing.
   *
   * @param directory the folder to be made
   */
  public static boolean isHeld(Path directory) {
    Path file = file(directory);
    synchronized (HELD_HERE) {
      if (HELD_HERE.contains(file)) {
        return true;
      }
      if (!Files.exists(file)) {
        return false;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        return lock == null;
      } catch (IOException e) {
        throw new EcgDataException(file + ": cannot be read (" + WholeFile.reason(e) + ")", e);
      }
    }
  }

  private static Path file(Path directory) {
    Path whole = directory.toAbsolutePath().normalize();
    return whole.resolveSibling(FOLDER).resolve(whole.getFileName().toString());
  }

  private static void forget(Path file) {
    synchronized (HELD_HERE) {
      HELD_HERE.remove(file);
    }
  }

  private static void close(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new EcgDataException("a lock cannot be given back (" + WholeFile.reason(e) + ")", e);
      }
    }
  }

  /** Gives the right back. */
  @Override
  public void close() {
    try {
      lock.release();
    } catch (IOException e) {
      throw new EcgDataException(file + ": cannot be released (" + WholeFile.reason(e) + ")", e);
    } finally {
      close(channel);
      forget(file);
    }
  }
}
