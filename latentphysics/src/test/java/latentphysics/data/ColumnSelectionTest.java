package latentphysics.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Protects which numbers end up in which trajectory, and the sentences about wrong columns. */
final class ColumnSelectionTest {
  @TempDir private Path folder;

  private ColumnSelection.Selected select(
      String text, @Nullable String trial, @Nullable String time, @Nullable String observe) {
    try {
      Path file = Files.writeString(folder.resolve("data.csv"), text);
      return ColumnSelection.of(trial, time, observe).from(TableReader.read(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String refusal(
      String text, @Nullable String trial, @Nullable String time, @Nullable String observe) {
    return refusal(() -> select(text, trial, time, observe));
  }

  private String refusal(Executable action) {
    String message = String.valueOf(assertThrows(DataException.class, action).getMessage());
    return message.substring(Math.max(0, message.indexOf("data.csv")));
  }

  @Test
  void cutsTrajectoriesWhereTheTrialChanges() {
    ColumnSelection.Selected selected =
        select(
            "run,t,x,y\n1,0,1,5\n1,1,2,6\n2,0,3,7\n2,2,4,8\n1,0,9,9\n1,3,9,1\n", "run", "t", "y,3");
    Trajectories data = selected.trajectories();
    assertEquals(List.of("y", "x"), data.names());
    assertEquals(3, data.parts().size(), "a trial that comes back is a new trajectory");
    assertArrayEquals(new double[] {0, 2}, data.parts().get(1).times());
    assertArrayEquals(new double[] {8, 4}, data.parts().get(1).observations()[1]);
    assertEquals(List.of(), selected.notes());
  }

  @Test
  void observesEverythingElseByDefault() {
    Trajectories data = select("run,t,x,y\n1,0,1,5\n1,1,2,6\n", "1", "2", null).trajectories();
    assertEquals(List.of("x", "y"), data.names());
  }

  @Test
  void takesTheRowNumberAsTime() {
    Trajectories data = select("1,5\n1,6\n2,7\n2,9\n", "1", null, null).trajectories();
    assertArrayEquals(new double[] {0, 1}, data.parts().get(0).times());
    assertArrayEquals(new double[] {2, 3}, data.parts().get(1).times());
  }

  @Test
  void leavesOutTrialsOfASingleRowAndSaysSo() {
    ColumnSelection.Selected selected = select("1,5\n1,6\n2,7\n3,8\n3,9\n", "1", null, null);
    assertEquals(2, selected.trajectories().parts().size());
    assertEquals(1, selected.notes().size());
    assertEquals(
        "data.csv: 1 trial of a single row is left out",
        selected.notes().getFirst().replaceFirst("^.*data.csv", "data.csv"));
  }

  @Test
  void refusesTooFewRows() {
    assertEquals(
        "data.csv: there is only one row of numbers (line 2); a law needs at least 2 observations"
            + " in a row",
        refusal("t,x\n1,2\n", null, "t", null));
    assertEquals(
        "data.csv: every trial is a single row; a law needs at least 2 observations in a row",
        refusal("1,2\n2,3\n3,4\n", "1", null, null));
  }

  @Test
  void refusesTimeThatDoesNotIncrease() {
    assertEquals(
        "data.csv: line 4: time 3.2 does not come after 3.3; rows must be in order of time within a"
            + " trial",
        refusal("t,x\n3,1\n3.3,2\n3.2,3\n", null, "t", null));
    assertEquals(
        "data.csv: line 3: time 3 does not come after 3; rows must be in order of time within a"
            + " trial",
        refusal("t,x\n3,1\n3,2\n", null, "t", null));
  }

  @Test
  void refusesColumnsUsedTwice() {
    String text = "a,b,c\n1,2,3\n4,5,6\n";
    assertEquals(
        "data.csv: column 2 (b) is used twice, as the time and to observe",
        refusal(text, null, "b", "1,2"));
    assertEquals(
        "data.csv: column 1 (a) is used twice, as the trial and as the time",
        refusal(text, "1", "a", null));
    assertEquals(
        "data.csv: column 3 (c) is used twice, to observe", refusal(text, null, null, "c,3"));
  }

  @Test
  void refusesColumnsThatDoNotExistOrAreLeftOut() {
    assertEquals(
        "data.csv: there is no column 3; columns are counted from 1 to 2",
        refusal("1,2\n3,4\n", null, null, "3"));
    assertEquals("data.csv: no column is left to observe", refusal("1\n2\n", null, "1", null));
    assertEquals(
        "observe: a column is missing, expected names or numbers from 1",
        refusal("1,2\n3,4\n", null, null, "1,,2"));
    assertEquals(
        "trial: a column is missing, expected names or numbers from 1",
        refusal("1,2\n3,4\n", " ", null, null));
  }

  @Test
  void refusesAConstantColumn() {
    assertEquals(
        "data.csv: column 2 (y) is always 7; a constant column cannot be observed",
        refusal("x,y\n1,7\n2,7\n3,7\n", null, null, null));
    assertEquals(
        List.of("x"),
        select("x,y\n1,7\n2,7\n3,7\n", null, null, "x").trajectories().names(),
        "a constant column that is not observed does no harm");
  }

  @Test
  void refusesWhatIsNotFiniteInAnyColumnThatIsUsed() {
    String text = "r,t,x,y\n1,0,1,NaN\n1,1,2,oops\n";
    assertEquals(
        "data.csv: line 2, column 4 (y): 'NaN' is not a finite number",
        refusal(text, "r", "t", null));
    assertEquals(1, select(text, "r", "t", "x").trajectories().columns());
    assertEquals(
        "data.csv: line 2, column 4 (y): 'NaN' is not a finite number",
        refusal(text, "y", "t", "x"));
    assertEquals(
        "data.csv: line 2, column 4 (y): 'NaN' is not a finite number",
        refusal(text, "r", "y", "x"));
  }

  @Test
  void readsTheMeasuredPendulum() {
    Optional<Path> file = SharedData.find("schmidt-lipson/real_pend_h_1.txt.gz");
    Assumptions.assumeTrue(file.isPresent(), "the shared data is not here");
    Table table = TableReader.read(file.orElseThrow());
    Trajectories data = ColumnSelection.of("1", "2", "3,4").from(table).trajectories();
    assertEquals(556, data.rows());
    assertEquals(1, data.parts().size());
    Trajectory run = data.parts().getFirst();
    assertEquals(5.0, run.times()[0]);
    assertEquals(99.5, run.times()[555]);
    assertEquals(0.775497496809459, run.observations()[554][0], 1e-12);
    assertEquals(-0.3582893624555794, run.observations()[555][1], 1e-12);
  }
}
