package latentphysics.tensor.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import latentphysics.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The JSON header of a {@code .safetensors} file, checked as far as it can be without the data.
 *
 * @param entries in the order of their data, without holes and overlaps from offset 0
 * @param metadata texts by name
 */
record SafeTensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  /** The limit of the format's own library. */
  private static final long LONGEST = 100_000_000;

  /**
   * A tensor as the header describes it.
   *
   * @param type as written in the header
   * @param start of the data, in bytes
   * @param end of the data, in bytes
   */
  record Entry(String name, String type, long[] shape, long start, long end) {
    /**
     * Format of the elements.
     *
     * @param place in sentences
     * @throws FormatException if tensors cannot hold it
     */
    ElementFormat format(String place) throws FormatException {
      return switch (type) {
        case "F16", "BF16", "F32", "F64", "I8", "U8", "I16", "U16", "I32", "U32", "I64", "U64" ->
            ElementFormat.valueOf(type);
        case "BOOL" -> ElementFormat.BOOL;
        default ->
            throw new FormatException(
                place
                    + " is of type "
                    + type
                    + ", expected one of F16 BF16 F32 F64 I8 U8 I16 U16 I32 U32 I64 U64 BOOL");
      };
    }

    /** Bits of an element. */
    private int bits(String place) throws FormatException {
      return switch (type) {
        case "F4" -> 4;
        case "F6_E2M3", "F6_E3M2" -> 6;
        case "BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ" -> 8;
        case "I16", "U16", "F16", "BF16" -> 16;
        case "I32", "U32", "F32" -> 32;
        case "I64", "U64", "F64", "C64" -> 64;
        default ->
            throw new FormatException(
                place
                    + " is of the unknown type "
                    + Quoting.quote(type)
                    + ", expected such as F32");
      };
    }

    private void check(String place, long previousEnd) throws FormatException {
      if (start != previousEnd || end < start) {
        throw new FormatException(
            place
                + " lies at bytes "
                + start
                + " to "
                + end
                + " of the data, expected from "
                + previousEnd
                + " on, without holes and overlaps");
      }
      long bits = bits(place);
      try {
        for (long dim : shape) {
          bits = Math.multiplyExact(bits, dim);
        }
      } catch (ArithmeticException e) {
        throw new FormatException(
            place + " of shape " + Arrays.toString(shape) + " has more than 2^63 bits", e);
      }
      if (bits % 8 != 0 || bits / 8 != end - start) {
        throw new FormatException(
            place
                + " of type "
                + type
                + " and shape "
                + Arrays.toString(shape)
                + " has "
                + (end - start)
                + " bytes, expected "
                + (bits % 8 == 0 ? String.valueOf(bits / 8) : "whole bytes"));
      }
    }
  }

  /**
   * Reads and checks a header.
   *
   * @throws FormatException if it is none, or does not agree with the length of the file
   */
  static SafeTensorsHeader read(Input in) throws IOException {
    String name = in.name();
    long length =
        ByteBuffer.wrap(in.bytes(Long.BYTES, name + ": the length of the safetensors header"))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    if (length < 0 || length > LONGEST) {
      throw new FormatException(
          name
              + ": a safetensors header of "
              + Long.toUnsignedString(length)
              + " bytes, expected at most "
              + LONGEST);
    }
    String place = name + ": the safetensors header";
    byte[] text = in.bytes((int) length, place);
    if (text.length == 0 || text[0] != '{') {
      throw new FormatException(place + " does not start with a brace");
    }
    SafeTensorsHeader header = parse(new JsonReader(text, place), name);
    long end = 0;
    for (Entry entry : header.entries) {
      entry.check(name + ": tensor " + Quoting.quote(entry.name), end);
      end = entry.end;
    }
    in.require(end, name + ": the data of the tensors");
    return header;
  }

  private static SafeTensorsHeader parse(JsonReader json, String file) throws FormatException {
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    json.object(key -> {
      if (!key.equals(SafeTensors.METADATA)) {
        entries.add(entry(json, key, file));
      } else if (!json.isNull()) {
        json.object(text -> metadata.put(text, json.string()));
      }
    });
    json.end();
    entries.sort(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::end));
    return new SafeTensorsHeader(entries, metadata);
  }

  /** Gathers the members of one tensor's description, in whatever order they come. */
  private static final class Members {
    private @Nullable String type;
    private final List<Long> shape = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();
    private boolean shaped;
  }

  private static Entry entry(JsonReader json, String name, String file) throws FormatException {
    Members found = new Members();
    json.object(key -> {
      switch (key) {
        case "dtype" -> found.type = json.string();
        case "shape" -> {
          json.array(() -> add(json, found.shape, Shape.MAX_RANK, "axes", name, file));
          found.shaped = true;
        }
        case "data_offsets" ->
            json.array(() -> add(json, found.offsets, 2, "data_offsets", name, file));
        default -> json.skip();
      }
    });
    String type = found.type;
    if (type == null || !found.shaped || found.offsets.size() != 2) {
      throw new FormatException(
          file
              + ": tensor "
              + Quoting.quote(name)
              + " is not described by dtype, shape and two data_offsets");
    }
    long[] shape = found.shape.stream().mapToLong(Long::longValue).toArray();
    return new Entry(name, type, shape, found.offsets.get(0), found.offsets.get(1));
  }

  private static void add(
      JsonReader json, List<Long> numbers, int most, String what, String name, String file)
      throws FormatException {
    if (numbers.size() == most) {
      throw new FormatException(
          file
              + ": tensor "
              + Quoting.quote(name)
              + " has more than "
              + most
              + " "
              + what
              + ", expected at most so many");
    }
    numbers.add(json.natural());
  }
}
