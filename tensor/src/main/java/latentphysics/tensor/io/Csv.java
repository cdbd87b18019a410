package latentphysics.tensor.io;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PushbackInputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.storage.TensorArrays;
import org.jspecify.annotations.Nullable;

/**
 * Tables of numbers as text: cells separated by commas, semicolons or white space, whichever the
 * first row suggests, quoted as in RFC 4180, in UTF-8, plain or gzip. Lines that start with {@code
 * %} or {@code #} are comments. Blank lines are skipped. A first row that holds a word is the
 * header.
 *
 * <p>Numbers are decimal, read to the nearest float64; {@code nan}, {@code inf} and {@code
 * infinity} with or without sign are read in capital and small letters.
 *
 * <p>Reading throws {@link FormatException} with one sentence that names line and column of what is
 * no number, for rows of unequal length, and for numbers beyond the range of float64.
 */
public final class Csv {
  private static final int BUFFER = 1 << 16;

  /** What a sentence shows of a cell at most. */
  private static final int LONGEST_SHOWN = 200;

  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private Csv() {}

  /**
   * A table.
   *
   * @param header names of the columns; empty without a header
   * @param values float64, {@code [rows, columns]}
   */
  public record Contents(List<String> header, Tensor values) {

    /** Keeps an unmodifiable copy of the list. */
    public Contents {
      header = List.copyOf(header);
    }
  }

  /** Reads a file. */
  public static Contents read(Path file) throws IOException {
    try (Input in = Input.open(file)) {
      return read(in.stream(), new Rows(in.name()));
    }
  }

  /**
   * Reads a stream to its end.
   *
   * @param name of the stream in sentences
   */
  public static Contents read(InputStream in, String name) throws IOException {
    return read(Gzip.open(in, name), new Rows(name));
  }

  private static Contents read(InputStream in, Rows rows) throws IOException {
    RowScanner scanner = new RowScanner(withoutMark(in), rows.file);
    char separator = 0;
    while (scanner.nextLine()) {
      if (scanner.blankLine() || scanner.commentLine()) {
        continue;
      }
      if (separator == 0) {
        separator = scanner.suggestedSeparator();
        scanner.split(separator);
        rows.start(scanner);
      } else {
        scanner.split(separator);
        rows.add(scanner);
      }
    }
    return rows.contents();
  }

