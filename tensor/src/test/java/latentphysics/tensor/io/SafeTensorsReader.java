package latentphysics.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict reader for tests: it fails on repeated names, gaps, overlaps, misaligned elements and
 * bytes that belong to nothing.
 */
final class SafeTensorsReader {
  /** One tensor of a file, in the order of its elements. */
  record Stored(String type, int[] shape, double[] values) {}

  private final Map<String, Stored> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final ByteBuffer data;
  private final String json;
  private int position;

  private SafeTensorsReader(String json, ByteBuffer data) {
    this.json = json;
    this.data = data;
  }

  static SafeTensorsReader read(byte[] file) {
    ByteBuffer all = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(all.getLong());
    assertEquals(0, length % 8, "length of the header");
    String json;
    try {
      json = StandardCharsets.UTF_8.newDecoder().decode(all.slice(8, length)).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("header", e);
    }
    ByteBuffer data = all.slice(8 + length, file.length - 8 - length);
    SafeTensorsReader reader = new SafeTensorsReader(json, data.order(ByteOrder.LITTLE_ENDIAN));
    reader.header();
    return reader;
  }

  /** Tensors in the order of the file. */
  Map<String, Stored> tensors() {
    return tensors;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  private void header() {
    expect('{');
    int end = 0;
    if (peek() != '}') {
      do {
        String name = string();
        expect(':');
        if (name.equals("__metadata__")) {
          texts();
        } else {
          end = tensor(name, end);
        }
      } while (next(','));
    }
    expect('}');
    assertTrue(json.substring(position).isBlank(), "after the header: " + json);
    assertEquals(data.limit(), end, "bytes of elements");
  }

  private void texts() {
    expect('{');
    do {
      String key = string();
      expect(':');
      assertNull(metadata.put(key, string()), key);
    } while (next(','));
    expect('}');
  }

  private int tensor(String name, int previousEnd) {
    expect('{');
    expectText("\"dtype\":");
    String type = string();
    int bytes = type.equals("F32") ? Float.BYTES : Double.BYTES;
    assertTrue(List.of("F32", "F64").contains(type), type);
    expectText(",\"shape\":");
    int[] shape = integers();
    expectText(",\"data_offsets\":");
    int[] offsets = integers();
    expect('}');
    int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    assertEquals(2, offsets.length, name);
    assertEquals(previousEnd, offsets[0], name);
    assertEquals(offsets[0] + size * bytes, offsets[1], name);
    assertEquals(0, offsets[0] % bytes, "alignment of " + name);
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      int at = offsets[0] + i * bytes;
      values[i] = bytes == Float.BYTES ? data.getFloat(at) : data.getDouble(at);
    }
    assertNull(tensors.put(name, new Stored(type, shape, values)), name);
    return offsets[1];
  }

  private int[] integers() {
    List<Integer> values = new ArrayList<>();
    expect('[');
    if (peek() != ']') {
      do {
        int start = position;
        while (Character.isDigit(peek())) {
          position++;
        }
        values.add(Integer.valueOf(json.substring(start, position)));
      } while (next(','));
    }
    expect(']');
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private String string() {
    StringBuilder text = new StringBuilder();
    expect('"');
    while (peek() != '"') {
      char c = json.charAt(position++);
      assertTrue(c >= 0x20, "control character in " + json);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escaped = json.charAt(position++);
      if (escaped == 'u') {
        text.append((char) Integer.parseInt(json.substring(position, position + 4), 16));
        position += 4;
      } else {
        assertTrue(escaped == '"' || escaped == '\\', "escape \\" + escaped);
        text.append(escaped);
      }
    }
    expect('"');
    return text.toString();
  }

  private char peek() {
    return json.charAt(position);
  }

  private boolean next(char c) {
    boolean found = peek() == c;
    position += found ? 1 : 0;
    return found;
  }

  private void expect(char c) {
    assertTrue(next(c), "expected " + c + " at " + position + " of " + json);
  }

  private void expectText(String text) {
    text.chars().forEach(c -> expect((char) c));
  }
}
