package latentphysics.tensor.io;

import static latentphysics.tensor.io.Bytes.hex;
import static latentphysics.tensor.io.Bytes.join;
import static latentphysics.tensor.io.Bytes.npy;
import static latentphysics.tensor.io.Bytes.stream;
import static latentphysics.tensor.io.Bytes.utf8;
import static latentphysics.tensor.io.Refusal.assertRefused;
import static latentphysics.tensor.io.Same.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protects the bytes of .npy files against those that NumPy 2.4 writes, and all that is read. */
final class NpyTest {
  @TempDir private Path folder;

  /** A file of NumPy: magic number, version 1.0, 118 bytes of header, elements. */
  private static byte[] ofNumpy(String dictionary, String elements) {
    String header = dictionary + " ".repeat(117 - dictionary.length()) + "\n";
    return npy(header, hex(elements));
  }

  private static byte[] written(Tensor tensor) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Npy.write(bytes, tensor);
    return bytes.toByteArray();
  }

  private static Tensor read(byte[] bytes) throws IOException {
    ByteArrayInputStream in = stream(bytes);
    Tensor tensor = Npy.read(in, "x.npy");
    assertEquals(0, in.available(), "bytes left");
    return tensor;
  }

  private static void assertFile(String dictionary, String elements, Tensor tensor)
      throws IOException {
    byte[] file = ofNumpy(dictionary, elements);
    assertArrayEquals(file, written(tensor));
    assertSame(tensor, read(file), dictionary);
  }

  @Test
  void everyByteIsThatOfNumpy() throws IOException {
    assertFile(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
        "0000803f 000000c0 0000003f 0000c07f 0000807f 00000080",
        Tensor.of(new float[] {1, -2, 0.5f, Float.NaN, Float.POSITIVE_INFINITY, -0.0f}, 2, 3));
    assertFile(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (), }",
        "0000000000000a40",
        Tensor.scalar(DType.FLOAT64, 3.25));
    assertFile(
        "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }",
        "00000000 01000000 02000000",
        Tensor.of(new int[] {0, 1, 2}));
    assertFile(
        "{'descr': '|b1', 'fortran_order': False, 'shape': (1, 2), }",
        "01 00",
        Tensor.of(new boolean[] {true, false}, 1, 2));
    assertFile(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 4), }",
        "",
        Tensor.zeros(DType.FLOAT64, 0, 4));
    assertFile(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 1, 1, 1, 1, 1, 1), }",
        "00000000 00000000",
        Tensor.zeros(DType.FLOAT32, 1, 2, 1, 1, 1, 1, 1, 1));
    assertFile(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (10000, 1, 1, 1, 0, 1, 1, 1), }",
        "",
        Tensor.zeros(DType.FLOAT32, 10000, 1, 1, 1, 0, 1, 1, 1));
  }

  @Test
  void aLongHeaderGrowsBySixtyFourBytes() throws IOException {
    Tensor tensor = Tensor.zeros(DType.FLOAT32, 0, 1000000000, 1000000000, 1000000000, 1000000000);
    byte[] bytes = written(tensor);
    assertEquals(192, bytes.length);
    assertEquals('\n', bytes[191]);
    assertSame(tensor, read(bytes), "long header");
  }

  @Test
  void whatIsWrittenIsReadBitByBit() throws IOException {
    for (Map.Entry<String, Tensor> sample : Same.samples().entrySet()) {
      byte[] bytes = written(sample.getValue());
      assertSame(sample.getValue(), read(bytes), sample.getKey());
      Path file = folder.resolve("x.npy");
      Npy.write(file, sample.getValue());
      assertArrayEquals(bytes, Files.readAllBytes(file), sample.getKey());
      assertSame(sample.getValue(), Npy.read(file), sample.getKey());
      Files.write(file, Bytes.gzip(bytes));
      assertSame(sample.getValue(), Npy.read(file), sample.getKey() + " compressed");
    }
  }

  @Test
  void fortranOrder() throws IOException {
    byte[] file =
        ofNumpy(
            "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }",
            "00000000 00004040 0000803f 00008040 00000040 0000a040");
    assertSame(Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3), read(file), "Fortran order");
    byte[] cube =
        npy(
            "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 1, 3)}",
            new byte[] {0, 3, 1, 4, 2, 5});
    assertSame(Tensor.of(new int[] {0, 1, 2, 3, 4, 5}, 2, 1, 3), read(cube), "rank 3");
    byte[] scalar = npy("{'descr': '|u1', 'fortran_order': True, 'shape': ()}", new byte[] {7});
    assertSame(Tensor.scalar(DType.INT32, 7), read(scalar), "rank 0");
  }

  @ParameterizedTest
  @CsvSource({
    "<f2, 003c 0080 ff7b 0100, float32, 1 -0.0 65504 5.9604645e-8",
    ">f2, 3c00 8000 7c00, float32, 1 -0.0 Infinity",
    ">f4, 3f800000 c0000000, float32, 1 -2",
    ">f8, 3ff8000000000000 c000000000000000, float64, 1.5 -2",
    "|i1, 7f80ff, int32, 127 -128 -1",
    "|u1, 01ff, int32, 1 255",
    "<i2, ff7f 0080, int32, 32767 -32768",
    ">i2, 7fff 8000, int32, 32767 -32768",
    "<u2, ffff, int32, 65535",
    ">u2, ff00, int32, 65280",
    ">i4, 80000000 00000001, int32, -2147483648 1",
    "<u4, ffffff7f, int32, 2147483647",
    "<i8, 0100000000000000 feffffffffffffff, int32, 1 -2",
    ">i8, ffffffff80000000, int32, -2147483648",
    "<u8, ffffff7f00000000, int32, 2147483647",
    "|b1, 00 01 ff, bool, 0 1 1"
  })
  void otherTypesAreReadExactly(String descr, String elements, String dtype, String values)
      throws IOException {
    double[] expected = Arrays.stream(values.split(" ")).mapToDouble(Double::parseDouble).toArray();
    Tensor tensor = read(npy(descr, "(" + expected.length + ",)", hex(elements)));
    assertEquals(dtype, tensor.dtype().toString());
    assertArrayEquals(expected, tensor.toDoubles(), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({
    "<u4, 00000000 00000080, U32, 1",
    "<i8, 0000008000000000, I64, 0",
    "<i8, ffffff7fffffffff, I64, 0",
    "<u8, 0000000000000000 ffffffffffffffff, U64, 1"
  })
  void integersThatDoNotFitAreRefused(String descr, String elements, String type, int index) {
    byte[] bytes = npy(descr, "(" + (index + 1) + ",)", hex(elements));
    assertRefused(
        "x.npy: element "
            + index
            + " of type "
            + type
            + " does not fit int32, as which integers are read",
        () -> read(bytes));
  }

  @Test
  void versionsTwoAndThree() throws IOException {
    String header = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }\n";
    byte[] rest = join(hex("3a000000"), utf8(header), hex("01000000 02000000"));
    Tensor expected = Tensor.of(new int[] {1, 2});
    assertSame(expected, read(join(hex("934e554d50590200"), rest)), "2.0");
    assertSame(expected, read(join(hex("934e554d50590300"), rest)), "3.0");
  }

  @Test
  void headersOfOtherWritersAreRead() throws IOException {
    Tensor expected = Tensor.of(new int[] {7, 8}, 1, 2);
    for (String header :
        new String[] {
          "{'descr':'|u1','fortran_order':False,'shape':(1,2)}",
          "{\"shape\": (1L, 2L), \"descr\": \"|u1\", \"fortran_order\": False}\n",
          "  {'shape': (1, 2,), 'fortran_order': False, 'descr': '|u1',}   \n"
        }) {
      assertSame(expected, read(npy(header, new byte[] {7, 8})), header);
    }
  }

  @Test
  void severalArraysFollowEachOtherInAStream() throws IOException {
    Tensor a = Tensor.of(new float[] {1, 2});
    Tensor b = Tensor.scalar(DType.INT32, 3);
    ByteArrayInputStream in = stream(join(written(a), written(b)));
    assertSame(a, Npy.read(in, "two"), "first");
    assertSame(b, Npy.read(in, "two"), "second");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), };"
            + "dtype '|O' means pickled Python objects, which are never read",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), };dtype '<c8', expected < or > and"
            + " one of f2 f4 f8 i2 u2 i4 u4 i8 u8, or |i1 |u1 |b1",
        "{'descr': '<U3', 'fortran_order': False, 'shape': (1,), };dtype '<U3', expected < or > and"
            + " one of f2 f4 f8 i2 u2 i4 u4 i8 u8, or |i1 |u1 |b1",
        "{'descr': '=f4', 'fortran_order': False, 'shape': (1,), };dtype '=f4', expected < or > and"
            + " one of f2 f4 f8 i2 u2 i4 u4 i8 u8, or |i1 |u1 |b1",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), };"
            + "the elements are records of several fields, expected numbers",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), };"
            + "shape [-1], expected lengths from 0 to 2147483647",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), };shape"
            + " [4294967296, 4294967296], expected lengths from 0 to 2147483647",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), };"
            + "shape [2147483647, 2147483647, 2147483647] has too many elements for one tensor,"
            + " expected at most 2147483639",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), };the npy header"
            + " has '99999999999999999999,), }' at byte 51 in the shape, expected an integer of 64"
            + " bits",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1), };"
            + "9 axes, expected at most 8",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3), };the npy header has a number in"
            + " parentheses for the shape, expected a tuple",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,), };the npy header has '0, ''shape'':"
            + " (3,), }' at byte 34 for fortran_order, expected True or False",
        "{'descr': '<f4', 'shape': (3,), };the npy header has only the keys [descr, shape], expected"
            + " descr, fortran_order and shape, each once",
        "{'descr': '<f4', 'descr': '<f4'};the npy header has the key 'descr' twice, expected descr,"
            + " fortran_order and shape, each once",
        "{'descr': '<f4', 'more': 1};the npy header has the key 'more', expected descr,"
            + " fortran_order and shape, each once",
        "{'descr': '<f4;the npy header has text that is not closed or has escapes, expected descr,"
            + " fortran_order and shape, each once",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (), } x;the npy header has text after the"
            + " closing brace, expected descr, fortran_order and shape, each once",
        "__import__('os');the npy header has '__import__(''os'')' at byte 0, expected {",
        "{'descr': __import__;the npy header has '__import__' at byte 10 for the dtype, expected text"
            + " in quotation marks",
      },
      quoteCharacter = '`')
  void hostileHeadersAreRefused(String header, String complaint) {
    byte[] bytes = npy(header, new byte[0]);
    assertRefused("x.npy: " + complaint.replace("''", "'"), () -> read(bytes));
  }

  @Test
  void whatIsNoNpyFileIsRefused() {
    assertRefused(
        "x.npy: the start of an npy file: the file ends after 0 bytes of it, expected 8",
        () -> read(new byte[0]));
    assertRefused(
        "x.npy: this is no npy file, it does not start with \\x93NUMPY",
        () -> read(utf8("PK, not NumPy")));
    assertRefused(
        "x.npy: version 4.0 of the npy format, expected 1.0, 2.0 or 3.0",
        () -> read(hex("934e554d5059 0400 00000000")));
    assertRefused(
        "x.npy: version 1.7 of the npy format, expected 1.0, 2.0 or 3.0",
        () -> read(hex("934e554d5059 0107 00000000")));
    assertRefused(
        "x.npy: an npy header of 2147483648 bytes, expected at most 10000",
        () -> read(hex("934e554d5059 0200 00000080")));
    assertRefused(
        "x.npy: the npy header: the file ends after 0 bytes of it, expected 10000",
        () -> read(hex("934e554d5059 0100 1027")));
  }

  @Test
  void truncatedDataIsRefusedWithoutMemoryForIt() throws IOException {
    // 16 GiB are promised, 6 bytes are there.
    byte[] bytes = npy("<f8", "(2147483639,)", new byte[6]);
    assertRefused(
        "x.npy: the file ends after 6 bytes of it, expected 17179869112", () -> read(bytes));
    Path file = Files.write(folder.resolve("x.npy"), bytes);
    assertRefused(
        file + ": the file ends after 6 bytes of it, expected 17179869112", () -> Npy.read(file));
    Path compressed = Files.write(folder.resolve("x.npy.gz"), Bytes.gzip(bytes));
    assertRefused(
        compressed + ": the file ends after 6 bytes of it, expected 17179869112",
        () -> Npy.read(compressed));
    byte[] whole = npy("<f4", "(2,)", new byte[8]);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(FormatException.class, () -> read(part), length + " bytes");
    }
  }

  @Test
  void bytesAfterTheArrayOfAFileAreRefused() throws IOException {
    Path file = Files.write(folder.resolve("x.npy"), npy("<f4", "(1,)", new byte[5]));
    assertRefused(
        file + ": there are bytes after the end of the data, expected none", () -> Npy.read(file));
  }

  @Test
  void everyBitOfNanIsReadInEitherByteOrder() throws IOException {
    for (int bits : Same.FLOAT_NANS) {
      Tensor nan = Tensor.of(new float[] {Float.intBitsToFloat(bits)});
      byte[] big = ByteBuffer.allocate(Float.BYTES).putInt(bits).array();
      assertSame(nan, read(npy(">f4", "(1,)", big)), Integer.toHexString(bits));
    }
    for (long bits : Same.DOUBLE_NANS) {
      Tensor nan = Tensor.of(new double[] {Double.longBitsToDouble(bits)});
      byte[] big = ByteBuffer.allocate(Double.BYTES).putLong(bits).array();
      assertSame(nan, read(npy(">f8", "(1,)", big)), Long.toHexString(bits));
    }
  }

  @Test
  void changedBytesDoNoHarm() {
    byte[] file = npy("<i8", "(2, 3)", new byte[48]);
    Refusal.assertHarmless(file, 19, bytes -> Npy.read(stream(bytes), "x"));
    Refusal.assertHarmless(Bytes.gzip(file), 20, bytes -> Npy.read(stream(bytes), "x"));
  }

  @Test
  void aFolderIsRefused() {
    String sentence = folder + ": this is a folder, a file is needed";
    assertRefused(sentence, () -> Npy.read(folder));
    assertRefused(sentence, () -> Npz.read(folder));
    assertRefused(sentence, () -> Gzip.open(folder));
  }

  @Test
  void aMissingFileIsAnInputOutputError() {
    Path file = folder.resolve("missing.npy");
    assertThrows(NoSuchFileException.class, () -> Npy.read(file));
  }
}
