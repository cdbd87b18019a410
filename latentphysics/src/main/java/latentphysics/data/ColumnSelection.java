package latentphysics.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a table mean what. A column is a name in the header or, where no column is
 * called so, a number counted from 1.
 *
 * @param trial column that splits trajectories whenever its value changes; null for one trajectory
 * @param time column of the time; null to take the row's number, counted from 0
 * @param observe columns to observe; empty for all that are neither trial nor time
 */
public record ColumnSelection(@Nullable String trial, @Nullable String time, List<String> observe) {

  /** Keeps an unmodifiable copy of the list. */
  public ColumnSelection {
    observe = List.copyOf(observe);
  }

  /**
   * The trajectories in a table.
   *
   * @param trajectories each of at least 2 observations
   * @param notes what was left out, for the user to know; often empty
   */
  public record Selected(Trajectories trajectories, List<String> notes) {

    /** Keeps an unmodifiable copy of the list. */
    public Selected {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Understands the columns as they are given on a command line.
   *
   * @param trial a column or null
   * @param time a column or null
   * @param observe columns separated by commas, or null for all others
   * @throws DataException if a column is empty, as in "1,,2"
   */
  public static ColumnSelection of(
      @Nullable String trial, @Nullable String time, @Nullable String observe) {
    List<String> observed = new ArrayList<>();
    if (observe != null) {
      for (String column : observe.split(",", -1)) {
        observed.add(wanted("observe", column));
      }
    }
    return new ColumnSelection(
        trial == null ? null : wanted("trial", trial),
        time == null ? null : wanted("time", time),
        observed);
  }

  private static String wanted(String use, String column) {
    String name = column.strip();
    if (name.isEmpty()) {
      throw new DataException(use + ": a column is missing, expected names or numbers from 1");
    }
    return name;
  }

  /**
   * Cuts the trajectories out of a table.
   *
   * @throws DataException if a column does not exist or is used twice, a cell that is needed is no
   *     finite number, time does not increase, an observed column is constant, or no trajectory has
   *     2 rows
   */
  public Selected from(Table table) {
    Map<Integer, String> uses = new LinkedHashMap<>();
    int trialColumn = trial == null ? -1 : claim(table, trial, "as the trial", uses);
    int timeColumn = time == null ? -1 : claim(table, time, "as the time", uses);
    int[] observed = observedColumns(table, uses);
    double @Nullable [] trials = trialColumn < 0 ? null : table.numbers(trialColumn);
    double @Nullable [] times = timeColumn < 0 ? null : table.numbers(timeColumn);
    double[][] values = Arrays.stream(observed).mapToObj(table::numbers).toArray(double[][]::new);
    List<String> notes = new ArrayList<>(table.notes());
    List<Trajectory> parts = new ArrayList<>();
    int single = 0;
    for (int start = 0, end; start < table.rowCount(); start = end) {
      end = trialEnd(trials, start, table.rowCount());
      double[] partTimes = partTimes(table, times, start, end);
      if (end - start == 1) {
        single++;
      } else {
        parts.add(new Trajectory(partTimes, rows(values, start, end)));
      }
    }
    if (parts.isEmpty()) {
      throw new DataException(
          table.file()
              + (table.rowCount() == 1
                  ? ": there is only one row of numbers (line " + table.line(0) + ")"
                  : ": every trial is a single row")
              + "; a law needs at least 2 observations in a row");
    }
    if (single > 0) {
      notes.add(
          table.file()
              + ": "
              + (single == 1
                  ? "1 trial of a single row is"
                  : single + " trials of a single row are")
              + " left out");
    }
    List<String> names = Arrays.stream(observed).mapToObj(table::name).toList();
    Trajectories trajectories = new Trajectories(names, parts);
    refuseConstants(table, observed, trajectories);
    return new Selected(trajectories, notes);
  }

  private static int claim(Table table, String wanted, String use, Map<Integer, String> uses) {
    int column = table.find(wanted);
    String other = uses.put(column, use);
    if (other != null) {
      throw new DataException(
          table.file()
              + ": "
              + table.describe(column)
              + " is used twice, "
              + other
              + (other.equals(use) ? "" : " and " + use));
    }
    return column;
  }

  private int[] observedColumns(Table table, Map<Integer, String> uses) {
    List<Integer> observed = new ArrayList<>();
    for (String wanted : observe) {
      observed.add(claim(table, wanted, "to observe", uses));
    }
    if (observe.isEmpty()) {
      for (int c = 0; c < table.columnCount(); c++) {
        if (!uses.containsKey(c)) {
          observed.add(c);
        }
      }
    }
    if (observed.isEmpty()) {
      throw new DataException(table.file() + ": no column is left to observe");
    }
    return observed.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int trialEnd(double @Nullable [] trials, int start, int rows) {
    if (trials == null) {
      return rows;
    }
    int end = start + 1;
    while (end < rows && trials[end] == trials[start]) {
      end++;
    }
    return end;
  }

  private static double[] partTimes(Table table, double @Nullable [] times, int start, int end) {
    double[] part = new double[end - start];
    for (int i = start; i < end; i++) {
      part[i - start] = times == null ? i : times[i];
      if (times != null && i > start && !(times[i] > times[i - 1])) {
        throw new DataException(
            table.file()
                + ": line "
                + table.line(i)
                + ": time "
                + shown(times[i])
                + " does not come after "
                + shown(times[i - 1])
                + "; rows must be in order of time within a trial");
      }
    }
    return part;
  }

  private static double[][] rows(double[][] values, int start, int end) {
    double[][] rows = new double[end - start][values.length];
    for (int i = start; i < end; i++) {
      for (int c = 0; c < values.length; c++) {
        rows[i - start][c] = values[c][i];
      }
    }
    return rows;
  }

  private static void refuseConstants(Table table, int[] observed, Trajectories data) {
    for (int c = 0; c < observed.length; c++) {
      double first = data.parts().getFirst().observations()[0][c];
      boolean constant = true;
      for (Trajectory part : data.parts()) {
        for (double[] row : part.observations()) {
          constant &= row[c] == first;
        }
      }
      if (constant) {
        throw new DataException(
            table.file()
                + ": "
                + table.describe(observed[c])
                + " is always "
                + shown(first)
                + "; a constant column cannot be observed");
      }
    }
  }

  /** A number without the ".0" that Java adds to a whole one. */
  private static String shown(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
