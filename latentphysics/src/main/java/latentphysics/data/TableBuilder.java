package latentphysics.data;

import java.util.Arrays;
import java.util.List;
import latentphysics.tensor.io.RowScanner;
import org.jspecify.annotations.Nullable;

/** Gathers rows of equal length into columns that grow. */
final class TableBuilder {
  private static final int LONGEST_KEPT = 200;

  private final String file;
  private final int firstLine;
  private final double[][] columns;
  private final Table.@Nullable BadCell[] firstBad;
  private int[] lines = new int[64];
  private int rows;

  TableBuilder(String file, int columnCount, int firstLine) {
    this.file = file;
    this.firstLine = firstLine;
    this.columns = new double[columnCount][64];
    this.firstBad = new Table.@Nullable BadCell[columnCount];
  }

  /**
   * Adds the row that the scanner has split.
   *
   * @throws DataException if it has more or fewer cells than the first one
   */
  void add(RowScanner row) {
    if (row.cellCount() != columns.length) {
      throw new DataException(
          file
              + ": line "
              + row.rowLine()
              + " has "
              + (row.cellCount() == 1 ? "1 cell" : row.cellCount() + " cells")
              + ", but line "
              + firstLine
              + " has "
              + columns.length);
    }
    if (rows == lines.length) {
      int larger = rows + (rows >> 1);
      lines = Arrays.copyOf(lines, larger);
      for (int c = 0; c < columns.length; c++) {
        columns[c] = Arrays.copyOf(columns[c], larger);
      }
    }
    lines[rows] = row.rowLine();
    for (int c = 0; c < columns.length; c++) {
      double value = row.number(c);
      columns[c][rows] = value;
      if (!Double.isFinite(value) && firstBad[c] == null) {
        String text = row.cellText(c, LONGEST_KEPT);
        firstBad[c] = new Table.BadCell(row.rowLine(), text, !Double.isNaN(value));
      }
    }
    rows++;
  }

  Table build(List<String> header, List<String> notes, String sha256) {
    double[][] exact = new double[columns.length][];
    for (int c = 0; c < columns.length; c++) {
      exact[c] = Arrays.copyOf(columns[c], rows);
    }
    return new Table(file, header, exact, Arrays.copyOf(lines, rows), firstBad, notes, sha256);
  }
}
