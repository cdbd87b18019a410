package latentphysics.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import latentphysics.data.Trajectories;
import latentphysics.data.Trajectory;
import latentphysics.linear.PrincipalComponents;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Observations made ready: split in time, shifted and scaled by the training part, and, where there
 * are many columns, projected on their leading principal components, which are what the networks
 * see.
 *
 * <p>The last fifth of each trajectory's time is held out. The nominal step is the median time
 * between neighbouring training observations, averaged over those within a tenth of it.
 */
final class Observations {
  private static final double TRAINING_SHARE = 0.8;
  private static final double TOLERANCE = 0.1;
  private static final int MOST_FEATURES = 64;

  /**
   * A trajectory, standardized.
   *
   * @param index of the trajectory in the data
   * @param times in the data's unit
   * @param rows standardized observations
   * @param features what the networks see of them
   */
  record Part(int index, double[] times, double[][] rows, double[][] features) {
    int length() {
      return times.length;
    }
  }

  final int columns;
  final int features;
  final double[] mean;
  final double[] scale;
  final double nominalStep;
  final List<Part> training;
  final List<Part> heldOut;

  /** Takes features to standardized rows, {@code [features, columns]}. */
  final Tensor featureRows;

  /** From observations to features and back. */
  final Scale map;

  /**
   * Standard deviation of the noise on each feature: the mean variance of the components that were
   * left out (Tipping and Bishop, Probabilistic principal component analysis, 1999, eq. 8); 0 if
   * none was.
   */
  final double noise;

  /**
   * Splits and scales.
   *
   * @throws IllegalArgumentException if training or held-out part has no transition, a column does
   *     not vary in training, or a number is not finite
   */
  Observations(Trajectories data, Settings.Scaling scaling) {
    columns = data.columns();
    checkFinite(data);
    List<Part> rawTraining = new ArrayList<>();
    List<Part> rawHeldOut = new ArrayList<>();
    for (int p = 0; p < data.parts().size(); p++) {
      Trajectory part = data.parts().get(p);
      double[] times = part.times();
      double end =
          times.length == 0 ? 0 : times[0] + TRAINING_SHARE * (times[times.length - 1] - times[0]);
      int cut = 0;
      while (cut < times.length && times[cut] <= end) {
        cut++;
      }
      rawTraining.add(piece(p, part, 0, cut));
      rawHeldOut.add(piece(p, part, cut, times.length));
    }
    if (rawTraining.stream().allMatch(part -> part.length() < 3)
        || rawHeldOut.stream().allMatch(part -> part.length() < 2)) {
      throw new IllegalArgumentException(
          "the data has "
              + data.rows()
              + " rows, too few to train on four fifths of the time and to test on the last one");
    }
    nominalStep = nominalStep(rawTraining);
    mean = new double[columns];
    scale = new double[columns];
    standardize(rawTraining, scaling);
    List<Part> scaled = rawTraining.stream().map(this::scaled).toList();
    Tensor rows = rows(scaled);
    features = Math.min(columns, Math.min(MOST_FEATURES, Math.max(1, rows.dim(0) - 1)));
    Tensor basis =
        features == columns
            ? Tensor.eye(DType.FLOAT64, columns)
            : PrincipalComponents.of(rows, features);
    // Features have mean square 1, as the standardized rows have.
    double kept = rows.matmul(basis).square().sum().item();
    double size = Math.sqrt(kept / rows.dim(0) / features);
    double left = Math.max(0, rows.square().sum().item() - kept) / rows.dim(0);
    noise = features == columns ? 0 : Math.sqrt(left / (columns - features)) / size;
    Tensor projection = basis.div(size);
    featureRows = basis.transpose().mul(size);
    map =
        new Scale(
            Tensor.of(DType.FLOAT64, mean, columns),
            Tensor.of(DType.FLOAT64, scale, columns),
            projection,
            featureRows);
    training = scaled.stream().map(part -> projected(part, projection)).toList();
    heldOut = rawHeldOut.stream().map(this::scaled).map(p -> projected(p, projection)).toList();
  }

