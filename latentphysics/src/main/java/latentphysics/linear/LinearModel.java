package latentphysics.linear;

import java.util.ArrayList;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * A linear law of the raw observations, x′ = x·A + b for one nominal step, on their strongest
 * principal components: the baseline that a learned latent has to beat, and where it starts from.
 *
 * @param basis orthonormal columns, {@code [columns, components]}
 * @param matrix acting on rows of components, {@code [components, components]}
 * @param offset added after it, {@code [1, components]}
 * @param modes of the matrix
 */
public record LinearModel(Tensor basis, Tensor matrix, Tensor offset, List<RealModes.Mode> modes) {

  /** Of higher multiples every frequency is near one. */
  private static final int HIGHEST_HARMONIC = 6;

  /**
   * Fits the law by least squares.
   *
   * @param rows all observations, centred, float64, {@code [n, columns]}
   * @param before observations that are followed by the next one a nominal step later
   * @param after those next ones, in the same order
   * @param components at most this many principal components, at least 1
   * @throws ArithmeticException if the components of {@code before} have no full rank
   */
  public static LinearModel fit(Tensor rows, Tensor before, Tensor after, int components) {
    int count = Math.min(components, Math.min(rows.dim(0) - 1, rows.dim(1)));
    Tensor basis =
        count == rows.dim(1)
            ? Tensor.eye(DType.FLOAT64, count)
            : PrincipalComponents.of(rows, count);
    Tensor y = before.matmul(basis);
    Tensor ones = Tensor.full(DType.FLOAT64, 1, y.dim(0), 1);
    Tensor solution = Tensor.concatenate(1, y, ones).lstsq(after.matmul(basis));
    Tensor matrix = solution.slice(0, 0, count);
    return new LinearModel(
        basis, matrix, solution.slice(0, count, count + 1), RealModes.of(matrix));
  }

  /** The observations predicted a number of steps ahead, {@code [n, columns]}. */
  public Tensor predict(Tensor observations, int steps) {
    Tensor y = observations.matmul(basis);
    for (int step = 0; step < steps; step++) {
      y = y.matmul(matrix).add(offset);
    }
    return y.matmul(basis.transpose());
  }

  /** The coordinates of a mode for given observations, {@code [n, 2]}: real and imaginary part. */
  public Tensor coordinates(RealModes.Mode mode, Tensor observations) {
    return observations.matmul(basis).matmul(weights(mode));
  }

  /** The weights of a mode on the observations, {@code [columns, 2]}. */
  public Tensor observationWeights(RealModes.Mode mode) {
    return basis.matmul(weights(mode));
  }

  private static Tensor weights(RealModes.Mode mode) {
    int n = mode.weights()[0].length;
    double[] columns = new double[2 * n];
    for (int i = 0; i < n; i++) {
      columns[2 * i] = mode.weights()[0][i];
      columns[2 * i + 1] = mode.weights()[1][i];
    }
    return Tensor.of(columns, n, 2);
  }

  /**
   * Modes that explain most of the observations, each alone; a mode whose frequency is a small
   * multiple of a better one's is left out, because a nonlinear decoder makes harmonics by itself.
   *
   * @param observations centred, {@code [n, columns]}
   * @param count at most this many
   */
  public List<RealModes.Mode> strongest(Tensor observations, int count) {
    record Ranked(RealModes.Mode mode, double explained) {}
    List<Ranked> ranked = new ArrayList<>();
    for (RealModes.Mode mode : modes) {
      Tensor c = coordinates(mode, observations);
      Tensor used = mode.turns() ? c : c.slice(1, 0, 1);
      double explained;
      try {
        explained = used.matmul(used.lstsq(observations)).square().sum().item();
      } catch (ArithmeticException noSpread) {
        continue;
      }
      ranked.add(new Ranked(mode, explained));
    }
    ranked.sort((a, b) -> Double.compare(b.explained(), a.explained()));
    boolean choice = ranked.size() > count;
    List<RealModes.Mode> chosen = new ArrayList<>();
    for (Ranked candidate : ranked) {
      if (chosen.size() < count
          && !(choice && chosen.stream().anyMatch(c -> harmonic(c, candidate.mode())))) {
        chosen.add(candidate.mode());
      }
    }
    return chosen;
  }

  private static boolean harmonic(RealModes.Mode strong, RealModes.Mode weak) {
    double first = strong.eigenvalue().log().im();
    double second = weak.eigenvalue().log().im();
    if (second <= 0) {
      return first > 0; // a slow drift beside oscillations is an offset, not a state
    }
    double ratio = second / first;
    return ratio > 1.5
        && ratio < HIGHEST_HARMONIC + 0.5
        && Math.abs(ratio - Math.rint(ratio)) < 0.03 * ratio;
  }
}
