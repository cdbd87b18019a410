package latentphysics.reproduce;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.data.ColumnSelection;
import latentphysics.data.DataException;
import latentphysics.data.FailureReason;
import latentphysics.data.TableReader;
import latentphysics.data.Trajectories;
import latentphysics.data.Trajectory;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.io.Gzip;
import latentphysics.tensor.io.Npy;
import latentphysics.tensor.linalg.Spectra;

/** Observations out of files: which rows and columns, what is subtracted, what is looked back. */
final class SeriesReader {
  private SeriesReader() {}

  /** Columns of a table of numbers, as {@code train} reads it. */
  static Trajectories table(Path file, ColumnSelection columns) {
    return columns.from(TableReader.read(file)).trajectories();
  }

  /**
   * The first columns of an array of rows that are evenly spaced in time.
   *
   * @param step from row to row
   */
  static Trajectories array(Path file, int columns, double step) {
    Tensor rows;
    try (InputStream in = Gzip.open(file)) {
      rows = Npy.read(in, file.toString());
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + FailureReason.of(e), e);
    }
    if (rows.shape().rank() != 2 || rows.dim(1) < columns) {
      throw new DataException(
          "%s: an array %s, expected rows of at least %d columns"
              .formatted(file, rows.shape(), columns));
    }
    double[][] observations = matrix(rows.slice(1, 0, columns));
    double[] times = IntStream.range(0, observations.length).mapToDouble(i -> i * step).toArray();
    return new Trajectories(
        IntStream.rangeClosed(1, columns).mapToObj(j -> "a" + j).toList(),
        List.of(new Trajectory(times, observations)));
  }

  /** Every {@code stride}-th row from one row to before another. */
  static Trajectories rows(Trajectories data, int from, int to, int stride) {
    List<Trajectory> parts = new ArrayList<>();
    for (Trajectory part : data.parts()) {
      int[] kept =
          IntStream.iterate(from, i -> i < Math.min(to, part.length()), i -> i + stride).toArray();
      parts.add(
          new Trajectory(
              Arrays.stream(kept).mapToDouble(i -> part.times()[i]).toArray(),
              Arrays.stream(kept).mapToObj(i -> part.observations()[i]).toArray(double[][]::new)));
    }
    return new Trajectories(data.names(), parts);
  }

  /** Each row followed by {@code count − 1} earlier ones, {@code every} rows apart. */
  static Trajectories delayed(Trajectories data, int count, int every) {
    int back = (count - 1) * every;
    List<Trajectory> parts = new ArrayList<>();
    for (Trajectory part : data.parts()) {
      double[][] rows = new double[Math.max(0, part.length() - back)][];
      for (int i = 0; i < rows.length; i++) {
        int last = i + back;
        rows[i] =
            IntStream.range(0, count)
                .mapToObj(k -> part.observations()[last - k * every])
                .flatMapToDouble(Arrays::stream)
                .toArray();
      }
      double[] times = part.times();
      parts.add(
          new Trajectory(
              Arrays.copyOfRange(times, times.length - rows.length, times.length), rows));
    }
    List<String> names = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      for (String name : data.names()) {
        names.add(k == 0 ? name : name + "−" + k * every);
      }
    }
    return new Trajectories(names, parts);
  }

  /**
   * One series minus another at the same times.
   *
   * @throws DataException if times differ
   */
  static Trajectories difference(Trajectories data, Trajectories other) {
    Trajectory a = data.parts().getFirst();
    Trajectory b = other.parts().getFirst();
    if (!Arrays.equals(a.times(), b.times())) {
      throw new DataException("the two series that are subtracted have different times");
    }
    double[][] rows = new double[a.length()][data.columns()];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = a.observations()[i][j] - b.observations()[i][j];
      }
    }
    return new Trajectories(data.names(), List.of(new Trajectory(a.times(), rows)));
  }

  /**
   * The plane through the origin in which a series moves: a rotation of the coordinates that leaves
   * lengths as they are, and the least of three left out.
   */
  static Trajectories inPlane(Trajectories data) {
    Trajectory part = data.parts().getFirst();
    double[] flat = Arrays.stream(part.observations()).flatMapToDouble(Arrays::stream).toArray();
    Tensor rows = Tensor.of(DType.FLOAT64, flat, part.length(), data.columns());
    // Eigenvalues ascend: the last two directions hold the motion.
    Tensor directions =
        Spectra.eigh(rows.transpose().matmul(rows))
            .vectors()
            .slice(1, data.columns() - 2, data.columns());
    return new Trajectories(
        List.of("u", "v"), List.of(new Trajectory(part.times(), matrix(rows.matmul(directions)))));
  }

  private static double[][] matrix(Tensor rows) {
    double[] flat = rows.toDoubles();
    int columns = rows.dim(1);
    return IntStream.range(0, rows.dim(0))
        .mapToObj(i -> Arrays.copyOfRange(flat, i * columns, (i + 1) * columns))
        .toArray(double[][]::new);
  }
}
