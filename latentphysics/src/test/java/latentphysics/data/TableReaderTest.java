package latentphysics.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import latentphysics.tensor.io.RowScanner;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protects what the reader takes, and the sentence for everything that it does not take. */
final class TableReaderTest {
  @TempDir private Path folder;

  private Table read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private Table read(byte[] bytes) {
    try {
      return TableReader.read(Files.write(folder.resolve("data.csv"), bytes));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The sentence that refuses the file, without the folder that it lies in. */
  private String refusal(byte[] bytes) {
    return sentence(() -> read(bytes));
  }

  private String refusal(String text) {
    return refusal(text.getBytes(StandardCharsets.UTF_8));
  }

  private String sentence(Executable action) {
    String message = String.valueOf(assertThrows(DataException.class, action).getMessage());
    return message.replace(folder + File.separator, "");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(stored)) {
      out.write(bytes);
    }
    return stored.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "t,x\n1,2\n3,4\n",
        "t;x\n1;2\n3;4",
        "\ufefft,x\r\n1,2\r\n3,4\r\n",
        "t x\n 1\t2 \n\n3   4",
        "% t x\n1 2\n% between\n3 4\n",
        "#t,x\n1,2\n3,4\n",
        "# made by hand\n# t x\n1,2\n3,4\n",
        "\"t\",\"x\"\n\"1\", \"2\" \n3,4\n",
        "t,x\r1,2\r3,4\r"
      })
  void readsTheSameTableFromEveryForm(String text) {
    Table table = read(text);
    assertEquals(List.of("t", "x"), table.header());
    assertTrue(table.named());
    assertArrayEquals(new double[] {1, 3}, table.numbers(0));
    assertArrayEquals(new double[] {2, 4}, table.numbers(table.find("x")));
  }

  @Test
  void readsNumbersWithoutHeader() {
    Table table = read("1e-3,-2\n+.5,7.e+002\n");
    assertEquals(List.of(), table.header());
    assertEquals("c2", table.name(1));
    assertArrayEquals(new double[] {1e-3, 0.5}, table.numbers(0));
    assertArrayEquals(new double[] {-2, 700}, table.numbers(1));
    assertEquals(
        "data.csv: no column is called 'x' because the file has no header;"
            + " call columns by number, 1 to 2",
        sentence(() -> table.find("x")));
  }

  @Test
  void keepsNumbersWhenTheHeaderNamesFewerColumns() {
    Table table = read("%o v\r\n  0.0e+000  5.0e+000 1.1 0.9 \r\n 0 5.1 1.2 0.7\r\n");
    assertFalse(table.named());
    assertEquals(4, table.columnCount());
    assertEquals(2, table.find("3"));
    assertEquals(
        "data.csv: no column is called 'v' because the header names 2 columns while the rows have"
            + " 4; call columns by number, 1 to 4",
        sentence(() -> table.find("v")));
  }

  @Test
  void prefersNamesToNumbers() {
    Table table = read("2,x\n1,2\n3,4\n");
    assertEquals(0, table.find("2"));
    assertEquals(1, table.find("x"));
    assertEquals(0, table.find("1"));
  }

