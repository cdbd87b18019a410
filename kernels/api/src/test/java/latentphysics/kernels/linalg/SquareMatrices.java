package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Families of square matrices that eigenvalue algorithms are tried on, and products of them. */
final class SquareMatrices {
  static final int[] SIZES = {0, 1, 2, 3, 5, 16, 33, 64, 100};

  private SquareMatrices() {}

  /** A matrix in rows; the name tells family, size and seed. */
  record Named(Precision precision, String family, String name, int n, double[] a) {
    /** For an error that counts in another size. */
    Named resized(int size) {
      return new Named(precision, family, name, size, a);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  interface Element {
    double at(int i, int j);
  }

  /** All families at all sizes, rounded to the type. */
  static List<Named> all(Precision precision) {
    List<Named> matrices = new ArrayList<>();
    for (int n : SIZES) {
      add(matrices, precision, n);
    }
    return matrices;
  }

  private static void add(List<Named> matrices, Precision precision, int n) {
    long seed = 7000L + n;
    Random random = new Random(seed);
    double[] gauss = precision.random(random, n * n);
    Collector all = new Collector(matrices, precision, n, seed);
    all.add("random", gauss);
    all.add("scaled up", times(gauss, precision.large));
    all.add("scaled down", times(gauss, 1 / precision.large));
    double[] left = orthogonal(random, n);
    double[] right = orthogonal(random, n);
    for (int digits = 0; digits <= precision.digits; digits += 3) {
      int range = digits;
      double[] d = diagonal(n, i -> Math.pow(10, -range * (double) i / Math.max(1, n - 1)));
      all.add("condition 1e" + digits, multiply(n, multiply(n, left, d), right));
      all.add("graded 1e" + digits, multiply(n, multiply(n, d, gauss), d));
    }
    all.add("Hilbert", of(n, (i, j) -> 1.0 / (i + j + 1)));
    double s = Math.sin(1.2);
    double c = Math.cos(1.2);
    all.add("Kahan", of(n, (i, j) -> j < i ? 0 : Math.pow(s, i) * (i == j ? 1 : -c)));
    double[] band = precision.random(random, 2 * n + 1);
    all.add("Toeplitz", of(n, (i, j) -> band[n + i - j]));
    all.add("zero", new double[n * n]);
    all.add("identity", of(n, (i, j) -> i == j ? 1 : 0));
    double[] projection = diagonal(n, i -> i < (n + 1) / 2 ? 1 + i : 0);
    all.add("rank-deficient", multiply(n, multiply(n, gauss, projection), right));
    all.add("duplicated", similar(n, left, diagonal(n, i -> 1 + i % 3)));
    double step = 10 * precision.epsilon;
    all.add("clustered", similar(n, left, diagonal(n, i -> 1 + i % 2 + step * i)));
    all.add("companion", of(n, (i, j) -> i == 0 ? band[j] : i == j + 1 ? 1 : 0));
    all.add("Jordan 1", of(n, (i, j) -> i == j || j == i + 1 ? 1 : 0));
    all.add("Jordan 0", of(n, (i, j) -> j == i + 1 ? 1 : 0));
    all.add("Jordan turned", similar(n, left, of(n, (i, j) -> i == j || j == i + 1 ? 1 : 0)));
    all.add("rotation", left);
    all.add("cyclic shift", of(n, (i, j) -> j == (i + 1) % n ? 1 : 0));
    all.add("equal pairs", similar(n, left, pairs(n, 0)));
    all.add("nearly equal pairs", similar(n, left, pairs(n, step)));
    all.add("Frank", of(n, (i, j) -> j < i - 1 ? 0 : n - Math.max(i, j)));
    all.add("Grcar", of(n, (i, j) -> j == i - 1 ? -1 : j >= i && j <= i + 3 ? 1 : 0));
    all.add("upper triangle", of(n, (i, j) -> j < i ? 0 : gauss[i * n + j]));
    all.add("lower triangle", of(n, (i, j) -> j > i ? 0 : gauss[i * n + j]));
  }

  private record Collector(List<Named> matrices, Precision precision, int n, long seed) {
    void add(String family, double[] a) {
      String name = precision + ", " + family + ", n = " + n + ", seed " + seed;
      matrices.add(new Named(precision, family, name, n, precision.round(a)));
    }
  }

  /** Rotations by angles near 1: eigenvalues e^(±i·(1 + k·step)). */
  private static double[] pairs(int n, double step) {
    double[] a = new double[n * n];
    for (int k = 0; k + 1 < n; k += 2) {
      double angle = 1 + k * step;
      a[k * n + k] = Math.cos(angle);
      a[k * n + k + 1] = -Math.sin(angle);
      a[(k + 1) * n + k] = Math.sin(angle);
      a[(k + 1) * n + k + 1] = Math.cos(angle);
    }
    if (n % 2 == 1) {
      a[n * n - 1] = 1;
    }
    return a;
  }

  static double[] of(int n, Element element) {
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i * n + j] = element.at(i, j);
      }
    }
    return a;
  }

  static double[] diagonal(int n, IntToDoubleFunction element) {
    return of(n, (i, j) -> i == j ? element.applyAsDouble(i) : 0);
  }

  /** A product of random reflections. */
  static double[] orthogonal(Random random, int n) {
    double[] q = diagonal(n, i -> 1);
    for (int k = 0; k < Math.min(n, 8); k++) {
      double[] v = Precision.DOUBLE.random(random, n);
      double square = norm(v) * norm(v);
      for (int i = 0; i < n; i++) {
        double dot = 0;
        for (int j = 0; j < n; j++) {
          dot += q[i * n + j] * v[j];
        }
        for (int j = 0; j < n; j++) {
          q[i * n + j] -= 2 * dot / square * v[j];
        }
      }
    }
    return q;
  }

  /** Q·A·Qᵀ. */
  static double[] similar(int n, double[] q, double[] a) {
    return multiply(n, multiply(n, q, a), transpose(n, q));
  }

  static double[] multiply(int n, double[] a, double[] b) {
    return multiply(n, n, n, a, b);
  }

  /** A·B for matrices m×k and k×n. */
  static double[] multiply(int m, int n, int k, double[] a, double[] b) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        double factor = a[i * k + p];
        for (int j = 0; j < n; j++) {
          c[i * n + j] = Math.fma(factor, b[p * n + j], c[i * n + j]);
        }
      }
    }
    return c;
  }

  static double[] transpose(int n, double[] a) {
    return of(n, (i, j) -> a[j * n + i]);
  }

  static double[] minus(double[] a, double[] b) {
    double[] d = new double[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = a[i] - b[i];
    }
    return d;
  }

  static double[] times(double[] a, double factor) {
    double[] b = new double[a.length];
    for (int i = 0; i < b.length; i++) {
      b[i] = a[i] * factor;
    }
    return b;
  }

  /** That an error is at most so many times n·ε·scale. */
  static void assertUnits(double bound, double error, double scale, String what, Named matrix) {
    double unit = matrix.n() * matrix.precision().epsilon * scale;
    assertTrue(
        error <= bound * unit, () -> matrix + ": " + what + " " + error / unit + "·n·ε·scale");
  }

  /** ‖QᵀQ − I‖. */
  static double lossOfOrthogonality(int n, double[] q) {
    return norm(minus(multiply(n, transpose(n, q), q), diagonal(n, i -> 1)));
  }

  /** Frobenius' norm, also of very large and very small matrices. */
  static double norm(double[] a) {
    double largest = 0;
    for (double x : a) {
      largest = Math.max(largest, Math.abs(x));
    }
    if (largest == 0 || !Double.isFinite(largest)) {
      return largest;
    }
    double square = 0;
    for (double x : a) {
      square += x / largest * (x / largest);
    }
    return largest * Math.sqrt(square);
  }
}
