package latentphysics.tensor.io;

import static latentphysics.tensor.io.Bytes.gzip;
import static latentphysics.tensor.io.Bytes.stream;
import static latentphysics.tensor.io.Bytes.utf8;
import static latentphysics.tensor.io.Refusal.assertRefused;
import static latentphysics.tensor.io.Same.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protects tables of numbers as text. */
final class CsvTest {
  @TempDir private Path folder;

  private static Csv.Contents read(String text) throws IOException {
    return Csv.read(stream(utf8(text)), "x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "t,x\n1,2\n3,4\n",
        "t;x\n1;2\n3;4",
        "\ufefft,x\r\n1,2\r\n3,4\r\n",
        "t x\n 1\t2 \n\n3   4",
        "% made by hand\nt x\n1 2\n# between\n3 4\n",
        "\"t\",\"x\"\n\"1\", \"2\" \n3,4\n",
        "t,x\r1,2\r3,4\r"
      })
  void everyFormOfATable(String text) throws IOException {
    Csv.Contents contents = read(text);
    assertEquals(List.of("t", "x"), contents.header());
    assertSame(Tensor.of(new double[] {1, 2, 3, 4}, 2, 2), contents.values(), text);
    assertSame(contents.values(), Csv.read(stream(gzip(utf8(text))), "x").values(), "compressed");
    Path file = Files.write(folder.resolve("x.csv.gz"), gzip(utf8(text)));
    assertSame(contents.values(), Csv.read(file).values(), "compressed, by path");
  }

  @Test
  void tablesWithoutHeaderAndWithoutRows() throws IOException {
    Csv.Contents numbers = read("1e-3,-2\n+.5,7.e+002\n");
    assertEquals(List.of(), numbers.header());
    assertSame(Tensor.of(new double[] {1e-3, -2, 0.5, 700}, 2, 2), numbers.values(), "numbers");
    Csv.Contents empty = read("t,x\n");
    assertEquals(List.of("t", "x"), empty.header());
    assertSame(Tensor.zeros(DType.FLOAT64, 0, 2), empty.values(), "header alone");
  }

  @Test
  void numbersThatAreNotFinite() throws IOException {
    double infinite = Double.POSITIVE_INFINITY;
    assertSame(
        Tensor.of(new double[] {Double.NaN, infinite, -infinite, infinite, -infinite, 0}, 1, 6),
        read("nan,inf,-Inf,Infinity,-INFINITY,1e-999\n").values(),
        "words");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b$1,2$3,abc|line 3, column 2: 'abc' is not a number",
        "1,$|line 1, column 2: the cell is empty, expected a number",
        "1,2$NA,3|line 2, column 1: 'NA' is not a number",
        "1,2$1e999,3|line 2, column 1: '1e999' is beyond the range of float64",
        "1,2$0x1p3,3|line 2, column 1: '0x1p3' is not a number",
        "1,2$1d,3|line 2, column 1: '1d' is not a number",
        "1,2$3,4,5|line 2 has 3 cells, but line 1 has 2",
        "1 2$3|line 2 has 1 cell, but line 1 has 2",
        "$ $# only this$|there is no row of numbers",
        "1,\"2|line 1, column 2: the quotation mark is never closed",
      })
  void whatIsNoTableIsRefused(String text, String complaint) {
    assertRefused("x: " + complaint, () -> read(text.replace('$', '\n')));
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    assertRefused(
        "x: line 1, column 2: byte 0x00 is not text; is this a table?", () -> read("1,\u0000\n"));
    byte[] latin = {'1', ',', (byte) 0xb5, '\n'};
    assertRefused(
        "x: line 1, column 2: byte 0xb5 is not UTF-8 text", () -> Csv.read(stream(latin), "x"));
    assertRefused("x: there is no row of numbers", () -> read(""));
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Path file = folder.resolve("x.csv");
    Tensor wide = Key.of(320).normal(DType.FLOAT64, 50, 3);
    Csv.write(file, wide, List.of("a", "b \"c\", d;", "#e"));
    Csv.Contents contents = Csv.read(file);
    assertEquals(List.of("a", "b \"c\", d;", "#e"), contents.header());
    assertSame(wide, contents.values(), "float64");
    Tensor narrow = Key.of(321).normal(DType.FLOAT32, 3, 50).transpose();
    Csv.write(file, narrow);
    assertEquals(List.of(), Csv.read(file).header());
    assertSame(narrow, Csv.read(file).values().astype(DType.FLOAT32), "float32, transposed");
    Tensor special =
        Tensor.of(
            new double[] {Double.NaN, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE}, 4, 1);
    Csv.write(file, special);
    assertSame(special, Csv.read(file).values(), "special");
    Csv.write(file, Tensor.of(new boolean[] {true, false}, 1, 2));
    assertEquals("1,0\n", Files.readString(file));
    Csv.write(file, Tensor.of(new int[] {Integer.MIN_VALUE, 7}, 2, 1), List.of("n"));
    assertEquals("n\n-2147483648\n7\n", Files.readString(file));
    Csv.write(file, Tensor.zeros(DType.FLOAT32, 0, 2), List.of("a", "b"));
    assertSame(Tensor.zeros(DType.FLOAT64, 0, 2), Csv.read(file).values(), "no rows");
  }

  @Test
  void whatCannotBeReadBackIsNotWritten() {
    Path file = folder.resolve("x.csv");
    Tensor row = Tensor.zeros(DType.FLOAT64, 1, 2);
    assertIllegal(
        "csv: shape [2], expected rows and at least one column",
        () -> Csv.write(file, Tensor.zeros(DType.FLOAT64, 2)));
    assertIllegal(
        "csv: shape [2, 0], expected rows and at least one column",
        () -> Csv.write(file, Tensor.zeros(DType.FLOAT64, 2, 0)));
    assertIllegal(
        "csv: 1 names, expected one for each of 2 columns",
        () -> Csv.write(file, row, List.of("a")));
    assertIllegal(
        "csv: the name 'a?b', expected no control characters and no blanks around it",
        () -> Csv.write(file, row, List.of("a\nb", "c")));
    assertIllegal(
        "csv: a header of [1, nan] reads as numbers, expected at least one word",
        () -> Csv.write(file, row, List.of("1", "nan")));
    assertTrue(Files.notExists(file));
  }

  private static void assertIllegal(String sentence, Executable writing) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, writing).getMessage());
  }
}