  /** Skips the byte order mark of UTF-8. */
  private static InputStream withoutMark(InputStream in) throws IOException {
    PushbackInputStream start = new PushbackInputStream(in, 3);
    byte[] head = start.readNBytes(3);
    if (!Arrays.equals(head, new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf})) {
      start.unread(head);
    }
    return start;
  }

  /** Value of a word for what is not finite; null for any other text. */
  private static @Nullable Double nonFinite(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  /** Gathers rows of equal length in one array that grows. */
  private static final class Rows {
    private final String file;
    private List<String> header = List.of();
    private int firstLine;
    private int columns;
    private double[] values = new double[0];
    private int count;

    Rows(String file) {
      this.file = file;
    }

    void start(RowScanner row) throws FormatException {
      firstLine = row.rowLine();
      columns = row.cellCount();
      boolean word = false;
      for (int c = 0; c < columns; c++) {
        word |= !row.isNumber(c) && !row.isMissing(c) && nonFinite(row.cellText(c)) == null;
      }
      if (!word) {
        add(row);
        return;
      }
      List<String> names = new ArrayList<>();
      for (int c = 0; c < columns; c++) {
        names.add(row.cellText(c));
      }
      header = names;
    }

    void add(RowScanner row) throws FormatException {
      if (row.cellCount() != columns) {
        throw new FormatException(
            file
                + ": line "
                + row.rowLine()
                + " has "
                + (row.cellCount() == 1 ? "1 cell" : row.cellCount() + " cells")
                + ", but line "
                + firstLine
                + " has "
                + columns);
      }
      if (columns > LONGEST_ARRAY - count) {
        throw new FormatException(
            file + ": more than " + LONGEST_ARRAY + " numbers, too many for one tensor");
      }
      if (count + columns > values.length) {
        long larger = Math.max(count + columns, (long) count + (count >> 1));
        values = Arrays.copyOf(values, (int) Math.min(larger, LONGEST_ARRAY));
      }
      for (int c = 0; c < columns; c++) {
        values[count++] = value(row, c);
      }
    }

    private double value(RowScanner row, int column) throws FormatException {
      double value = row.number(column);
      if (Double.isFinite(value)) {
        return value;
      }
      String text = row.cellText(column, LONGEST_SHOWN);
      Double word = nonFinite(text);
      if (word != null) {
        return word;
      }
      String complaint =
          text.isEmpty()
              ? "the cell is empty, expected a number"
              : Quoting.quote(text)
                  + (Double.isNaN(value) ? " is not a number" : " is beyond the range of float64");
      throw new FormatException(
          file + ": line " + row.rowLine() + ", column " + (column + 1) + ": " + complaint);
    }

    Contents contents() throws FormatException {
      if (columns == 0) {
        throw new FormatException(file + ": there is no row of numbers");
      }
      return new Contents(
          header,
          TensorArrays.access()
              .adopt(DType.FLOAT64, Arrays.copyOf(values, count), count / columns, columns));
    }
  }

  /**
   * Writes a table without header, replacing what is there when all is written.
   *
   * @param values of any type, {@code [rows, columns]}
   * @throws IllegalArgumentException if there are not two axes or no columns
   */
  public static void write(Path file, Tensor values) throws IOException {
    write(file, values, List.of());
  }

  /**
   * Writes a table, replacing what is there when all is written. Every number is the shortest that
   * reads back as the same value of its type; truth values are 0 and 1.
   *
   * @param values of any type, {@code [rows, columns]}
   * @param header names of the columns; empty for none
   * @throws IllegalArgumentException if there are not two axes or no columns, if there are not as
   *     many names as columns, a name is not one line of plain text, or none is a word, so that the
   *     header would read as numbers
   */
  public static void write(Path file, Tensor values, List<String> header) throws IOException {
    check(values, header);
    AtomicFile.write(file, out -> write(out, values, header));
  }

  private static void check(Tensor values, List<String> header) {
    if (values.shape().rank() != 2 || values.dim(1) == 0) {
      throw new IllegalArgumentException(
          "csv: shape " + values.shape() + ", expected rows and at least one column");
    }
    if (header.isEmpty()) {
      return;
    }
    if (header.size() != values.dim(1)) {
      throw new IllegalArgumentException(
          "csv: "
              + header.size()
              + " names, expected one for each of "
              + values.dim(1)
              + " columns");
    }
    boolean word = false;
    for (String name : header) {
      if (name.chars().anyMatch(c -> c < ' ') || !name.equals(name.strip())) {
        throw new IllegalArgumentException(
            "csv: the name "
                + Quoting.quote(name)
                + ", expected no control characters and no blanks around it");
      }
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      word |=
          !NumberText.isNumber(bytes, 0, bytes.length)
              && !NumberText.isMissing(bytes, 0, bytes.length)
              && nonFinite(name) == null;
    }
    if (!word) {
      throw new IllegalArgumentException(
          "csv: a header of " + header + " reads as numbers, expected at least one word");
    }
  }

  private static void write(OutputStream out, Tensor values, List<String> header)
      throws IOException {
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER);
    for (int c = 0; c < header.size(); c++) {
      text.write((c == 0 ? "" : ",") + quoted(header.get(c)));
    }
    if (!header.isEmpty()) {
      text.write('\n');
    }
    TensorArrays.Elements elements = TensorArrays.access().elements(values);
    int columns = values.dim(1);
    for (int i = 0; i < values.shape().size(); i++) {
      text.write(number(elements.array(), elements.offset() + i));
      text.write((i + 1) % columns == 0 ? '\n' : ',');
    }
    text.flush();
  }

  private static String number(Object array, int index) {
    return switch (array) {
      case float[] f -> Float.toString(f[index]);
      case double[] d -> Double.toString(d[index]);
      case int[] n -> Integer.toString(n[index]);
      case boolean[] b -> b[index] ? "1" : "0";
      default -> throw new AssertionError(array.getClass());
    };
  }

  /** Quotes what could be taken for something else; a comment only starts a line. */
  private static String quoted(String name) {
    boolean plain = !name.isEmpty() && name.chars().noneMatch(c -> ",;\"%# \ufeff".indexOf(c) >= 0);
    return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
