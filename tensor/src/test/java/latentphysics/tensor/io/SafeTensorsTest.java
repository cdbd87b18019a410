package latentphysics.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Protects the bytes of the file format: against files written out by hand, and against a strict
 * reader that refuses what the format does not allow.
 */
final class SafeTensorsTest {
  @TempDir private Path folder;

  private byte[] written(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Path file = folder.resolve("model.safetensors");
    SafeTensors.write(file, tensors, metadata);
    return Files.readAllBytes(file);
  }

  /** A file: the header's length as given in hexadecimal, the header, the elements. */
  private static byte[] file(String length, String header, String elements) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(HexFormat.of().parseHex(length));
    bytes.writeBytes(header.getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(HexFormat.of().parseHex(elements.replace(" ", "")));
    return bytes.toByteArray();
  }

  @Test
  void everyByteOfASmallFile() throws IOException {
    Map<String, Tensor> tensors =
        Map.of("b", Tensor.of(new float[] {1, -2}, 1, 2), "a", Tensor.scalar(DType.FLOAT32, 0.5));
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[4,12]}}   ";
    assertEquals(0x70, header.length());
    assertArrayEquals(
        file("7000000000000000", header, "0000003f 0000803f 000000c0"), written(tensors, Map.of()));
  }

  @Test
  void metadataComesFirst() throws IOException {
    String header =
        "{\"__metadata__\":{\"a\":\"1\",\"z\":\"2\"},"
            + "\"x\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}} ";
    assertEquals(0x58, header.length());
    assertArrayEquals(
        file("5800000000000000", header, "000000000000f03f"),
        written(Map.of("x", Tensor.of(new double[] {1})), Map.of("z", "2", "a", "1")));
  }

  @Test
  void anEmptyFile() throws IOException {
    assertArrayEquals(file("0800000000000000", "{}      ", ""), written(Map.of(), Map.of()));
    String onlyMetadata = "{\"__metadata__\":{\"k\":\"v\"}}      ";
    assertArrayEquals(
        file("2000000000000000", onlyMetadata, ""), written(Map.of(), Map.of("k", "v")));
  }

  @Test
  void namesAreEscaped() throws IOException {
    String name = "\"quoted\" back\\slash\ttab\u0001\u001f é 漢 😀";
    Map<String, Tensor> tensors = Map.of(name, Tensor.of(new float[] {1}));
    byte[] bytes = written(tensors, Map.of("line\nbreak", "\r\u0000"));
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertTrue(
        text.contains("\"\\\"quoted\\\" back\\\\slash\\u0009tab\\u0001\\u001f é 漢 😀\":{"), text);
    assertTrue(text.contains("{\"line\\u000abreak\":\"\\u000d\\u0000\"}"), text);
    SafeTensorsReader reader = SafeTensorsReader.read(bytes);
    assertEquals(List.of(name), List.copyOf(reader.tensors().keySet()));
    assertEquals(Map.of("line\nbreak", "\r\u0000"), reader.metadata());
  }

  @Test
  void whatIsWrittenCanBeRead() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Tensor random = Key.of(1400).normal(dtype, 3, 5);
      tensors.put(dtype + ".matrix", random);
      tensors.put(dtype + ".transposed", random.transpose());
      tensors.put(dtype + ".sliced", random.slice(1, 1, 4));
      tensors.put(dtype + ".repeated", Tensor.full(dtype, 0.25, 2, 3));
      tensors.put(dtype + ".scalar", Tensor.scalar(dtype, -0.0));
      tensors.put(dtype + ".empty", Tensor.zeros(dtype, 0, 4));
      tensors.put(dtype + ".deep", Key.of(1401).uniform(dtype, 1, 2, 1, 3, 1, 1, 2, 1));
      tensors.put(
          dtype + ".special",
          Tensor.of(
              dtype,
              new double[] {
                Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0x1p-140, 1e300
              }));
    }
    SafeTensorsReader reader = SafeTensorsReader.read(written(tensors, Map.of("seed", "1400")));
    assertEquals(tensors.keySet(), reader.tensors().keySet());
    tensors.forEach((name, tensor) -> {
      SafeTensorsReader.Stored stored = Objects.requireNonNull(reader.tensors().get(name));
      assertEquals(tensor.dtype() == DType.FLOAT32 ? "F32" : "F64", stored.type(), name);
      assertArrayEquals(tensor.shape().dims(), stored.shape(), name);
      assertArrayEquals(tensor.toDoubles(), stored.values(), name);
    });
  }

  @Test
  void theOrderIsWideTypesFirstThenByName() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", Tensor.zeros(DType.FLOAT32, 3));
    tensors.put("d", Tensor.zeros(DType.FLOAT64, 1));
    tensors.put("a", Tensor.zeros(DType.FLOAT32, 1));
    tensors.put("c", Tensor.zeros(DType.FLOAT64, 1));
    SafeTensorsReader reader = SafeTensorsReader.read(written(tensors, Map.of()));
    assertEquals(List.of("c", "d", "a", "b"), List.copyOf(reader.tensors().keySet()));
  }

  @Test
  void elementsBeginAtAMultipleOfEight() throws IOException {
    for (int length = 1; length <= 16; length++) {
      byte[] bytes = written(Map.of("n".repeat(length), Tensor.zeros(DType.FLOAT64, 2)), Map.of());
      assertEquals(0, (bytes.length - 16) % 8, "name of " + length);
      assertEquals(0, bytes[0] % 8, "name of " + length);
      SafeTensorsReader.read(bytes);
    }
    // The padding counts bytes, not characters.
    byte[] bytes = written(Map.of("漢", Tensor.zeros(DType.FLOAT64, 1)), Map.of());
    assertEquals(0, bytes[0] % 8);
    assertEquals(8 + bytes[0] + 8, bytes.length);
  }

  @Test
  void equalTensorsMakeEqualFiles() throws IOException {
    Tensor x = Key.of(1410).normal(DType.FLOAT32, 7, 3);
    Tensor y = Key.of(1411).normal(DType.FLOAT32, 2);
    Map<String, Tensor> forwards = new LinkedHashMap<>();
    forwards.put("x", x);
    forwards.put("y", y);
    Map<String, Tensor> backwards = new LinkedHashMap<>();
    backwards.put("y", Tensor.of(DType.FLOAT32, y.toDoubles()));
    backwards.put("x", x.transpose().transpose());
    assertArrayEquals(
        written(forwards, Map.of("a", "1", "b", "2")),
        written(backwards, new LinkedHashMap<>(Map.of("b", "2", "a", "1"))));
  }

  @Test
  void aFileIsReplacedWhole() throws IOException {
    written(Map.of("long", Tensor.zeros(DType.FLOAT64, 1000)), Map.of());
    byte[] second = written(Map.of("short", Tensor.zeros(DType.FLOAT64, 1)), Map.of());
    assertEquals(List.of("short"), List.copyOf(SafeTensorsReader.read(second).tensors().keySet()));
  }

  @Test
  void aNameOfTheFormatIsRefusedBeforeAnythingIsWritten() {
    Path file = folder.resolve("refused.safetensors");
    Map<String, Tensor> tensors = Map.of("__metadata__", Tensor.zeros(DType.FLOAT32, 1));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> SafeTensors.write(file, tensors, Map.of()))
            .getMessage();
    assertEquals("safetensors: a tensor is named __metadata__, expected any other name", message);
    assertFalse(Files.exists(file));
  }

  @Test
  void aMissingFolderIsAnInputOutputError() {
    Path file = folder.resolve("missing").resolve("model.safetensors");
    assertThrows(IOException.class, () -> SafeTensors.write(file, Map.of(), Map.of()));
  }
}
