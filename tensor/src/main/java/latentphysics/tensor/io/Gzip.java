package latentphysics.tensor.io;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Opens files that may be compressed by gzip, which their first bytes tell; several members one
 * after the other count as one file.
 *
 * <p>A small file can expand to any size. Unless told otherwise, expanded data may reach 256 MiB,
 * and beyond that 100 times the compressed bytes read so far; then reading fails with a {@link
 * FormatException}, as it does when the compressed data is damaged or ends too early. The checksum
 * is compared when the end of the data is read.
 */
public final class Gzip {
  /** Bytes at the start that tell what a file is. */
  static final int HEAD = 10;

  /** Stands for the limit by ratio. */
  static final long BY_RATIO = -1;

  private static final long FREE = 1L << 28;
  private static final int RATIO = 100;
  private static final int BUFFER = 1 << 16;

  private Gzip() {}

  /**
   * The content of a file, expanded if it is compressed.
   *
   * @throws FormatException if the file starts like gzip and is not
   */
  public static InputStream open(Path file) throws IOException {
    Input.refuseFolder(file);
    InputStream in = Files.newInputStream(file);
    try {
      return open(in, file.toString());
    } catch (IOException | RuntimeException | Error e) {
      in.close();
      throw e;
    }
  }

  /**
   * The content of a stream, expanded if it is compressed.
   *
   * @param name of the stream in sentences
   */
  public static InputStream open(InputStream in, String name) throws IOException {
    return openWithin(in, name, BY_RATIO);
  }

  /**
   * The content of a stream, expanded if it is compressed, with a limit of one's own.
   *
   * @param name of the stream in sentences
   * @param most bytes that compressed data may expand to
   * @throws IllegalArgumentException if {@code most} is negative
   */
  public static InputStream open(InputStream in, String name, long most) throws IOException {
    if (most < 0) {
      throw new IllegalArgumentException("gzip: a limit of " + most + ", expected at least 0");
    }
    return openWithin(in, name, most);
  }

  private static InputStream openWithin(InputStream in, String name, long most) throws IOException {
    PushbackInputStream start = new PushbackInputStream(in, HEAD);
    byte[] head = start.readNBytes(HEAD);
    start.unread(head);
    return isGzip(head) ? expand(start, name, most) : start;
  }

  /**
   * Whether a file that starts so is compressed: by the magic number, the only method there is, and
   * a ninth byte that no compressor writes and that starts the header of a safetensors file.
   */
  static boolean isGzip(byte[] head) {
    return head.length >= 2
        && head[0] == 0x1f
        && head[1] == (byte) 0x8b
        && (head.length < 9 || (head[2] == 8 && head[8] != '{'));
  }

  /** Whether so much expanded data out of so much compressed data is too much to go on. */
  static boolean excessive(long expanded, long compressed, long most) {
    return most == BY_RATIO ? expanded > FREE && expanded / RATIO > compressed : expanded > most;
  }

  static InputStream expand(InputStream compressed, String name, long most) throws IOException {
    Counting counted = new Counting(compressed);
    try {
      return new Expanded(new GZIPInputStream(counted, BUFFER), counted, name, most);
    } catch (EOFException | ZipException e) {
      throw damaged(name, e);
    }
  }

  /** The sentence for data that the decompressor refused. */
  static FormatException damaged(String name, IOException e) {
    return new FormatException(
        e instanceof EOFException
            ? name + ": the compressed data ends too early; the file is incomplete"
            : name + ": the compressed data is damaged",
        e);
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = in.read(bytes, from, length);
      count += Math.max(0, read);
      return read;
    }
  }

  private static final class Expanded extends FilterInputStream {
    private final Counting compressed;
    private final String name;
    private final long most;
    private long count;

    Expanded(InputStream in, Counting compressed, String name, long most) {
      super(in);
      this.compressed = compressed;
      this.name = name;
      this.most = most;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read;
      try {
        read = in.read(bytes, from, length);
      } catch (EOFException | ZipException e) {
        throw damaged(name, e);
      }
      count += Math.max(0, read);
      if (excessive(count, compressed.count, most)) {
        throw new FormatException(
            name
                + ": "
                + compressed.count
                + " compressed bytes expand to more than "
                + (most == BY_RATIO ? Math.max(FREE, RATIO * compressed.count) : most)
                + ", the limit; open the file with a larger one if you trust it");
      }
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      // Skipped data counts as well.
      byte[] passed = new byte[(int) Math.clamp(count, 0L, BUFFER)];
      return passed.length == 0 ? 0 : Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
