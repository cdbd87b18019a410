package latentphysics.kernels.linalg;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import latentphysics.kernels.linalg.MatrixFamilies.Sample;

/** Matrices whose exponentials are known to be hard, or should be exact, beside ordinary ones. */
final class ExponentialFamilies {
  static final int[] SIZES = {1, 2, 3, 5, 10, 16, 33};
  private static final long SEED = 30;

  private ExponentialFamilies() {}

  /** 1-norms from 1e-3 to 1e3, the largest for small matrices whose exponential is in range. */
  static List<Sample> normal(int n, Precision precision) {
    List<Sample> all = new ArrayList<>();
    double[] a = PlainMatrices.normal(new Random(SEED + n), n * n);
    for (double norm : new double[] {1e-3, 0.02, 0.2, 0.9, 2, 5, 30, 100, 1000}) {
      if (norm <= limit(n, precision)) {
        double factor = norm / norm(n, a);
        all.add(sample("normal of norm " + norm, n, Exponentials.times(factor, a)));
      }
    }
    return all;
  }

  private static double limit(int n, Precision precision) {
    return n > 16 ? 10 : n > 5 || n < 3 ? 50 : precision == Precision.SINGLE ? 100 : 1000;
  }

  static List<Sample> skew(int n) {
    List<Sample> all = new ArrayList<>();
    double[] a = PlainMatrices.normal(new Random(SEED + n + 1), n * n);
    double[] skew = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        // Equal in the smaller type too.
        skew[i * n + j] = (float) a[i * n + j];
        skew[j * n + i] = -skew[i * n + j];
      }
    }
    for (double norm : new double[] {1e-3, 0.5, 3, 30, 1000}) {
      if (n > 1 && norm <= (n > 16 ? 10 : n > 5 ? 50 : 1000)) {
        double factor = Math.scalb(1.0, (int) Math.round(Math.log(norm / norm(n, skew)) / 0.6931));
        all.add(sample("skew of norm " + norm, n, Exponentials.times(factor, skew)));
      }
    }
    return all;
  }

  /** Eigenvalues from about −norm to 0. */
  static List<Sample> stable(int n) {
    List<Sample> all = new ArrayList<>();
    double[] a = PlainMatrices.normal(new Random(SEED + n + 2), n * n);
    for (double norm : new double[] {0.1, 3, 20, 100}) {
      if (norm <= (n > 16 ? 3 : n > 5 || n == 1 ? 20 : 100)) {
        double factor = norm / norm(n, a);
        double[] s = Exponentials.times(factor, a);
        for (int i = 0; i < n; i++) {
          s[i * n + i] -= norm / 2 * i / n;
        }
        all.add(sample("stable of norm " + norm, n, s));
      }
    }
    return all;
  }

  /** A power of each is zero. */
  static List<Sample> nilpotent() {
    List<Sample> all = new ArrayList<>();
    for (int n : new int[] {2, 3, 5, 10}) {
      all.add(MatrixFamilies.of("jordan " + n, n, n, (i, j) -> j == i + 1 ? 1 : 0));
      all.add(MatrixFamilies.of("large jordan " + n, n, n, (i, j) -> j == i + 1 ? 1000 : 0));
      all.add(MatrixFamilies.of("lower jordan " + n, n, n, (i, j) -> i == j + 1 ? 3 : 0));
    }
    all.add(sample("full", 2, new double[] {2, -1, 4, -2}));
    all.add(sample("full", 3, new double[] {5, -3, 2, 15, -9, 6, 10, -6, 4}));
    all.add(sample("large full", 3, Exponentials.times(64, all.getLast().elements())));
    all.add(sample("of order 3", 3, new double[] {1, 1, 3, 5, 2, 6, -2, -1, -3}));
    all.add(sample("row", 3, new double[] {0, 1e6, 1e6, 0, 0, 0, 0, 0, 0}));
    return all;
  }

  /** From papers: where scaling by the norm alone, or a series, loses digits. */
  static List<Sample> badlyScaled() {
    List<Sample> all = new ArrayList<>();
    // Ward 1977, Numerical computation of the matrix exponential with accuracy estimate.
    all.add(sample("ward 1", 3, new double[] {4, 2, 0, 1, 4, 1, 1, 1, 4}));
    all.add(
        sample(
            "ward 2",
            3,
            new double[] {
              29.8794212890988,
              0.7815750847907159,
              -2.28951931403393,
              0.7815750847907159,
              25.7265694557106,
              8.68073782054014,
              -2.28951931403393,
              8.68073782054014,
              34.39400925519054
            }));
    all.add(sample("ward 3", 3, new double[] {-131, 19, 18, -390, 56, 54, -387, 57, 52}));
    all.add(
        MatrixFamilies.of(
            "ward 4", 10, 10, (i, j) -> j == i + 1 ? 1 : i == 9 && j == 0 ? 1e-10 : 0));
    // Moler and Van Loan 1978 and 2003, Nineteen dubious ways.
    all.add(sample("moler and van loan 1", 2, new double[] {-49, 24, -64, 31}));
    all.add(
        sample(
            "moler and van loan 1 in a larger one",
            3,
            new double[] {-49, 24, 0.5, -64, 31, 0.25, 0.5, -0.5, 1}));
    all.add(sample("moler and van loan 2", 2, new double[] {-0.5, 1e6, 0, -0.5}));
    double q = 1e-5;
    all.add(
        sample("moler and van loan 3", 3, new double[] {0, 6, 0, q, -1, 4, q * q, -2 * q, -20}));
    for (double b : new double[] {10, 1e3, 1e6}) {
      all.add(sample("off-diagonal " + b, 2, new double[] {1, b, 0, -1}));
      all.add(sample("off-diagonal " + b, 2, new double[] {0, b, 0, 0}));
      all.add(sample("two off-diagonals " + b, 3, new double[] {1, b, b, 0, -1, b, 0, 0, 0.5}));
      all.add(sample("off-diagonal below " + b, 3, new double[] {1, 0, 0, b, -1, 0, b, -b, 0.5}));
      all.add(sample("graded " + b, 3, new double[] {1, b, 0, 1 / b, -1, b, 0, 1 / b, 0.5}));
      all.add(
          sample("corner " + b, 4, new double[] {1, 2, b, b, 3, 1, b, b, 0, 0, 1, 2, 0, 0, -3, 1}));
      all.add(graded(3, b));
      all.add(graded(5, b));
      all.add(sample("involution " + b, 3, new double[] {1, b, 0, 0, -1, 0, 1, 1, 0.5}));
    }
    return all;
  }

  /** D·A·D⁻¹ with D of powers of two from 1 to b². */
  static Sample graded(int n, double b) {
    Random random = new Random(SEED + n + 5);
    double[] a = PlainMatrices.normal(random, n * n);
    double[] d = new double[n];
    for (int i = 0; i < n; i++) {
      d[i] = Math.scalb(1.0, random.nextInt(2 * Math.getExponent(b)));
    }
    return MatrixFamilies.of(
        "random graded " + b, n, n, (i, j) -> a[i * n + j] / Math.sqrt(n) * d[i] / d[j]);
  }

  static List<Sample> triangular(int n) {
    List<Sample> all = new ArrayList<>();
    double[] a = PlainMatrices.normal(new Random(SEED + n + 3), n * n);
    for (double off : new double[] {1, 10, n > 10 ? 10 : n > 5 ? 1e3 : 1e5}) {
      Sample upper = upper(n, off);
      all.add(upper);
      all.add(sample("lower, off-diagonal " + off, n, Exponentials.transpose(n, upper.elements())));
    }
    all.add(MatrixFamilies.of("diagonal", n, n, (i, j) -> i == j ? 20 * a[i * n + j] : 0));
    all.add(
        MatrixFamilies.of(
            "clustered diagonal", n, n, (i, j) -> i == j ? -1 - 1e-9 * i : i < j ? 1 : 0));
    return all;
  }

  static Sample upper(int n, double off) {
    double[] a = PlainMatrices.normal(new Random(SEED + n + 3), n * n);
    return MatrixFamilies.of(
        "upper, off-diagonal " + off,
        n,
        n,
        (i, j) -> a[i * n + j] * (i == j ? 3 : i < j ? off : 0));
  }

  /** The mean of the diagonal is most of the matrix. */
  static List<Sample> shifted(int n) {
    List<Sample> all = new ArrayList<>();
    double[] a = PlainMatrices.normal(new Random(SEED + n + 4), n * n);
    for (double shift : new double[] {-80, -10, 40}) {
      all.add(
          MatrixFamilies.of(
              "shifted by " + shift, n, n, (i, j) -> a[i * n + j] / n + (i == j ? shift : 0)));
    }
    return all;
  }

  private static Sample sample(String name, int n, double[] a) {
    return new Sample(name + " [" + n + ", " + n + "]", n, n, a);
  }

  private static double norm(int n, double[] a) {
    return DoublePadeScaling.norm(n, a);
  }
}
