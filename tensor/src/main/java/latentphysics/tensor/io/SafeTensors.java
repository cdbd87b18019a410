package latentphysics.tensor.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Files of named tensors, {@code .safetensors}: eight bytes with the length of a JSON header, the
 * header, then the elements in row-major order, little-endian.
 *
 * <p>Written are F32, F64, I32 and BOOL; the widest type comes first (float64, float32, int32,
 * bool), then names are in order, so every element lies at a multiple of its size and equal tensors
 * make equal files.
 *
 * <p>Read are these, every bit of a NaN kept; F16 and BF16 as float32 and I8, U8, I16 and U16 as
 * int32, which hold them exactly; U32, I64 and U64 as int32 when every element fits. Other types
 * are refused by name. The rules are those of the format's own library: a header of at most 100 MB,
 * lengths that agree with offsets, data without holes and overlaps to the end of the file. Names
 * that occur twice are refused, as its documentation demands.
 *
 * <p>Files compressed by gzip are read as well. Reading throws {@link FormatException} with one
 * sentence for files that are not as described here; memory is taken only for data that is there.
 */
public final class SafeTensors {
  static final String METADATA = "__metadata__";

  private SafeTensors() {}

  /**
   * What a file holds.
   *
   * @param tensors by name, in the order of their data
   * @param metadata texts by name, out of "__metadata__"; often empty
   */
  public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /** Keeps unmodifiable copies of the maps, in their order. */
    public Contents {
      tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
      metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
  }

  /** Reads a file with all its tensors. */
  public static Contents read(Path file) throws IOException {
    return read(file, name -> true);
  }

  /**
   * Reads some of the tensors of a file; others may be of any type.
   *
   * @param wanted tells by name which
   */
  public static Contents read(Path file, Predicate<String> wanted) throws IOException {
    try (Input in = Input.open(file)) {
      return read(in, wanted);
    }
  }

  /**
   * Reads a stream, the data of which ends with its last tensor.
   *
   * @param name of the stream in sentences
   */
  public static Contents read(InputStream in, String name) throws IOException {
    // Not closed: the stream belongs to the caller.
    return read(Input.of(in, name), tensor -> true);
  }

  private static Contents read(Input in, Predicate<String> wanted) throws IOException {
    SafeTensorsHeader header = SafeTensorsHeader.read(in);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (SafeTensorsHeader.Entry entry : header.entries()) {
      String name = in.name() + ": tensor " + Quoting.quote(entry.name());
      if (wanted.test(entry.name())) {
        tensors.put(
            entry.name(),
            Elements.read(
                in,
                entry.format(name),
                ByteOrder.LITTLE_ENDIAN,
                Elements.dims(entry.shape(), name),
                name));
      } else {
        in.skip(entry.end() - entry.start(), name);
      }
    }
    in.end();
    return new Contents(tensors, header.metadata());
  }

  /**
   * Writes a file, replacing what is there when all is written, and only then.
   *
   * @param tensors by name
   * @param metadata texts by name, kept under "__metadata__"; may be empty
   * @throws IllegalArgumentException if a tensor is named "__metadata__"
   * @throws IOException if the file cannot be written; what was there is then unchanged
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    refuseReservedName(tensors);
    AtomicFile.write(file, out -> write(out, tensors, metadata));
  }

  /**
   * Writes to a stream, which stays open.
   *
   * @param tensors by name
   * @param metadata texts by name, kept under "__metadata__"; may be empty
   * @throws IllegalArgumentException if a tensor is named "__metadata__"
   */
  public static void write(
      OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    refuseReservedName(tensors);
    List<Map.Entry<String, Tensor>> ordered = new ArrayList<>(new TreeMap<>(tensors).entrySet());
    ordered.sort(Comparator.comparingInt(entry -> place(entry.getValue().dtype())));
    byte[] header = header(ordered, metadata).getBytes(StandardCharsets.UTF_8);
    out.write(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .array());
    out.write(header);
    for (Map.Entry<String, Tensor> entry : ordered) {
      Elements.write(entry.getValue(), out);
    }
  }

  private static void refuseReservedName(Map<String, Tensor> tensors) {
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException(
          "safetensors: a tensor is named " + METADATA + ", expected any other name");
    }
  }

  /** Wider types come first; among equally wide ones the order is that of the format's library. */
  private static int place(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> 0;
      case FLOAT32 -> 1;
      case INT32 -> 2;
      case BOOL -> 3;
    };
  }

  private static String header(
      List<Map.Entry<String, Tensor>> tensors, Map<String, String> metadata) {
    StringBuilder json = new StringBuilder("{");
    if (!metadata.isEmpty()) {
      json.append(quote(METADATA)).append(":{");
      new TreeMap<>(metadata)
          .forEach(
              (key, value) -> json.append(quote(key)).append(':').append(quote(value)).append(','));
      json.setCharAt(json.length() - 1, '}');
      json.append(',');
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors) {
      Tensor tensor = entry.getValue();
      long end = offset + (long) tensor.shape().size() * tensor.dtype().bytes();
      json.append(quote(entry.getKey()))
          .append(":{\"dtype\":\"")
          .append(ElementFormat.of(tensor.dtype()))
          .append("\",\"shape\":")
          .append(tensor.shape().toString().replace(" ", ""))
          .append(",\"data_offsets\":[")
          .append(offset)
          .append(',')
          .append(end)
          .append("]},");
      offset = end;
    }
    if (json.length() > 1) {
      json.setLength(json.length() - 1);
    }
    json.append('}');
    // Readers may map the elements, so these begin at a multiple of eight.
    int length = json.toString().getBytes(StandardCharsets.UTF_8).length;
    return json.append(" ".repeat((8 - length % 8) % 8)).toString();
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < 0x20) {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
