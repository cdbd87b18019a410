package latentphysics.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import latentphysics.data.ColumnSelection;
import latentphysics.data.Film;
import latentphysics.data.Sha256;
import latentphysics.data.ShuffledControl;
import latentphysics.data.Table;
import latentphysics.data.TableReader;
import latentphysics.data.Trajectories;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of a model came from, so that it can be read again.
 *
 * @param file of measurements; null for the film that is rendered in the process
 * @param trial column that splits trajectories, if any
 * @param time column of the time, if any
 * @param observe columns to observe; empty for all others
 * @param shuffle whether the observations were permuted in time
 * @param seed of the film and of the permutation
 * @param sha256 of the data
 */
record DataSource(
    @Nullable String file,
    @Nullable String trial,
    @Nullable String time,
    List<String> observe,
    boolean shuffle,
    long seed,
    String sha256) {

  DataSource {
    observe = List.copyOf(observe);
  }

  /** As it stands in a model's metadata. */
  Map<String, String> notes() {
    Map<String, String> notes = new TreeMap<>();
    putUnlessNull(notes, "data", file);
    putUnlessNull(notes, "trial", trial);
    putUnlessNull(notes, "time", time);
    if (!observe.isEmpty()) {
      notes.put("observe", String.join(",", observe));
    }
    notes.put("shuffle", Boolean.toString(shuffle));
    notes.put("seed", Long.toString(seed));
    notes.put("data_sha256", sha256);
    return notes;
  }

  private static void putUnlessNull(Map<String, String> notes, String key, @Nullable String value) {
    if (value != null) {
      notes.put(key, value);
    }
  }

  /**
   * Out of a model's metadata.
   *
   * @throws UserException if that does not say where the data is
   */
  static DataSource of(Map<String, String> notes) {
    String observe = notes.get("observe");
    String seed = notes.getOrDefault("seed", "");
    if (!seed.matches("-?\\d{1,18}")) {
      throw new UserException("the model does not say which data it was trained on");
    }
    return new DataSource(
        notes.get("data"),
        notes.get("trial"),
        notes.get("time"),
        observe == null ? List.of() : List.of(observe.split(",", -1)),
        Boolean.parseBoolean(notes.get("shuffle")),
        Long.parseLong(seed),
        notes.getOrDefault("data_sha256", ""));
  }

  /**
   * Reads or renders the data again.
   *
   * @throws UserException if it is not what the model was trained on
   */
  Trajectories read() {
    Trajectories data;
    String found;
    if (file == null) {
      data = Film.render(seed).observations();
      found = Sha256.of(data);
    } else {
      Table table = TableReader.read(Path.of(file));
      data = new ColumnSelection(trial, time, observe).from(table).trajectories();
      found = table.sha256();
    }
    if (!found.equals(sha256)) {
      throw new UserException(
          (file == null ? "the film" : file)
              + ": this is not the data that the model was trained on");
    }
    return shuffle ? ShuffledControl.of(data, seed) : data;
  }
}
