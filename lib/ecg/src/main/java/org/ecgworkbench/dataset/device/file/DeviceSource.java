package org.ecgworkbench.dataset.device.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;

/** A file that is to be read: its first bytes for recognition, and bounded access to the rest. */
public final class DeviceSource {
  /** The first bytes that {@link #head()} has: the whole of most files, so that these are read once. */
  public static final int HEAD_BYTES = 1 << 18;

  /** The longest file that is read as a whole. */
  public static final long LONGEST_BYTES = 1L << 26;

  private final Path file;
  private final Optional<WantedPart> part;
  private final long size;
  private final byte[] head;

  /**
   * Opens a file for its first bytes.
   *
   * @param file the file
   * @throws EcgDataException if it is not there or cannot be read
   */
  public DeviceSource(Path file) {
    this(file, HEAD_BYTES);
  }

  /**
   * Opens a file for fewer of its first bytes.
   *
   * @param file the file
   * @param headBytes how many {@link #head()} has
   * @throws EcgDataException if it is not there or cannot be read
   */
  public DeviceSource(Path file, int headBytes) {
    this(file, headBytes, Optional.empty());
  }

  /**
   * Opens a file of whose recording a part is wanted.
   *
   * @param file the file
   * @param part the part; empty for the whole
   * @throws EcgDataException if it is not there or cannot be read
   */
  public DeviceSource(Path file, Optional<WantedPart> part) {
    this(file, HEAD_BYTES, part);
  }

  private DeviceSource(Path file, int headBytes, Optional<WantedPart> part) {
    this.file = file;
    this.part = part;
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new EcgDataException(
            file
                + ": expected a file, found "
                + (attributes.isDirectory() ? "a folder" : "something else there"));
      }
      size = attributes.size();
      head = slice(0, (int) Math.min(headBytes, size));
    } catch (NoSuchFileException e) {
      throw new EcgDataException(file + ": expected a file, found nothing there", e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** {@return where the file lies} */
  public Path file() {
    return file;
  }

  /** {@return the part that is wanted of its recording, for a format that {@link DeviceFormat#readsParts()}} */
  public Optional<WantedPart> part() {
    return part;
  }

  /** {@return the file's name, with which every message begins} */
  public String name() {
    return file.getFileName().toString();
  }

  /** {@return the length of the file in bytes} */
  public long size() {
    return size;
  }

  /** {@return the first bytes, at most {@link #HEAD_BYTES}; not copied, to be treated as read-only} */
  public byte[] head() {
    return head;
  }

  /**
   * {@return the whole file; not copied, to be treated as read-only}
   *
   * @throws EcgDataException if it is longer than {@link #LONGEST_BYTES} or cannot be read
   */
  public byte[] bytes() {
    if (size > LONGEST_BYTES) {
      throw tooLong(name(), size, false);
    }
    if (size == head.length) {
      return head;
    }
    byte[] whole = Arrays.copyOf(head, (int) size);
    try {
      fill(ByteBuffer.wrap(whole, head.length, whole.length - head.length), head.length);
    } catch (IOException e) {
      throw unreadable(e);
    }
    return whole;
  }

  /**
   * {@return the file as a buffer from index 0 on, to be treated as read-only: the whole of one that is short; of a longer one, of which a
   * part is wanted, only what is looked at is read}
   *
   * @throws EcgDataException as {@link #bytesOrPart()}; if a part is wanted of 2 GiB and more
   */
  public ByteBuffer mapped() {
    if (size <= LONGEST_BYTES || part.isEmpty()) {
      return ByteBuffer.wrap(bytesOrPart());
    }
    if (size > Integer.MAX_VALUE) {
      throw tooLong(name(), size, false);
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * {@return a part of the file}
   *
   * @param offset the first byte
   * @param length how many
   * @throws EcgDataException if the file ends before, or cannot be read
   */
  public byte[] bytes(long offset, int length) {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new EcgDataException(
          "%s: expected %d bytes from byte %d on, found the end of the file at byte %d"
              .formatted(name(), length, offset, size));
    }
    try {
      return slice(offset, length);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * {@return the error of a recording that is not read because of its length}
   *
   * @param file the file's name
   * @param bytes what it has
   * @param inParts whether its format can be read in parts
   */
  public static EcgDataException tooLong(String file, long bytes, boolean inParts) {
    return new EcgDataException(
        "%s: expected a recording of at most %d MB, found %d MB; %s"
            .formatted(
                file,
                LONGEST_BYTES >> 20,
                bytes + (1 << 20) - 1 >> 20,
                inParts
                    ? "--from SECONDS --seconds N reads a part of it"
                    : "write the part that is wanted into a file of its own"));
  }

  /**
   * {@return the whole file, of a format that can be read in parts}
   *
   * @throws EcgDataException as {@link #bytes()}, which then says how to read a part
   */
  public byte[] bytesOrPart() {
    if (size > LONGEST_BYTES) {
      throw tooLong(name(), size, true);
    }
    return bytes();
  }

  private byte[] slice(long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    fill(buffer, offset);
    return buffer.array();
  }

  /** Fills what remains of a buffer from a place in the file on. */
  private void fill(ByteBuffer buffer, long offset) throws IOException {
    if (!buffer.hasRemaining()) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long at = offset;
      while (buffer.hasRemaining()) {
        int count = channel.read(buffer, at);
        if (count < 0) {
          throw new IOException("the file became shorter while it was read");
        }
        at += count;
      }
    }
  }

  private EcgDataException unreadable(IOException e) {
    return new EcgDataException(name() + ": cannot be read: " + WholeFile.reason(e), e);
  }
}
