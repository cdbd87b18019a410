package latentphysics.tensor.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The entries of a zip archive, read from its directory and checked against it: names that occur
 * twice, entries that overlap, sizes that cannot be true, encryption and methods other than stored
 * and deflated are refused. Archives and entries may exceed 4 GiB (zip64).
 */
final class ZipArchive {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_BYTES = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_BYTES = 56;
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int EXTRA_64 = 1;
  private static final long IN_EXTRA = 0xffff_ffffL;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** Deflate makes at most 258 bytes of two bits. */
  private static final int STRONGEST = 1032;

  /** Bytes at any position. */
  interface Bytes {
    long size() throws IOException;

    /** Reads some bytes to a buffer; returns how many, negative at the end. */
    int read(ByteBuffer into, long position) throws IOException;
  }

  /**
   * An entry.
   *
   * @param start of the local header
   * @param data start of the data
   */
  record Entry(
      String name, boolean deflated, long crc, long compressed, long size, long start, long data) {}

  private final Bytes bytes;
  private final String name;

  private ZipArchive(Bytes bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  /**
   * The entries in the order of the directory.
   *
   * @param name of the archive in sentences
   * @throws FormatException if they are not as they must be
   */
  static List<Entry> entries(Bytes bytes, String name) throws IOException {
    return new ZipArchive(bytes, name).entries();
  }

  /** Where the directory lies, and how many entries it has. */
  private record Directory(long count, long start, long size) {}

  private List<Entry> entries() throws IOException {
    Directory directory = directory();
    if (directory.size / CENTRAL_BYTES < directory.count
        || directory.size > Integer.MAX_VALUE - 8) {
      throw new FormatException(
          name
              + ": a zip directory of "
              + directory.size
              + " bytes for "
              + directory.count
              + " entries");
    }
    ByteBuffer text = part(directory.start, directory.size);
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (long i = 0; i < directory.count; i++) {
      Entry entry = entry(text, directory.start);
      if (!names.add(entry.name)) {
        throw new FormatException(name + ": two entries are called " + Quoting.quote(entry.name));
      }
      entries.add(entry);
    }
    if (text.hasRemaining()) {
      throw new FormatException(
          name + ": the zip directory has more than its " + directory.count + " entries");
    }
    refuseOverlaps(entries);
    return entries;
  }

  private Directory directory() throws IOException {
    long size = bytes.size();
    if (size < END_BYTES) {
      throw noArchive();
    }
    long tailStart = Math.max(0, size - END_BYTES - LONGEST_COMMENT);
    ByteBuffer tail = part(tailStart, size - tailStart);
    int at = tail.limit() - END_BYTES;
    // The record is the one whose comment reaches exactly to the end.
    while (at >= 0
        && !(tail.getInt(at) == END
            && (tail.getShort(at + 20) & 0xffff) == tail.limit() - at - END_BYTES)) {
      at--;
    }
    if (at < 0) {
      throw noArchive();
    }
    long end = tailStart + at;
    if (tail.getShort(at + 4) != 0 && tail.getShort(at + 4) != -1) {
      throw new FormatException(name + ": the zip archive is cut over several files");
    }
    Directory directory =
        new Directory(
            tail.getShort(at + 10) & 0xffff,
            tail.getInt(at + 16) & 0xffff_ffffL,
            tail.getInt(at + 12) & 0xffff_ffffL);
    if (directory.count == 0xffff || directory.start == IN_EXTRA || directory.size == IN_EXTRA) {
      if (end >= LOCATOR_64_BYTES) {
        ByteBuffer locator = part(end - LOCATOR_64_BYTES, LOCATOR_64_BYTES);
        if (locator.getInt(0) == LOCATOR_64) {
          end = locator.getLong(8);
          if (end < 0 || end > size - END_64_BYTES) {
            throw outside("directory", end);
          }
          ByteBuffer record = part(end, END_64_BYTES);
          if (record.getInt(0) != END_64) {
            throw outside("directory", end);
          }
          directory = new Directory(record.getLong(32), record.getLong(48), record.getLong(40));
        }
      }
    }
    if (directory.count < 0
        || directory.size < 0
        || directory.start < 0
        || directory.start > end
        || directory.size > end - directory.start) {
      throw outside("directory", directory.start);
    }
    return directory;
  }

  private FormatException noArchive() {
    return new FormatException(name + ": this is no zip archive, or its end is missing");
  }

  private FormatException outside(String what, long position) {
    return new FormatException(
        name + ": the zip " + what + " at byte " + position + " is not where it is said to be");
  }

  /** Reads the record of one entry, at whose end the buffer then stands. */
  private Entry entry(ByteBuffer record, long limit) throws IOException {
    int at = record.position();
    if (record.remaining() < CENTRAL_BYTES || record.getInt(at) != CENTRAL) {
      throw new FormatException(name + ": the zip directory is damaged");
    }
    int nameLength = record.getShort(at + 28) & 0xffff;
    int extraLength = record.getShort(at + 30) & 0xffff;
    int commentLength = record.getShort(at + 32) & 0xffff;
    int length = CENTRAL_BYTES + nameLength + extraLength + commentLength;
    if (record.remaining() < length) {
      throw new FormatException(name + ": the zip directory is damaged");
    }
    String entryName = text(record.slice(at + CENTRAL_BYTES, nameLength));
    String place = name + ": entry " + Quoting.quote(entryName);
    long[] wide = {
      record.getInt(at + 24) & 0xffff_ffffL,
      record.getInt(at + 20) & 0xffff_ffffL,
      record.getInt(at + 42) & 0xffff_ffffL
    };
    ByteBuffer extra = record.slice(at + CENTRAL_BYTES + nameLength, extraLength);
    widen(wide, extra.order(ByteOrder.LITTLE_ENDIAN), place);
    int flags = record.getShort(at + 8);
    int method = record.getShort(at + 10) & 0xffff;
    if ((flags & 1) != 0) {
      throw new FormatException(place + " is encrypted, expected plain data");
    }
    if (method != STORED && method != DEFLATED) {
      throw new FormatException(
          place + " is compressed by method " + method + ", expected 0 (stored) or 8 (deflated)");
    }
    record.position(at + length);
    return located(
        entryName,
        method == DEFLATED,
        record.getInt(at + 16) & 0xffff_ffffL,
        wide[1],
        wide[0],
        wide[2],
        limit);
  }

  /** Replaces numbers that 32 bits cannot hold by those in the extra field. */
  private static void widen(long[] numbers, ByteBuffer extra, String place) throws FormatException {
    while (extra.remaining() >= 4) {
      int id = extra.getShort() & 0xffff;
      int length = extra.getShort() & 0xffff;
      if (length > extra.remaining()) {
        break;
      }
      int next = extra.position() + length;
      if (id == EXTRA_64) {
        for (int i = 0; i < numbers.length; i++) {
          if (numbers[i] == IN_EXTRA && next - extra.position() >= Long.BYTES) {
            numbers[i] = extra.getLong();
          }
        }
      }
      extra.position(next);
    }
    for (long number : numbers) {
      if (number < 0) {
        throw new FormatException(place + " has a size or position beyond 2^63");
      }
    }
  }

  /** Finds the data of an entry behind its local header, which has to agree with the directory. */
  private Entry located(
      String entryName,
      boolean deflated,
      long crc,
      long compressed,
      long size,
      long start,
      long limit)
      throws IOException {
    String place = name + ": entry " + Quoting.quote(entryName);
    if (start > limit - LOCAL_BYTES) {
      throw new FormatException(place + " starts at byte " + start + ", behind the data");
    }
    ByteBuffer local = part(start, LOCAL_BYTES);
    long nameLength = local.getShort(26) & 0xffff;
    long data = start + LOCAL_BYTES + nameLength + (local.getShort(28) & 0xffff);
    if (local.getInt(0) != LOCAL
        || data > limit
        || !text(part(start + LOCAL_BYTES, nameLength)).equals(entryName)) {
      throw new FormatException(place + " is not at byte " + start + ", where it is said to be");
    }
    if (compressed > limit - data) {
      throw new FormatException(
          place + " has " + (limit - data) + " bytes of data at most, expected " + compressed);
    }
    // A few bytes more than the ratio allows, for the ends of blocks.
    if (deflated ? size / STRONGEST > compressed : size != compressed) {
      throw new FormatException(
          place + " says that its " + compressed + " stored bytes make " + size);
    }
    return new Entry(entryName, deflated, crc, compressed, size, start, data);
  }

  private void refuseOverlaps(List<Entry> entries) throws FormatException {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Entry::start));
    for (int i = 1; i < sorted.size(); i++) {
      Entry before = sorted.get(i - 1);
      if (before.data + before.compressed > sorted.get(i).start) {
        throw new FormatException(
            name
                + ": entries "
                + Quoting.quote(before.name)
                + " and "
                + Quoting.quote(sorted.get(i).name)
                + " overlap");
      }
    }
  }

  private String text(ByteBuffer encoded) throws FormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException(name + ": the name of an entry is not UTF-8", e);
    }
  }

  /** Bytes of the archive, which are known to exist. */
  private ByteBuffer part(long position, long length) throws IOException {
    ByteBuffer part = ByteBuffer.allocate(Math.toIntExact(length));
    while (part.hasRemaining()) {
      if (bytes.read(part, position + part.position()) < 0) {
        throw noArchive();
      }
    }
    return part.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The data of an entry as it is stored. */
  static InputStream stored(Bytes bytes, Entry entry) {
    return new InputStream() {
      private long position = entry.data;
      private final long end = entry.data + entry.compressed;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        int count = (int) Math.min(length, end - position);
        if (count == 0) {
          return length == 0 ? 0 : -1;
        }
        int read = bytes.read(ByteBuffer.wrap(into, from, count), position);
        if (read < 0) {
          throw new EOFException("the archive became shorter");
        }
        position += read;
        return read;
      }
    };
  }
}
