package latentphysics.tensor.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Files of named tensors: eight bytes with the length of a JSON header, the header, then the
 * elements in row-major order, little-endian. The wider type comes first, then names are written in
 * order, so every element lies at a multiple of its size and equal tensors make equal files.
 */
public final class SafeTensors {
  private static final String METADATA = "__metadata__";

  private SafeTensors() {}

  /**
   * Writes a file, replacing what is there.
   *
   * @param tensors by name
   * @param metadata texts by name, kept under "__metadata__"; may be empty
   * @throws IllegalArgumentException if a tensor is named "__metadata__"
   * @throws IOException if the file cannot be written; what was written so far then remains
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException(
          "safetensors: a tensor is named " + METADATA + ", expected any other name");
    }
    List<Map.Entry<String, Tensor>> ordered = new ArrayList<>(new TreeMap<>(tensors).entrySet());
    ordered.sort(Comparator.comparingInt(entry -> -bytes(entry.getValue())));
    byte[] header = header(ordered, metadata).getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length)
              .array());
      out.write(header);
      for (Map.Entry<String, Tensor> entry : ordered) {
        out.write(elements(entry.getValue()));
      }
    }
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
      long end = offset + (long) tensor.shape().size() * bytes(tensor);
      json.append(quote(entry.getKey()))
          .append(":{\"dtype\":\"")
          .append(tensor.dtype() == DType.FLOAT32 ? "F32" : "F64")
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

  private static byte[] elements(Tensor tensor) {
    double[] values = tensor.toDoubles();
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * bytes(tensor)).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      if (tensor.dtype() == DType.FLOAT32) {
        buffer.putFloat((float) value);
      } else {
        buffer.putDouble(value);
      }
    }
    return buffer.array();
  }

  private static int bytes(Tensor tensor) {
    return tensor.dtype() == DType.FLOAT32 ? Float.BYTES : Double.BYTES;
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
