package latentphysics.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import latentphysics.tensor.io.Quoting;
import org.jspecify.annotations.Nullable;

/**
 * A rectangle of numbers read from a file. Cells that are no finite numbers are allowed until their
 * column is used.
 */
public final class Table {
  private final String file;
  private final List<String> header;
  private final double[][] columns;
  private final int[] lines;
  private final @Nullable BadCell[] firstBad;
  private final List<String> notes;
  private final String sha256;

  /**
   * A cell that is no finite number.
   *
   * @param line in the file, from 1
   * @param text of the cell, perhaps shortened
   * @param number whether it is a number that is too large for a double
   */
  record BadCell(int line, String text, boolean number) {}

  Table(
      String file,
      List<String> header,
      double[][] columns,
      int[] lines,
      @Nullable BadCell[] firstBad,
      List<String> notes,
      String sha256) {
    this.file = file;
    this.header = List.copyOf(header);
    this.columns = columns;
    this.lines = lines;
    this.firstBad = firstBad;
    this.notes = List.copyOf(notes);
    this.sha256 = sha256;
  }

  /** Name of the file, as it was given. */
  public String file() {
    return file;
  }

  /** Names in the header, in its order and perhaps fewer than the columns; empty without one. */
  public List<String> header() {
    return header;
  }

  /** Whether the columns are called by the header: it has one name for each of them. */
  public boolean named() {
    return header.size() == columns.length;
  }

  /** Number of columns, at least 1. */
  public int columnCount() {
    return columns.length;
  }

  /** Number of rows of numbers, at least 1. */
  public int rowCount() {
    return lines.length;
  }

  /** Line in the file, from 1, at which a row starts. */
  public int line(int row) {
    return lines[row];
  }

  /** Things about the file that a person should know though they are no errors; often none. */
  public List<String> notes() {
    return notes;
  }

  /** SHA-256 of the file's bytes as stored, in lower-case hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /**
   * Name of a column: out of the header if that names all columns, otherwise c1, c2 and so on.
   *
   * @param column from 0
   */
  public String name(int column) {
    return named() && !header.get(column).isEmpty() ? header.get(column) : "c" + (column + 1);
  }

  /**
   * The finite numbers of a column, {@code [rowCount()]}; not copied, to be left unchanged.
   *
   * @param column from 0
   * @throws DataException if a cell of it is no finite number
   */
  public double[] numbers(int column) {
    BadCell bad = firstBad[column];
    if (bad != null) {
      throw new DataException(
          file + ": line " + bad.line() + ", " + describe(column) + ": " + complaint(bad));
    }
    return columns[column];
  }

  /** Words for a column in a sentence, such as "column 3 (x)" or "column 3". */
  String describe(int column) {
    String number = "column " + (column + 1);
    return named() ? number + " (" + Quoting.shorten(name(column)) + ")" : number;
  }

  private static String complaint(BadCell bad) {
    if (bad.text().isEmpty()) {
      return "the cell is empty";
    }
    String quoted = Quoting.quote(bad.text());
    if (bad.number() || bad.text().toLowerCase(Locale.ROOT).matches("[+-]?(nan|inf(inity)?)")) {
      return quoted + " is not a finite number";
    }
    String hint =
        bad.text().matches("[+-]?\\d+,\\d+([eE][+-]?\\d+)?")
            ? " (decimals are written with a point)"
            : "";
    return quoted + " is not a number" + hint;
  }

  /**
   * The column that a person means by a name or a number.
   *
   * @param wanted a name in the header or, if no column is called so, a number counted from 1
   * @return the column, from 0
   * @throws DataException if there is no such column, or several of that name
   */
  public int find(String wanted) {
    if (named()) {
      List<Integer> matches = new ArrayList<>();
      for (int c = 0; c < header.size(); c++) {
        if (header.get(c).equals(wanted)) {
          matches.add(c);
        }
      }
      if (matches.size() > 1) {
        throw new DataException(
            file
                + ": "
                + matches.size()
                + " columns are called "
                + Quoting.quote(wanted)
                + "; say which by a number from 1 to "
                + columns.length);
      }
      if (matches.size() == 1) {
        return matches.getFirst();
      }
    }
    if (!wanted.matches("[+-]?[0-9]{1,18}")) {
      throw new DataException(file + ": no column is called " + Quoting.quote(wanted) + whyNot());
    }
    long number = Long.parseLong(wanted);
    if (number < 1 || number > columns.length) {
      throw new DataException(
          file
              + ": there is no column "
              + wanted
              + "; "
              + (columns.length == 1
                  ? "there is only column 1"
                  : "columns are counted from 1 to " + columns.length));
    }
    return (int) (number - 1);
  }

  private String whyNot() {
    String byNumber = "; call columns by number, 1 to " + columns.length;
    if (header.isEmpty()) {
      return " because the file has no header" + byNumber;
    }
    if (!named()) {
      return " because the header names "
          + counted(header.size())
          + " while the rows have "
          + columns.length
          + byNumber;
    }
    int shown = Math.min(header.size(), 12);
    String names =
        String.join(", ", header.subList(0, shown).stream().map(Quoting::shorten).toList());
    return "; the header names " + names + (shown < header.size() ? ", ..." : "");
  }

  private static String counted(int columns) {
    return columns == 1 ? "1 column" : columns + " columns";
  }
}
