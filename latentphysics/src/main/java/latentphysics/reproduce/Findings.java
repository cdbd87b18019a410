package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What an experiment found.
 *
 * @param tables of figures
 * @param bars that the figures had to clear
 */
public record Findings(List<Table> tables, List<Bar> bars) {

  /** Keeps unmodifiable copies. */
  public Findings {
    tables = List.copyOf(tables);
    bars = List.copyOf(bars);
  }

  /**
   * One demand on the figures.
   *
   * @param demand in words, with its threshold
   * @param met whether the figures satisfy it
   * @param figure that decided
   */
  public record Bar(String demand, boolean met, String figure) {}

  /**
   * Figures in rows.
   *
   * @param title above it
   * @param columns their names
   * @param rows as many cells as columns in each
   */
  public record Table(String title, List<String> columns, List<List<String>> rows) {

    /**
     * Keeps unmodifiable copies.
     *
     * @throws IllegalArgumentException if a row has another number of cells
     */
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException(
              "table: a row of %d cells under %d columns".formatted(row.size(), columns.size()));
        }
      }
    }

    /** The table in Markdown. */
    String markdown() {
      List<String> lines = new ArrayList<>();
      lines.add(line(columns));
      lines.add(line(Collections.nCopies(columns.size(), "---")));
      rows.forEach(row -> lines.add(line(row)));
      return String.join("\n", lines) + "\n";
    }

    private static String line(List<String> cells) {
      return "| " + String.join(" | ", cells) + " |";
    }
  }

  /** Whether every demand was met. */
  public boolean met() {
    return bars.stream().allMatch(Bar::met);
  }

  /** Tables, then demands and verdicts, in Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    for (Table table : tables) {
      text.append("**")
          .append(table.title())
          .append("**\n\n")
          .append(table.markdown())
          .append('\n');
    }
    for (Bar bar : bars) {
      text.append(bar.met() ? "- met: " : "- MISSED: ")
          .append(bar.demand())
          .append(" — ")
          .append(bar.figure())
          .append('\n');
    }
    return text.toString();
  }
}
