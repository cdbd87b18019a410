package latentphysics.cli;

import java.nio.file.Path;
import java.util.List;
import latentphysics.data.Trajectories;
import latentphysics.experiment.Settings;
import latentphysics.report.RunConfig;
import org.jspecify.annotations.Nullable;

/**
 * What is to be learned from what, and where the results go.
 *
 * @param config as it was asked for
 * @param settings of the experiment
 * @param data to learn from, before any permutation
 * @param dataSha256 hash of the data, hexadecimal
 * @param frequencies true angular frequencies where they are known, otherwise empty
 * @param notes on the data
 * @param out folder for the results; null to write none
 */
record Task(
    RunConfig config,
    Settings settings,
    Trajectories data,
    String dataSha256,
    List<Double> frequencies,
    List<String> notes,
    @Nullable Path out) {

  Task {
    frequencies = List.copyOf(frequencies);
    notes = List.copyOf(notes);
  }
}
