package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Square matrices that are hard on eigenvalues and singular values, row-major, by name. */
final class SpectralCases {
  private SpectralCases() {}

  /**
   * The families.
   *
   * @param condition of the graded ones
   * @param symmetric whether all are to be symmetric
   */
  static Map<String, double[]> ofSize(int n, double condition, boolean symmetric) {
    Map<String, double[]> cases = new LinkedHashMap<>();
    Random random = new Random(n);
    cases.put("random", random(n, n, random));
    for (double c = 1; c <= condition; c *= 1e3) {
      double ratio = Math.pow(c, -1.0 / Math.max(1, n - 1));
      IntToDoubleFunction falling = i -> Math.pow(ratio, i);
      cases.put("spectrum graded to " + c, withSpectrum(n, falling, symmetric, random));
      cases.put("elements graded down to " + c, graded(n, falling, random));
      cases.put(
          "elements graded up to " + c, graded(n, i -> falling.applyAsDouble(n - 1 - i), random));
    }
    cases.put("Hilbert", elements(n, (i, j) -> 1.0 / (i + j + 1)));
    double sine = Math.sin(1.2);
    double cosine = Math.cos(1.2);
    cases.put(
        "Kahan", elements(n, (i, j) -> Math.pow(sine, i) * (i == j ? 1 : i < j ? -cosine : 0)));
    cases.put("Toeplitz", elements(n, (i, j) -> 1.0 / (1 + Math.abs(i - j))));
    cases.put("zero", new double[n * n]);
    cases.put("identity", elements(n, (i, j) -> i == j ? 1 : 0));
    cases.put("ones", elements(n, (i, j) -> 1));
    cases.put("antidiagonal", elements(n, (i, j) -> i + j == n - 1 ? j + 1 : 0));
    cases.put("half rank", withSpectrum(n, i -> i < n / 2 ? i + 1 : 0, symmetric, random));
    cases.put("rank one", withSpectrum(n, i -> i == 0 ? 1 : 0, symmetric, random));
    cases.put("duplicated", withSpectrum(n, i -> 1 + i / 3, symmetric, random));
    cases.put("plus and minus", withSpectrum(n, i -> i % 2 == 0 ? 1 : -1, symmetric, random));
    cases.put("clustered", withSpectrum(n, i -> 1 + i * 1e-14, symmetric, random));
    cases.put("clustered at 0", withSpectrum(n, i -> i == 0 ? 1 : 1e-9, symmetric, random));
    cases.put("second differences", secondDifferences(n));
    if (symmetric) {
      cases.replaceAll((name, a) -> symmetricPart(n, a));
    }
    return cases;
  }

  /** What was computed into an array of {@link Precision#array}; the rest has to be as it was. */
  static double[] result(Precision precision, Object array, int offset, int size) {
    double[] expected =
        Precision.part(precision.array(new double[size], offset), 0, size + offset + 3);
    double[] actual = Precision.part(array, 0, size + offset + 3);
    double[] result = Arrays.copyOfRange(actual, offset, offset + size);
    System.arraycopy(result, 0, expected, offset, size);
    assertArrayEquals(expected, actual, "elements around the result");
    return result;
  }

  /** Independent numbers from −1 to 1. */
  static double[] random(int m, int n, Random random) {
    double[] a = new double[m * n];
    for (int i = 0; i < a.length; i++) {
      a[i] = random.nextDouble(-1, 1);
    }
    return a;
  }

  private static double[] elements(int n, MatrixFamilies.Element element) {
    return MatrixFamilies.of("", n, n, element).elements();
  }

  /** D·G·D of a random G: rows and columns fall off together. */
  private static double[] graded(int n, IntToDoubleFunction size, Random random) {
    return elements(
        n,
        (i, j) -> Math.sqrt(size.applyAsDouble(i) * size.applyAsDouble(j)) * random.nextGaussian());
  }

  /** 2 on the diagonal, −1 beside it. */
  static double[] secondDifferences(int n) {
    return elements(n, (i, j) -> i == j ? 2 : Math.abs(i - j) == 1 ? -1 : 0);
  }

  /** Q·Λ·Qᵀ, or Q·Λ·Pᵀ if it need not be symmetric, with random orthogonal Q and P. */
  private static double[] withSpectrum(
      int n, IntToDoubleFunction spectrum, boolean symmetric, Random random) {
    double[] q = orthogonal(n, random);
    double[] p = symmetric ? q : orthogonal(n, random);
    double[] scaled = q.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= spectrum.applyAsDouble(i % n);
    }
    return product(n, n, n, scaled, transpose(n, n, p));
  }

  /** Rows of random numbers, made orthonormal by Gram and Schmidt's method, twice. */
  static double[] orthogonal(int n, Random random) {
    double[] q = random(n, n, random);
    for (int i = 0; i < n; i++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < i; j++) {
          double dot = 0;
          for (int k = 0; k < n; k++) {
            dot += q[i * n + k] * q[j * n + k];
          }
          for (int k = 0; k < n; k++) {
            q[i * n + k] -= dot * q[j * n + k];
          }
        }
        double square = 0;
        for (int k = 0; k < n; k++) {
          square += q[i * n + k] * q[i * n + k];
        }
        for (int k = 0; k < n; k++) {
          q[i * n + k] /= Math.sqrt(square);
        }
      }
    }
    return q;
  }

  static double[] symmetricPart(int n, double[] a) {
    return elements(n, (i, j) -> (a[i * n + j] + a[j * n + i]) / 2);
  }

  static double[] transpose(int m, int n, double[] a) {
    double[] t = new double[a.length];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        t[j * m + i] = a[i * n + j];
      }
    }
    return t;
  }

  /** A·B for row-major matrices m×k and k×n. */
  static double[] product(int m, int n, int k, double[] a, double[] b) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        for (int j = 0; j < n; j++) {
          c[i * n + j] = Math.fma(a[i * k + p], b[p * n + j], c[i * n + j]);
        }
      }
    }
    return c;
  }

  /** Frobenius norm of a − b. */
  static double distance(double[] a, double[] b) {
    double square = 0;
    for (int i = 0; i < a.length; i++) {
      square += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(square);
  }

  /** ‖Qᵀ·Q − I‖ for the columns of an m×n matrix. */
  static double deviationFromOrthogonality(int m, int n, double[] q) {
    double[] identity = elements(n, (i, j) -> i == j ? 1 : 0);
    return distance(product(n, n, m, transpose(m, n, q), q), identity);
  }

  /** The sign rule: in a column the element of largest magnitude, the first of these. */
  static void assertLargestIsPositive(int m, int k, double[] u, int column, String where) {
    double largest = 0;
    for (int i = 0; i < m; i++) {
      if (Math.abs(u[i * k + column]) > Math.abs(largest)) {
        largest = u[i * k + column];
      }
    }
    assertTrue(largest > 0, where + ": sign of vector " + column);
  }
}