  @Test
  void saysWhichColumnsThereAre() {
    Table table = read("t,x,x\n1,2,3\n4,5,6\n");
    assertEquals(
        "data.csv: no column is called 'y'; the header names t, x, x",
        sentence(() -> table.find("y")));
    assertEquals(
        "data.csv: 2 columns are called 'x'; say which by a number from 1 to 3",
        sentence(() -> table.find("x")));
    for (String number : List.of("0", "4", "-1", "999999999999999999")) {
      assertEquals(
          "data.csv: there is no column " + number + "; columns are counted from 1 to 3",
          sentence(() -> table.find(number)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abc|'abc' is not a number",
        "|the cell is empty",
        "NaN|'NaN' is not a finite number",
        "-inf|'-inf' is not a finite number",
        "Infinity|'Infinity' is not a finite number",
        "1e999|'1e999' is not a finite number",
        "1.0D+02|'1.0D+02' is not a number",
        "1d|'1d' is not a number",
        "2.5f|'2.5f' is not a number",
        "0x1p3|'0x1p3' is not a number",
        "1_000|'1_000' is not a number",
        ".|'.' is not a number",
        "1e|'1e' is not a number",
        "--1|'--1' is not a number",
        "1 2|'1 2' is not a number"
      })
  void namesLineAndColumnOfWhatIsNoNumber(String cell, String complaint) {
    String text = "t,x\n1,2\n\n3," + (cell == null ? "" : cell) + "\n5,6\n";
    Table table = read(text);
    assertEquals("data.csv: line 4, column 2 (x): " + complaint, sentence(() -> table.numbers(1)));
    assertArrayEquals(new double[] {1, 3, 5}, table.numbers(0), "the other column stays usable");
  }

  @Test
  void countsALineOnceWhateverEndsIt() {
    for (String end : List.of("\n", "\r\n", "\r")) {
      Table table = read("t,x" + end + "1,2" + end + end + "3,abc" + end);
      assertEquals(2, table.line(0));
      assertEquals(4, table.line(1));
    }
  }

  @Test
  void hintsAtDecimalCommas() {
    Table table = read("1;2\n1,5;2,5\n");
    assertEquals(
        "data.csv: line 2, column 1: '1,5' is not a number (decimals are written with a point)",
        sentence(() -> table.numbers(0)));
  }

  @Test
  void refusesRaggedRows() {
    assertEquals("data.csv: line 3 has 3 cells, but line 2 has 2", refusal("t,x\n1,2\n3,4,5\n"));
    assertEquals("data.csv: line 2 has 1 cell, but line 1 has 2", refusal("1 2\n3\n"));
  }

  @Test
  void refusesFilesWithoutRows() {
    assertEquals("data.csv: the file is empty", refusal(""));
    assertEquals("data.csv: there is no row of numbers", refusal("\n \n# only this\n"));
    assertEquals(
        "data.csv: line 2 is a header, but no row of numbers follows", refusal("\nt,x\n\n"));
  }

  @Test
  void followsQuotedCellsOverLines() {
    Table table = read("\"a \"\"b\"\"\",\"c,\nd\"\n1,\"2\"\n3,4\n");
    assertEquals(List.of("a \"b\"", "c, d"), table.header());
    assertEquals(4, table.line(1), "the line feed inside a cell counts as a line");
    assertEquals(
        "data.csv: line 2, column 2: the quotation mark is never closed",
        refusal("1,2\n3,\"4\n5,6\n"));
    assertEquals(
        "data.csv: line 1, column 1: there is text after the closing quotation mark",
        refusal("\"1\"x,2\n"));
  }

  @Test
  void refusesBytesThatAreNoText() {
    assertEquals(
        "data.csv: line 1, column 2: byte 0x00 is not text; is this a table?",
        refusal("1,\u0000\n"));
    byte[] latin = "t,x\n1,\u00b5\n".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals("data.csv: line 2, column 2: byte 0xb5 is not UTF-8 text", refusal(latin));
    assertEquals(
        "data.csv: line 1: this looks like UTF-16; save the text as UTF-8",
        refusal("t,x\n1,2\n".getBytes(StandardCharsets.UTF_16)));
  }

  @Test
  void showsNoControlCharactersOfTheFileInASentence() {
    Table table = read("t,x\n1,\u009b31mred\u202e\n2,3\n");
    String shown = sentence(() -> table.numbers(1));
    assertEquals("data.csv: line 2, column 2 (x): '?31mred?' is not a number", shown);
    Table wide = read("t,x\n1," + "y".repeat(500) + "\n2,3\n");
    assertTrue(sentence(() -> wide.numbers(1)).length() < 120, "long cells are shortened");
  }

  @Test
  void readsGzipByItsBytesAndHashesWhatIsStored() throws IOException {
    byte[] stored = gzip("t,x\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8));
    Table table = read(stored);
    assertArrayEquals(new double[] {2, 4}, table.numbers(1));
    Sha256 hash = new Sha256();
    hash.digest().update(stored);
    assertEquals(hash.hex(), table.sha256());
  }

  @Test
  void knowsTheHashOfPlainBytes() {
    assertEquals(
        "52186c933993da4082b3cdc7c40bb4bf735b391ff54a2ef78c037dda6c38a680", read("1,2\n").sha256());
  }

  @Test
  void refusesDamagedGzip() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      rows.append(i).append(',').append(Math.sin(i)).append('\n');
    }
    byte[] whole = gzip(rows.toString().getBytes(StandardCharsets.UTF_8));
    String cut = refusal(Arrays.copyOf(whole, whole.length / 2));
    assertTrue(
        cut.matches(
            "data.csv: after line \\d+: the gzip data ends too early; the file is incomplete"),
        cut);
    String head = refusal(Arrays.copyOf(whole, 5));
    assertEquals("data.csv: the gzip data ends too early; the file is incomplete", head);
    byte[] wrong = whole.clone();
    wrong[wrong.length / 2] ^= 0x55;
    wrong[wrong.length - 8] ^= 0x55;
    String damaged = refusal(wrong);
    assertTrue(damaged.startsWith("data.csv: "), damaged);
  }

  @Test
  void refusesWhatIsNoFile() throws IOException {
    assertEquals(
        "absent.csv: there is no such file",
        sentence(() -> TableReader.read(folder.resolve("absent.csv"))));
    Path inside = Files.createDirectory(folder.resolve("inside"));
    assertEquals(
        "inside: this is a folder, a file is needed", sentence(() -> TableReader.read(inside)));
  }

  @Test
  void refusesAFileThatMayNotBeRead() throws IOException {
    Path file = Files.writeString(folder.resolve("secret.csv"), "1,2\n");
    Assumptions.assumeTrue(
        Files.getFileStore(folder).supportsFileAttributeView("posix"),
        "this file system has no permissions");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");
    assertEquals(
        "secret.csv: cannot be read: permission denied", sentence(() -> TableReader.read(file)));
  }

  @Test
  void notesAHeaderThatLooksLikeData() {
    Table table = read("1,abc\n1,2\n");
    assertEquals(1, table.notes().size());
    assertTrue(table.notes().getFirst().contains("line 1 is taken as the header"));
    assertEquals(List.of(), read("t,x\n1,2\n").notes());
  }

  @Test
  void takesAFirstLineWithMissingValuesAsData() {
    assertEquals(2, read("NaN,1\n2,3\n").rowCount());
  }

  @Test
  void boundsTheLengthOfARow() {
    byte[] endless = new byte[RowScanner.LONGEST_ROW + 10];
    Arrays.fill(endless, (byte) '1');
    String message = refusal(endless);
    assertTrue(message.startsWith("data.csv: line 1: the row is longer than"), message);
    StringBuilder open = new StringBuilder("1,\"");
    open.append("1,2\n".repeat(RowScanner.LONGEST_ROW / 4 + 10));
    assertTrue(refusal(open.toString()).startsWith("data.csv: line 1: the row is longer than"));
  }

  @Test
  void takesTimeInProportionToTheLength() {
    // Quadratic behaviour would need hours for these.
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          assertEquals(400_000, read("1,2\n".repeat(400_000)).rowCount());
          assertEquals(300_000, read("7,".repeat(299_999) + "7\n").columnCount());
          refusal("1,2\n3,\"" + "\n".repeat(2_000_000));
        });
  }
}
