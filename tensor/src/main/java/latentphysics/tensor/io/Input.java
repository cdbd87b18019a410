package latentphysics.tensor.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The bytes of a file one after the other, with what is known of their number. */
final class Input implements Closeable {
  private static final int UNKNOWN = -1;
  private static final int FIRST = 1 << 16;

  private final InputStream in;
  private final String name;

  /** Whether nothing may follow what a format describes. */
  private final boolean whole;

  /** Bytes that the file still has, or UNKNOWN. */
  private long left;

  private Input(InputStream in, String name, long left, boolean whole) {
    this.in = in;
    this.name = name;
    this.left = left;
    this.whole = whole;
  }

  /** Opens a file, plain or gzip. */
  static Input open(Path file) throws IOException {
    refuseFolder(file);
    SeekableByteChannel channel = Files.newByteChannel(file);
    try {
      // Pipes, devices and files that a system makes up as they are read say 0.
      long size = Files.isRegularFile(file) ? channel.size() : 0;
      return of(Channels.newInputStream(channel), file.toString(), size > 0 ? size : UNKNOWN, true);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** Refuses a folder, of which systems say various things only when it is read. */
  static void refuseFolder(Path file) throws FormatException {
    if (Files.isDirectory(file)) {
      throw new FormatException(file + ": this is a folder, a file is needed");
    }
  }

  /** Bytes of a stream, plain or gzip; something else may follow plain ones. */
  static Input of(InputStream in, String name) throws IOException {
    return of(in, name, UNKNOWN, false);
  }

  /** Bytes whose number is known for certain; nothing else may follow them. */
  static Input exactly(long bytes, InputStream in, String name) {
    return new Input(in, name, bytes, true);
  }

  /** Bytes of unknown number; nothing else may follow them. */
  static Input upToTheEnd(InputStream in, String name) {
    return new Input(in, name, UNKNOWN, true);
  }

  private static Input of(InputStream in, String name, long size, boolean whole)
      throws IOException {
    PushbackInputStream start = new PushbackInputStream(in, Gzip.HEAD);
    byte[] head = start.readNBytes(Gzip.HEAD);
    start.unread(head);
    return Gzip.isGzip(head)
        ? new Input(Gzip.expand(start, name, Gzip.BY_RATIO), name, UNKNOWN, true)
        : new Input(start, name, size, whole);
  }

  /** Name of the file in sentences. */
  String name() {
    return name;
  }

  /** The bytes as a stream. */
  InputStream stream() {
    return in;
  }

  /** Whether the file is known to have so many bytes more. */
  boolean proves(long bytes) {
    return left >= bytes;
  }

  /**
   * Refuses a file that is known to have fewer bytes left.
   *
   * @param what the bytes are for, with the file's name
   */
  void require(long bytes, String what) throws FormatException {
    if (left != UNKNOWN && left < bytes) {
      throw tooShort(what, left, bytes);
    }
  }

  private static FormatException tooShort(String what, long found, long expected) {
    return new FormatException(
        what + ": the file ends after " + found + " bytes of it, expected " + expected);
  }

  /**
   * Reads a part of something into the start of an array.
   *
   * @param before bytes of it that have been read
   * @param all bytes that it has
   */
  void fill(byte[] into, int count, long before, long all, String what) throws IOException {
    int found = in.readNBytes(into, 0, count);
    if (left != UNKNOWN) {
      left -= found;
    }
    if (found < count) {
      throw tooShort(what, before + found, all);
    }
  }

  /** Reads bytes into an array that grows with what arrives. */
  byte[] bytes(int count, String what) throws IOException {
    require(count, what);
    byte[] bytes = new byte[proves(count) ? count : Math.min(count, FIRST)];
    int found = 0;
    while (true) {
      int read = in.readNBytes(bytes, found, bytes.length - found);
      found += read;
      if (left != UNKNOWN) {
        left -= read;
      }
      if (found < bytes.length) {
        throw tooShort(what, found, count);
      }
      if (found == count) {
        return bytes;
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(count, 2L * found));
    }
  }

  /** Passes over bytes. */
  void skip(long count, String what) throws IOException {
    require(count, what);
    long rest = count;
    while (rest > 0) {
      long skipped = in.skip(rest);
      if (skipped <= 0) {
        if (in.read() < 0) {
          throw tooShort(what, count - rest, count);
        }
        skipped = 1;
      }
      rest -= skipped;
    }
    if (left != UNKNOWN) {
      left -= count;
    }
  }

  /** Refuses bytes after the end of what the format describes, where they would belong to it. */
  void end() throws IOException {
    if (whole && in.read() >= 0) {
      throw new FormatException(
          name + ": there are bytes after the end of the data, expected none");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
