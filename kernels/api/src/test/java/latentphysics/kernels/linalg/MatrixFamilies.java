package latentphysics.kernels.linalg;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Matrices that factorizations have been seen to fail on, beside ordinary ones; as doubles. */
final class MatrixFamilies {
  /**
   * A matrix in rows.
   *
   * @param name what it is, for messages
   * @param rows of it
   * @param columns of it
   * @param elements row by row
   */
  record Sample(String name, int rows, int columns, double[] elements) {}

  private static final long SEED = 20;

  private MatrixFamilies() {}

  /** All families for a shape; {@code range} is the exponent of ten that scales go up to. */
  static List<Sample> all(int m, int n, double range) {
    List<Sample> all = new ArrayList<>();
    Random random = new Random(SEED + 1000L * m + n);
    String shape = " [" + m + ", " + n + "]";
    double[] normal = normal(random, m * n);
    all.add(new Sample("normal" + shape, m, n, normal));
    all.add(new Sample("zero" + shape, m, n, new double[m * n]));
    all.add(of("identity" + shape, m, n, (i, j) -> i == j ? 1 : 0));
    all.add(of("hilbert" + shape, m, n, (i, j) -> 1.0 / (i + j + 1)));
    all.add(of("toeplitz" + shape, m, n, (i, j) -> 1.0 / (1 + Math.abs(i - j))));
    all.add(of("ones" + shape, m, n, (i, j) -> 1));
    double sine = 0.9;
    double cosine = Math.sqrt(1 - sine * sine);
    all.add(
        of(
            "kahan" + shape,
            m,
            n,
            (i, j) -> Math.pow(sine, i) * (i == j ? 1 : i < j ? -cosine : 0)));
    double last = Math.max(1, n - 1);
    all.add(
        of(
            "graded columns" + shape,
            m,
            n,
            (i, j) -> normal[i * n + j] * Math.pow(10, -range / 10 * j / last)));
    all.add(
        of(
            "graded rows" + shape,
            m,
            n,
            (i, j) -> normal[i * n + j] * Math.pow(10, -range / 10 * i / Math.max(1, m - 1))));
    all.add(of("large" + shape, m, n, (i, j) -> normal[i * n + j] * Math.pow(10, range)));
    all.add(of("small" + shape, m, n, (i, j) -> normal[i * n + j] * Math.pow(10, -range)));
    all.add(
        of(
            "tiny columns" + shape,
            m,
            n,
            (i, j) -> normal[i * n + j] * (j % 2 == 0 ? 1 : Math.pow(10, -range))));
    // Rank 1 and rank half by products of thin factors.
    int rank = Math.max(1, Math.min(m, n) / 2);
    double[] left = normal(random, m * rank);
    double[] right = normal(random, rank * n);
    all.add(
        of(
            "rank " + rank + shape,
            m,
            n,
            (i, j) -> {
              double sum = 0;
              for (int k = 0; k < rank; k++) {
                sum += left[i * rank + k] * right[k * n + j];
              }
              return sum;
            }));
    return all;
  }

  /** An element by row and column. */
  interface Element {
    double at(int i, int j);
  }

  static Sample of(String name, int m, int n, Element element) {
    double[] a = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        a[i * n + j] = element.at(i, j);
      }
    }
    return new Sample(name, m, n, a);
  }

  static double[] normal(Random random, int size) {
    double[] x = new double[size];
    for (int i = 0; i < size; i++) {
      x[i] = random.nextGaussian();
    }
    return x;
  }
}
