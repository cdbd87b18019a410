package latentphysics.kernels.linalg;

import static latentphysics.kernels.linalg.PlainMatrices.diagonal;
import static latentphysics.kernels.linalg.PlainMatrices.multiply;
import static latentphysics.kernels.linalg.PlainMatrices.normal;
import static latentphysics.kernels.linalg.PlainMatrices.orthogonal;
import static latentphysics.kernels.linalg.PlainMatrices.secondDifferences;
import static latentphysics.kernels.linalg.PlainMatrices.similar;
import static latentphysics.kernels.linalg.PlainMatrices.symmetricPart;
import static latentphysics.kernels.linalg.PlainMatrices.times;
import static latentphysics.kernels.linalg.PlainMatrices.transpose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import latentphysics.kernels.linalg.PlainMatrices.Element;

/**
 * Matrices that factorizations have been seen to fail on, beside ordinary ones: of any shape, with
 * spectra that are hard on symmetric eigenvalues and singular values, and without symmetry.
 */
final class MatrixFamilies {
  /** Sizes of general square matrices. */
  static final int[] SIZES = {0, 1, 2, 3, 5, 16, 33, 64, 100};

  private static final long SEED = 20;

  private MatrixFamilies() {}

  /**
   * A matrix in rows.
   *
   * @param name what it is, for messages
   * @param rows of it
   * @param columns of it
   * @param elements row by row
   */
  record Sample(String name, int rows, int columns, double[] elements) {}

  /** A square matrix in rows; the name tells family, size and seed. */
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

  static Sample of(String name, int m, int n, Element element) {
    return new Sample(name, m, n, PlainMatrices.of(m, n, element));
  }

  private static double hilbert(int i, int j) {
    return 1.0 / (i + j + 1);
  }

  private static double toeplitz(int i, int j) {
    return 1.0 / (1 + Math.abs(i - j));
  }

  private static Element kahan(double sine) {
    double cosine = Math.sqrt(1 - sine * sine);
    return (i, j) -> j < i ? 0 : Math.pow(sine, i) * (i == j ? 1 : -cosine);
  }

  /** All families for a shape; {@code range} is the exponent of ten that scales go up to. */
  static List<Sample> all(int m, int n, double range) {
    List<Sample> all = new ArrayList<>();
    Random random = new Random(SEED + 1000L * m + n);
    String shape = " [" + m + ", " + n + "]";
    double[] normal = normal(random, m * n);
    all.add(new Sample("normal" + shape, m, n, normal));
    all.add(new Sample("zero" + shape, m, n, new double[m * n]));
    all.add(of("identity" + shape, m, n, (i, j) -> i == j ? 1 : 0));
    all.add(of("Hilbert" + shape, m, n, MatrixFamilies::hilbert));
    all.add(of("Toeplitz" + shape, m, n, MatrixFamilies::toeplitz));
    all.add(of("ones" + shape, m, n, (i, j) -> 1));
    all.add(of("Kahan" + shape, m, n, kahan(0.9)));
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
    all.add(new Sample("large" + shape, m, n, times(normal, Math.pow(10, range))));
    all.add(new Sample("small" + shape, m, n, times(normal, Math.pow(10, -range))));
    all.add(
        of(
            "tiny columns" + shape,
            m,
            n,
            (i, j) -> normal[i * n + j] * (j % 2 == 0 ? 1 : Math.pow(10, -range))));
    // Rank 1 and rank half by products of thin factors.
    int rank = Math.max(1, Math.min(m, n) / 2);
    double[] product = multiply(m, n, rank, normal(random, m * rank), normal(random, rank * n));
    all.add(new Sample("rank " + rank + shape, m, n, product));
    return all;
  }

