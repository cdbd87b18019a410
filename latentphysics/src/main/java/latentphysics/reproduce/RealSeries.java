package latentphysics.reproduce;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import latentphysics.data.Trajectories;

/**
 * A published series, how it is read, and what is known of it.
 *
 * @param name in tables
 * @param files below the data folder, all needed
 * @param reader reads them out of the data folder
 * @param references periods that a law is measured against, from the data where no figure is
 *     published; none for a series that is only reported
 */
record RealSeries(
    String name,
    List<String> files,
    Function<Path, Trajectories> reader,
    Function<Trajectories, List<Reference>> references) {

  /**
   * A period that is known otherwise.
   *
   * @param period in the data's unit of time
   * @param origin where the figure is from
   */
  record Reference(double period, String origin) {}

  /** Keeps an unmodifiable copy. */
  RealSeries {
    files = List.copyOf(files);
  }

  /** Files that are not there. */
  List<String> missing(Path folder) {
    return files.stream().filter(file -> !Files.isRegularFile(folder.resolve(file))).toList();
  }

  /**
   * The observations.
   *
   * @throws latentphysics.data.DataException if a file is damaged, in one sentence
   */
  Trajectories read(Path folder) {
    return reader.apply(folder);
  }
}
