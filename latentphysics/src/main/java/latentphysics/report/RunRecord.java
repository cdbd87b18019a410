package latentphysics.report;

import java.util.List;
import latentphysics.experiment.Outcome;

/**
 * A finished run: all that its reports say.
 *
 * @param config how it was asked for
 * @param outcome what it found
 * @param columns names of the observed columns
 * @param rows number of observations
 * @param trajectories number of trajectories
 * @param dataSha256 hash of the data, hexadecimal
 * @param frequencies true angular frequencies, radians per unit of time, where they are known;
 *     otherwise empty
 * @param seconds of wall-clock time, reading and learning
 * @param interrupted whether it was stopped before its last step
 * @param notes on the data, for people to know
 * @param versions of the software
 */
public record RunRecord(
    RunConfig config,
    Outcome outcome,
    List<String> columns,
    int rows,
    int trajectories,
    String dataSha256,
    List<Double> frequencies,
    double seconds,
    boolean interrupted,
    List<String> notes,
    Versions versions) {

  /** Keeps unmodifiable copies of the lists. */
  public RunRecord {
    columns = List.copyOf(columns);
    frequencies = List.copyOf(frequencies);
    notes = List.copyOf(notes);
  }
}
