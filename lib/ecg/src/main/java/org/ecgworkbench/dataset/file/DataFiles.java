package org.ecgworkbench.dataset.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.EcgDataException;

/** Files read whole, with errors in one sentence. */
public final class DataFiles {
  private static final int LONGEST_REUSED = 1 << 20;
  private static final ThreadLocal<byte[]> REUSED = ThreadLocal.withInitial(() -> new byte[0]);

  private DataFiles() {}

  /**
   * {@return the length of a regular file in bytes}
   *
   * @param context the beginning of an error's sentence, for example {@code A0001.hea: }
   * @param file any path
   * @throws EcgDataException if there is no such file
   */
  public static long size(String context, Path file) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new EcgDataException(context + file.getFileName() + " does not exist", e);
    } catch (IOException e) {
      throw unreadable(context, file, e);
    }
    if (!attributes.isRegularFile()) {
      throw new EcgDataException(context + file.getFileName() + " is not a file");
    }
    return attributes.size();
  }

  /**
   * {@return all bytes of a regular file of at most {@code limit} bytes}
   *
   * @param context the beginning of an error's sentence, for example {@code A0001.hea: }
   * @param file any path
   * @param limit in bytes
   * @throws EcgDataException if it cannot be read or is longer
   */
  public static byte[] read(String context, Path file, long limit) {
    sizeWithin(context, file, limit);
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(context, file, e);
    }
  }

  /**
   * {@return a regular file of at most {@code limit} bytes as text in Latin-1}
   *
   * @param context the beginning of an error's sentence, for example {@code A0001.hea: }
   * @param file any path
   * @param limit in bytes
   * @throws EcgDataException if it cannot be read or is longer
   */
  public static String latin1(String context, Path file, int limit) {
    int size = (int) sizeWithin(context, file, limit);
    return new String(readReusing(context, file, size), 0, size, StandardCharsets.ISO_8859_1);
  }

  private static long sizeWithin(String context, Path file, long limit) {
    long size = size(context, file);
    if (size > limit) {
      throw new EcgDataException(
          context
              + file.getFileName()
              + ": expected at most "
              + limit
              + " bytes, found "
              + size
              + " bytes");
    }
    return size;
  }

  /**
   * The first bytes of a regular file, in an array that this thread uses again for the next file: clearing a new one, and fetching its
   * memory, takes as long as reading a record's samples.
   *
   * @param context the beginning of an error's sentence, for example {@code A0001.hea: }
   * @param file any path
   * @param wanted how many bytes, all of which must be there
   * @return an array of at least that length; what stands behind is of no meaning
   */
  public static byte[] readReusing(String context, Path file, int wanted) {
    byte[] bytes = REUSED.get();
    if (bytes.length < wanted) {
      bytes = new byte[wanted];
      if (wanted <= LONGEST_REUSED) {
        REUSED.set(bytes);
      }
    }
    fill(context, file, 0, bytes, wanted);
    return bytes;
  }

  /**
   * {@return a part of a regular file}
   *
   * @param context the beginning of an error's sentence, for example {@code A0001.hea: }
   * @param file the file
   * @param from the first byte
   * @param length how many bytes, all of which must be there
   * @throws EcgDataException if they are not, or the file cannot be read
   */
  public static byte[] part(String context, Path file, long from, int length) {
    byte[] bytes = new byte[length];
    fill(context, file, from, bytes, length);
    return bytes;
  }

  private static void fill(String context, Path file, long from, byte[] bytes, int wanted) {
    int have = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int count = 0; have < wanted && count >= 0; have += Math.max(count, 0)) {
        count = channel.read(ByteBuffer.wrap(bytes, have, wanted - have), from + have);
      }
    } catch (IOException e) {
      throw unreadable(context, file, e);
    }
    if (have < wanted) {
      throw new EcgDataException(
          context + file.getFileName() + ": expected " + wanted + " bytes, found " + have);
    }
  }

  /**
   * {@return the first bytes of a regular file, at most so many}
   *
   * @param file any path
   * @param most 1 or more
   * @throws EcgDataException if it cannot be read
   */
  public static byte[] head(Path file, int most) {
    size("", file);
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(most);
    } catch (IOException e) {
      throw unreadable("", file, e);
    }
  }

  private static RuntimeException unreadable(String context, Path file, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      Thread.interrupted();
      return new CancellationException("interrupted");
    }
    return new EcgDataException(
        context + file.getFileName() + " cannot be read (" + reason(e) + ")", e);
  }

  /**
   * {@return what is made of each item, in their order}; several are worked on at a time.
   *
   * @param <T> an item
   * @param <R> what is made of it
   * @param items each is worked on once
   * @param work is called by several threads
   * @throws EcgDataException the first in the order of items, whichever thread meets one first
   * @throws CancellationException if the thread is interrupted
   */
  public static <T, R> List<R> each(List<T> items, Function<T, R> work) {
    return attempts(items, work).stream().map(Supplier::get).toList();
  }

  /**
   * {@return what is made of each item, in their order, or why nothing was}: as {@link #each}, where the caller decides of which items
   * the error counts. Each gives what was made of its item, or throws.
   *
   * @param <T> an item
   * @param <R> what is made of it
   * @param items each is worked on once
   * @param work is called by several threads
   */
  public static <T, R> List<Supplier<R>> attempts(List<T> items, Function<T, R> work) {
    List<Supplier<R>> attempts =
        items.parallelStream()
            .map(
                item -> {
                  try {
                    R made = work.apply(item);
                    return (Supplier<R>) () -> made;
                  } catch (EcgDataException e) {
                    return (Supplier<R>)
                        () -> {
                          throw e;
                        };
                  }
                })
            .toList();
    Parallel.stopIfInterrupted();
    return attempts;
  }

  /**
   * {@return a file's name without its ending}
   *
   * @param file whose name has an ending of three letters
   */
  public static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - 4);
  }

  /**
   * {@return what an I/O exception has to say beyond the file's name}
   *
   * @param e thrown while a file was read or written
   */
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileSystemLoopException) {
      return "a loop of links: it leads back to a folder that it lies in";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file of that name is in the way";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