  /**
   * Square matrices that are hard on eigenvalues and singular values, by name.
   *
   * @param condition of the graded ones
   * @param symmetric whether all are to be symmetric
   */
  static Map<String, double[]> spectra(int n, double condition, boolean symmetric) {
    Map<String, double[]> cases = new LinkedHashMap<>();
    Random random = new Random(n);
    cases.put("random", normal(random, n * n));
    for (double c = 1; c <= condition; c *= 1e3) {
      double ratio = Math.pow(c, -1.0 / Math.max(1, n - 1));
      IntToDoubleFunction falling = i -> Math.pow(ratio, i);
      cases.put("spectrum graded to " + c, withSpectrum(n, falling, symmetric, random));
      cases.put("elements graded down to " + c, graded(n, falling, random));
      cases.put(
          "elements graded up to " + c, graded(n, i -> falling.applyAsDouble(n - 1 - i), random));
    }
    cases.put("Hilbert", PlainMatrices.of(n, MatrixFamilies::hilbert));
    cases.put("Kahan", PlainMatrices.of(n, kahan(Math.sin(1.2))));
    cases.put("Toeplitz", PlainMatrices.of(n, MatrixFamilies::toeplitz));
    cases.put("zero", new double[n * n]);
    cases.put("identity", diagonal(n, i -> 1));
    cases.put("ones", PlainMatrices.of(n, (i, j) -> 1));
    cases.put("antidiagonal", PlainMatrices.of(n, (i, j) -> i + j == n - 1 ? j + 1 : 0));
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

  /** D·G·D of a random G: rows and columns fall off together. */
  private static double[] graded(int n, IntToDoubleFunction size, Random random) {
    return PlainMatrices.of(
        n,
        (i, j) -> Math.sqrt(size.applyAsDouble(i) * size.applyAsDouble(j)) * random.nextGaussian());
  }

  /** Q·Λ·Qᵀ, or Q·Λ·Pᵀ if it need not be symmetric, with random orthogonal Q and P. */
  private static double[] withSpectrum(
      int n, IntToDoubleFunction spectrum, boolean symmetric, Random random) {
    double[] q = orthogonal(random, n);
    double[] p = symmetric ? q : orthogonal(random, n);
    return multiply(n, multiply(n, q, diagonal(n, spectrum)), transpose(n, n, p));
  }

  /** Square matrices without symmetry at all sizes, rounded to the type. */
  static List<Named> general(Precision precision) {
    List<Named> matrices = new ArrayList<>();
    for (int n : SIZES) {
      addGeneral(matrices, precision, n);
    }
    return matrices;
  }

  private static void addGeneral(List<Named> matrices, Precision precision, int n) {
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
    all.add("Hilbert", MatrixFamilies::hilbert);
    all.add("Kahan", kahan(Math.sin(1.2)));
    double[] band = precision.random(random, 2 * n + 1);
    all.add("Toeplitz", (i, j) -> band[n + i - j]);
    all.add("zero", new double[n * n]);
    all.add("identity", (i, j) -> i == j ? 1 : 0);
    double[] projection = diagonal(n, i -> i < (n + 1) / 2 ? 1 + i : 0);
    all.add("rank-deficient", multiply(n, multiply(n, gauss, projection), right));
    all.add("duplicated", similar(n, left, diagonal(n, i -> 1 + i % 3)));
    double step = 10 * precision.epsilon;
    all.add("clustered", similar(n, left, diagonal(n, i -> 1 + i % 2 + step * i)));
    all.add("companion", (i, j) -> i == 0 ? band[j] : i == j + 1 ? 1 : 0);
    Element jordan = (i, j) -> i == j || j == i + 1 ? 1 : 0;
    all.add("Jordan 1", jordan);
    all.add("Jordan 0", (i, j) -> j == i + 1 ? 1 : 0);
    all.add("Jordan turned", similar(n, left, PlainMatrices.of(n, jordan)));
    all.add("rotation", left);
    all.add("cyclic shift", (i, j) -> j == (i + 1) % n ? 1 : 0);
    all.add("equal pairs", similar(n, left, pairs(n, 0)));
    all.add("nearly equal pairs", similar(n, left, pairs(n, step)));
    all.add("Frank", (i, j) -> j < i - 1 ? 0 : n - Math.max(i, j));
    all.add("Grcar", (i, j) -> j == i - 1 ? -1 : j >= i && j <= i + 3 ? 1 : 0);
    all.add("upper triangle", (i, j) -> j < i ? 0 : gauss[i * n + j]);
    all.add("lower triangle", (i, j) -> j > i ? 0 : gauss[i * n + j]);
  }

  private record Collector(List<Named> matrices, Precision precision, int n, long seed) {
    void add(String family, Element element) {
      add(family, PlainMatrices.of(n, element));
    }

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
}
