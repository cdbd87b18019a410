package latentphysics.tensor.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import latentphysics.tensor.Tensor;

/**
 * NumPy's files of several arrays by name, {@code .npz}: a zip archive with one {@link Npy} file
 * {@code NAME.npy} for each, stored or deflated.
 *
 * <p>Refused are names that occur twice, entries that are no npy files, that overlap, or whose size
 * or checksum is not what the archive says. A small archive can expand to any size: unless told
 * otherwise, the deflated arrays may together have 256 MiB, and beyond that 100 times their stored
 * size.
 *
 * <p>Reading throws {@link FormatException} with one sentence for files that are not as described
 * here; memory is taken only for data that is there.
 */
public final class Npz {
  private static final String SUFFIX = ".npy";

  /** The same for every file, so that equal tensors make equal files. */
  private static final LocalDateTime WRITTEN = LocalDateTime.of(1980, 1, 1, 0, 0, 2);

  private static final int LONGEST_NAME = 0xffff;

  private Npz() {}

  /** Reads a file: arrays by name, in the order of the archive. */
  public static Map<String, Tensor> read(Path file) throws IOException {
    return readWithin(file, Gzip.BY_RATIO);
  }

  /**
   * Reads a file with a limit of one's own.
   *
   * @param most bytes that the deflated arrays may have in all
   * @throws IllegalArgumentException if {@code most} is negative
   */
  public static Map<String, Tensor> read(Path file, long most) throws IOException {
    if (most < 0) {
      throw new IllegalArgumentException("npz: a limit of " + most + ", expected at least 0");
    }
    return readWithin(file, most);
  }

  private static Map<String, Tensor> readWithin(Path file, long most) throws IOException {
    Input.refuseFolder(file);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ZipArchive.Bytes bytes =
          new ZipArchive.Bytes() {
            @Override
            public long size() throws IOException {
              return channel.size();
            }

            @Override
            public int read(ByteBuffer into, long position) throws IOException {
              return channel.position(position).read(into);
            }
          };
      return read(bytes, file.toString(), most);
    }
  }

  /**
   * Reads a stream to its end. An archive's directory stands there, so all of it is kept in memory
   * meanwhile; it must be shorter than 2 GiB.
   *
   * @param name of the stream in sentences
   */
  public static Map<String, Tensor> read(InputStream in, String name) throws IOException {
    byte[] all = Gzip.open(in, name).readNBytes(Integer.MAX_VALUE - 8);
    if (in.read() >= 0) {
      throw new FormatException(
          name + ": the stream is longer than " + all.length + " bytes; read the archive by path");
    }
    ZipArchive.Bytes bytes =
        new ZipArchive.Bytes() {
          @Override
          public long size() {
            return all.length;
          }

          @Override
          public int read(ByteBuffer into, long position) {
            int count = (int) Math.min(into.remaining(), all.length - position);
            into.put(all, (int) position, count);
            return count;
          }
        };
    return read(bytes, name, Gzip.BY_RATIO);
  }

  private static Map<String, Tensor> read(ZipArchive.Bytes bytes, String name, long most)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long expanded = 0;
    long compressed = 0;
    for (ZipArchive.Entry entry : ZipArchive.entries(bytes, name)) {
      String place = name + ": entry " + Quoting.quote(entry.name());
      if (!entry.name().endsWith(SUFFIX)) {
        throw new FormatException(place + " is no array, expected a name that ends in .npy");
      }
      if (entry.deflated()) {
        // Entries do not overlap, so neither sum exceeds what a long holds.
        expanded += entry.size();
        compressed += entry.compressed();
        if (Gzip.excessive(expanded, compressed, most)) {
          throw new FormatException(
              place
                  + " brings what "
                  + compressed
                  + " stored bytes expand to, to "
                  + expanded
                  + ", beyond the limit; read the file with a larger one if you trust it");
        }
      }
      String key = entry.name().substring(0, entry.name().length() - SUFFIX.length());
      tensors.put(key, read(bytes, entry, place));
    }
    return Collections.unmodifiableMap(tensors);
  }

  private static Tensor read(ZipArchive.Bytes bytes, ZipArchive.Entry entry, String place)
      throws IOException {
    CRC32 crc = new CRC32();
    InputStream stored = ZipArchive.stored(bytes, entry);
    Inflater inflater = new Inflater(true);
    try {
      InputStream plain =
          entry.deflated() ? new InflaterInputStream(stored, inflater, 1 << 14) : stored;
      Limited limited = new Limited(plain, entry.size());
      InputStream checked = new CheckedInputStream(limited, crc);
      // What is only said to be there does not count as known.
      Input in =
          entry.deflated()
              ? Input.upToTheEnd(checked, place)
              : Input.exactly(entry.size(), checked, place);
      Tensor tensor = Npy.read(in);
      if (crc.getValue() != entry.crc() || limited.left > 0 || plain.read() >= 0) {
        throw new FormatException(place + " does not have the size and checksum it should have");
      }
      return tensor;
    } catch (EOFException | ZipException e) {
      throw Gzip.damaged(place, e);
    } finally {
      inflater.end();
    }
  }

  /** At most so many bytes of a stream. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left;

    Limited(InputStream in, long most) {
      this.in = in;
      this.left = most;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (left == 0) {
        return length == 0 ? 0 : -1;
      }
      int read = in.read(into, from, (int) Math.min(left, length));
      left -= Math.max(0, read);
      return read;
    }
  }

  /** Writes a file of stored arrays, replacing what is there when all is written. */
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    refuseLongNames(tensors);
    AtomicFile.write(file, out -> write(out, tensors, false));
  }

  /** Writes a file of deflated arrays, replacing what is there when all is written. */
  public static void writeCompressed(Path file, Map<String, Tensor> tensors) throws IOException {
    refuseLongNames(tensors);
    AtomicFile.write(file, out -> write(out, tensors, true));
  }

  /**
   * Writes to a stream, which stays open.
   *
   * @param tensors by name, in the order in which they will stand
   * @param compressed whether to deflate them
   * @throws IllegalArgumentException if a name has more than 65531 bytes
   */
  public static void write(OutputStream out, Map<String, Tensor> tensors, boolean compressed)
      throws IOException {
    refuseLongNames(tensors);
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      ZipEntry entry = new ZipEntry(named.getKey() + SUFFIX);
      entry.setTimeLocal(WRITTEN);
      if (!compressed) {
        describe(entry, named.getValue());
      }
      zip.putNextEntry(entry);
      Npy.write(zip, named.getValue());
      zip.closeEntry();
    }
    zip.finish();
    zip.flush();
  }

  /** A stored entry says its size and checksum before its data, so the data is made twice. */
  private static void describe(ZipEntry entry, Tensor tensor) throws IOException {
    CRC32 crc = new CRC32();
    Npy.write(new CheckedOutputStream(OutputStream.nullOutputStream(), crc), tensor);
    long size =
        NpyHeader.bytes(tensor.dtype(), tensor.shape()).length
            + (long) tensor.shape().size() * tensor.dtype().bytes();
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(size);
    entry.setCompressedSize(size);
    entry.setCrc(crc.getValue());
  }

  private static void refuseLongNames(Map<String, Tensor> tensors) {
    for (String name : tensors.keySet()) {
      int length = name.getBytes(StandardCharsets.UTF_8).length + SUFFIX.length();
      if (length > LONGEST_NAME) {
        throw new IllegalArgumentException(
            "npz: a name of "
                + (length - SUFFIX.length())
                + " bytes, expected at most "
                + (LONGEST_NAME - SUFFIX.length()));
      }
    }
  }
}
