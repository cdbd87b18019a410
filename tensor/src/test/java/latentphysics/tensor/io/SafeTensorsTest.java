package latentphysics.tensor.io;

import static java.util.Objects.requireNonNull;
import static latentphysics.tensor.io.Same.assertSame;
import static latentphysics.tensor.io.Same.names;
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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Protects the bytes of .safetensors files: against files written out by hand and by the format's
 * own library.
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

  private static SafeTensors.Contents read(byte[] bytes) throws IOException {
    return SafeTensors.read(Bytes.stream(bytes), "x");
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
    SafeTensors.Contents contents = read(bytes);
    assertEquals(List.of(name), names(contents.tensors()));
    assertEquals(Map.of("line\nbreak", "\r\u0000"), contents.metadata());
  }

  @Test
  void whatIsWrittenIsReadBitByBit() throws IOException {
    Map<String, Tensor> tensors = Same.samples();
    byte[] bytes = written(tensors, Map.of("seed", "300"));
    SafeTensors.Contents contents = read(bytes);
    assertEquals(Map.of("seed", "300"), contents.metadata());
    assertEquals(tensors.keySet(), contents.tensors().keySet());
    tensors.forEach((name, tensor) -> {
      assertSame(tensor, requireNonNull(contents.tensors().get(name)), name);
    });
    Path file = folder.resolve("model.safetensors");
    SafeTensors.read(file)
        .tensors()
        .forEach((name, tensor) -> {
          assertSame(requireNonNull(tensors.get(name)), tensor, name + " by path");
        });
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    SafeTensors.write(stream, tensors, Map.of("seed", "300"));
    assertArrayEquals(bytes, stream.toByteArray());
  }

  @Test
  void theOrderIsWideTypesFirstThenByName() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", Tensor.zeros(DType.FLOAT32, 3));
    tensors.put("d", Tensor.zeros(DType.FLOAT64, 1));
    tensors.put("a", Tensor.zeros(DType.FLOAT32, 1));
    tensors.put("c", Tensor.zeros(DType.FLOAT64, 1));
    tensors.put("m", Tensor.zeros(DType.BOOL, 3));
    tensors.put("n", Tensor.zeros(DType.INT32, 1));
    assertEquals(
        List.of("c", "d", "a", "b", "n", "m"), names(read(written(tensors, Map.of())).tensors()));
  }

  @Test
  void elementsBeginAtAMultipleOfEight() throws IOException {
    for (int length = 1; length <= 16; length++) {
      byte[] bytes = written(Map.of("n".repeat(length), Tensor.zeros(DType.FLOAT64, 2)), Map.of());
      assertEquals(0, (bytes.length - 16) % 8, "name of " + length);
      assertEquals(0, bytes[0] % 8, "name of " + length);
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
    assertEquals(List.of("short"), names(read(second).tensors()));
  }

  /** Written by safetensors 0.8.0 from NumPy arrays. */
  private static byte[] ofTheLibrary() {
    return file(
        "a001000000000000",
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"long\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]},"
            + "\"x\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[16,24]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[24,28]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[28,36]},"
            + "\"n\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[36,44]},"
            + "\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[44,46]},"
            + "\"m\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[46,49]}} ",
        "0300000000000000 fcffffffffffffff 000000000000f03f 0000003f 0000803f 000000c0"
            + "07000000 ffffffff 003e 010001");
  }

  @Test
  void aFileOfTheLibraryIsRead() throws IOException {
    SafeTensors.Contents contents = read(ofTheLibrary());
    assertEquals(Map.of("k", "v"), contents.metadata());
    Map<String, Tensor> expected = new LinkedHashMap<>();
    expected.put("long", Tensor.of(new int[] {3, -4}));
    expected.put("x", Tensor.of(new double[] {1}));
    expected.put("a", Tensor.scalar(DType.FLOAT32, 0.5));
    expected.put("b", Tensor.of(new float[] {1, -2}, 1, 2));
    expected.put("n", Tensor.of(new int[] {7, -1}));
    expected.put("h", Tensor.of(new float[] {1.5f}));
    expected.put("m", Tensor.of(new boolean[] {true, false, true}));
    assertEquals(names(expected), names(contents.tensors()));
    expected.forEach((name, tensor) -> {
      assertSame(tensor, requireNonNull(contents.tensors().get(name)), name);
    });
  }

  @Test
  void someTensorsCanBeLeftOut() throws IOException {
    Path file = Files.write(folder.resolve("library.safetensors"), ofTheLibrary());
    Map<String, Tensor> some = SafeTensors.read(file, List.of("a", "m")::contains).tensors();
    assertEquals(List.of("a", "m"), names(some));
    assertSame(Tensor.scalar(DType.FLOAT32, 0.5), requireNonNull(some.get("a")), "a");
    assertSame(Tensor.of(new boolean[] {true, false, true}), requireNonNull(some.get("m")), "m");
  }

  @ParameterizedTest
  @CsvSource({
    "BF16, 803f 0080 c07f, 1 -0.0 NaN",
    "F16, 003c 0100, 1 5.9604645e-8",
    "I8, 80, -128",
    "U8, ff, 255",
    "I16, 0080, -32768",
    "U16, ffff, 65535",
    "U32, ffffff7f, 2147483647",
    "U64, 0100000000000000, 1"
  })
  void otherTypesAreReadExactly(String type, String elements, String values) throws IOException {
    double[] expected = Arrays.stream(values.split(" ")).mapToDouble(Double::parseDouble).toArray();
    byte[] data = Bytes.hex(elements);
    String header =
        String.format(
            Locale.ROOT,
            "{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}",
            type,
            expected.length,
            data.length);
    Tensor x = requireNonNull(read(Bytes.safeTensors(header, data)).tensors().get("x"));
    assertEquals(type.contains("F") ? DType.FLOAT32 : DType.INT32, x.dtype());
    assertArrayEquals(expected, x.toDoubles(), 1e-15);
  }

  @Test
  void changedBytesDoNoHarm() {
    Refusal.assertHarmless(ofTheLibrary(), 21, SafeTensorsTest::read);
  }

  @Test
  void compressedFilesAreTold() throws IOException {
    byte[] plain = ofTheLibrary();
    assertEquals(7, read(Bytes.gzip(plain)).tensors().size());
    // The length of this header is 0x088b1f, so the file starts like gzip.
    byte[] like = Bytes.safeTensors("{" + " ".repeat(0x088b1f - 2) + "}", new byte[0]);
    assertArrayEquals(Bytes.hex("1f8b0800"), Arrays.copyOf(like, 4));
    assertEquals(Map.of(), read(like).tensors());
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