  private static void checkFinite(Trajectories data) {
    for (int p = 0; p < data.parts().size(); p++) {
      double[][] observations = data.parts().get(p).observations();
      for (int i = 0; i < observations.length; i++) {
        for (int j = 0; j < data.columns(); j++) {
          if (!Double.isFinite(observations[i][j])) {
            throw new IllegalArgumentException(
                "observed column "
                    + (j + 1)
                    + " of trajectory "
                    + (p + 1)
                    + " is "
                    + observations[i][j]
                    + " at row "
                    + (i + 1)
                    + ", expected finite numbers");
          }
        }
      }
    }
  }

  private Tensor rows(List<Part> parts) {
    List<Pairs.Site> all = Pairs.sites(parts, 0, 0);
    return Pairs.rows(DType.FLOAT64, all, Pairs.constant(all.size(), 0));
  }

  private static Part projected(Part part, Tensor projection) {
    if (part.length() == 0) {
      return part;
    }
    int columns = projection.dim(0);
    int features = projection.dim(1);
    double[] flat = new double[part.length() * columns];
    for (int i = 0; i < part.length(); i++) {
      System.arraycopy(part.rows()[i], 0, flat, i * columns, columns);
    }
    double[] values = Tensor.of(flat, part.length(), columns).matmul(projection).toDoubles();
    double[][] rows = new double[part.length()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, i * features, (i + 1) * features);
    }
    return new Part(part.index(), part.times(), part.rows(), rows);
  }

  private static Part piece(int index, Trajectory part, int from, int to) {
    return new Part(
        index,
        Arrays.copyOfRange(part.times(), from, to),
        Arrays.copyOfRange(part.observations(), from, to),
        new double[0][]);
  }

  private static double nominalStep(List<Part> parts) {
    double[] steps =
        parts.stream()
            .flatMapToDouble(part -> {
              double[] t = part.times();
              double[] d = new double[Math.max(0, t.length - 1)];
              for (int i = 0; i < d.length; i++) {
                d[i] = t[i + 1] - t[i];
              }
              return Arrays.stream(d);
            })
            .sorted()
            .toArray();
    double median = steps[steps.length / 2];
    return Arrays.stream(steps)
        .filter(s -> Math.abs(s - median) <= TOLERANCE * median)
        .average()
        .orElse(median);
  }

  private void standardize(List<Part> parts, Settings.Scaling scaling) {
    int rows = 0;
    for (Part part : parts) {
      for (double[] row : part.rows()) {
        for (int j = 0; j < columns; j++) {
          mean[j] += row[j];
        }
        rows++;
      }
    }
    double[] square = new double[columns];
    for (int j = 0; j < columns; j++) {
      mean[j] /= rows;
    }
    for (Part part : parts) {
      for (double[] row : part.rows()) {
        for (int j = 0; j < columns; j++) {
          square[j] += (row[j] - mean[j]) * (row[j] - mean[j]);
        }
      }
    }
    double shared = Math.sqrt(Arrays.stream(square).sum() / rows / columns);
    for (int j = 0; j < columns; j++) {
      double own = Math.sqrt(square[j] / rows);
      scale[j] = scaling == Settings.Scaling.SHARED ? shared : own;
      if (!(scale[j] > 0) || !Double.isFinite(scale[j])) {
        throw new IllegalArgumentException(
            "observed column " + (j + 1) + " does not vary in the first four fifths of the time");
      }
    }
  }

  private Part scaled(Part part) {
    double[][] rows = new double[part.length()][columns];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns; j++) {
        rows[i][j] = (part.rows()[i][j] - mean[j]) / scale[j];
      }
    }
    return new Part(part.index(), part.times(), rows, part.features());
  }

  /** A standardized row in the data's own units. */
  double[] unscaled(double[] row) {
    double[] raw = new double[columns];
    for (int j = 0; j < columns; j++) {
      raw[j] = row[j] * scale[j] + mean[j];
    }
    return raw;
  }
}
