package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** LU, substitution and Cholesky: exact to rounding times the growth of the elements. */
class EliminationTest {
  private static final int[][] SHAPES = {
    {0, 0},
    {0, 3},
    {3, 0},
    {1, 1},
    {1, 4},
    {4, 1},
    {2, 2},
    {3, 3},
    {5, 2},
    {2, 5},
    {16, 16},
    {33, 17},
    {17, 33},
    {64, 64},
    {100, 100}
  };
  private static final double BOUND = 10;
  private static final Kernels KERNELS = new ScalarKernels();

  @ParameterizedTest
  @EnumSource
  void factorsAreExactToRounding(Precision precision) {
    for (int[] shape : SHAPES) {
      for (MatrixFamilies.Sample a : MatrixFamilies.all(shape[0], shape[1], precision.range)) {
        check(precision, a);
      }
    }
  }

  private static void check(Precision precision, MatrixFamilies.Sample a) {
    int m = a.rows();
    int n = a.columns();
    int k = Math.min(m, n);
    String where = a.name() + ", " + precision;
    Object array = precision.array(a.elements(), 2);
    int[] order = new int[m + 1];
    int sign =
        array instanceof double[] doubles
            ? DoubleLu.factor(KERNELS, m, n, doubles, 2, order, 1)
            : FloatLu.factor(KERNELS, m, n, (float[]) array, 2, order, 1);
    double[] lu = Precision.part(array, 2, m * n);
    double[] l = new double[m * k];
    double[] u = new double[k * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < k; j++) {
        l[i * k + j] = i == j ? 1 : j < i ? lu[i * n + j] : 0;
        assertTrue(Math.abs(l[i * k + j]) <= 1, where + ": multiplier above 1");
      }
    }
    for (int i = 0; i < k; i++) {
      System.arraycopy(lu, i * n + i, u, i * n + i, n - i);
    }
    double[] rounded = precision.round(a.elements());
    double[] ordered = new double[m * n];
    boolean[] seen = new boolean[m];
    for (int i = 0; i < m; i++) {
      System.arraycopy(rounded, order[1 + i] * n, ordered, i * n, n);
      seen[order[1 + i]] = true;
    }
    for (boolean row : seen) {
      assertTrue(row, where + ": each row once");
    }
    assertEquals(parity(order, m), sign, where + ": sign");
    double scale = Math.max(Precision.scale(ordered), Precision.scale(u));
    double residual = Precision.relativeResidual(m, n, k, l, u, ordered, scale);
    assertTrue(
        residual <= BOUND * Math.max(1, k) * precision.epsilon, where + ": residual " + residual);
  }

  private static int parity(int[] order, int m) {
    int sign = 1;
    for (int i = 0; i < m; i++) {
      for (int j = i + 1; j < m; j++) {
        sign = order[1 + j] < order[1 + i] ? -sign : sign;
      }
    }
    return sign;
  }

  @ParameterizedTest
  @EnumSource
  void solvesBothWays(Precision precision) {
    for (int n : new int[] {1, 2, 3, 8, 17, 40}) {
      for (int r : new int[] {1, 2, 19}) {
        Random random = new Random(n + r);
        double[] a = precision.round(PlainMatrices.normal(random, n * n));
        double[] x = PlainMatrices.normal(random, n * r);
        for (boolean transposed : new boolean[] {false, true}) {
          double[] b = new double[n * r];
          for (int i = 0; i < n; i++) {
            for (int c = 0; c < r; c++) {
              for (int j = 0; j < n; j++) {
                b[i * r + c] += (transposed ? a[j * n + i] : a[i * n + j]) * x[j * r + c];
              }
            }
          }
          double[] found = solve(precision, transposed, n, r, a, b);
          double[] op = transposed ? transpose(n, a) : a;
          double scale = n * Precision.scale(a) * Precision.scale(found);
          double residual =
              Precision.relativeResidual(n, r, n, op, found, precision.round(b), 1) / scale;
          String where = n + ", " + r + " sides, transposed " + transposed + ", " + precision;
          assertTrue(residual <= BOUND * precision.epsilon, where + ": " + residual);
        }
      }
    }
  }

  private static double[] transpose(int n, double[] a) {
    double[] t = new double[n * n];
    for (int i = 0; i < n * n; i++) {
      t[i % n * n + i / n] = a[i];
    }
    return t;
  }

  private static double[] solve(
      Precision precision, boolean transposed, int n, int r, double[] a, double[] b) {
    Object lu = precision.array(a, 1);
    Object right = precision.array(b, 2);
    Object x = precision.array(new double[n * r], 3);
    int[] order = new int[n];
    if (lu instanceof double[] d) {
      int _ = DoubleLu.factor(KERNELS, n, n, d, 1, order, 0);
      DoubleLu.solve(
          KERNELS, transposed, n, r, d, 1, order, 0, (double[]) right, 2, (double[]) x, 3);
    } else {
      float[] f = (float[]) lu;
      int _ = FloatLu.factor(KERNELS, n, n, f, 1, order, 0);
      FloatLu.solve(KERNELS, transposed, n, r, f, 1, order, 0, (float[]) right, 2, (float[]) x, 3);
    }
    return Precision.part(x, 3, n * r);
  }

  /** All four triangles, both ways, against products; the other part is not read. */
  @Test
  void trianglesAreSolved() {
    for (Triangle triangle : Triangle.values()) {
      for (boolean transposed : new boolean[] {false, true}) {
        for (int n : new int[] {0, 1, 2, 5, 20}) {
          for (int r : new int[] {0, 1, 3}) {
            triangle(triangle, transposed, n, r);
          }
        }
      }
    }
  }

  private static void triangle(Triangle triangle, boolean transposed, int n, int r) {
    Random random = new Random(n);
    double[] t = new double[n * n];
    double[] read = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        boolean inside = triangle.isLower() ? j < i : j > i;
        double value = inside ? random.nextGaussian() / n : 2 + random.nextDouble();
        t[i * n + j] = i == j && triangle.isUnit() ? 1 : inside || i == j ? value : 0;
        read[i * n + j] = inside || (i == j && !triangle.isUnit()) ? value : Double.NaN;
      }
    }
    double[] x = PlainMatrices.normal(random, n * r);
    double[] b = new double[n * r];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < r; c++) {
        for (int j = 0; j < n; j++) {
          b[i * r + c] += (transposed ? t[j * n + i] : t[i * n + j]) * x[j * r + c];
        }
      }
    }
    DoubleTriangular.solve(KERNELS, triangle, transposed, n, r, read, 0, n, b, 0, r);
    assertArrayEquals(x, b, 1e-11, triangle + ", transposed " + transposed + ", " + n + ", " + r);
  }

  @ParameterizedTest
  @EnumSource
  void choleskyOfPositiveDefiniteMatrices(Precision precision) {
    for (int n : new int[] {0, 1, 2, 3, 16, 33, 64}) {
      for (MatrixFamilies.Sample g : MatrixFamilies.all(n, n, precision.range / 3)) {
        // G·Gᵀ and a part of its size on the diagonal: positive definite, badly scaled at times.
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            for (int l = 0; l < n; l++) {
              a[i * n + j] += g.elements()[i * n + l] * g.elements()[j * n + l];
            }
          }
        }
        double size = Precision.scale(a);
        for (int i = 0; i < n; i++) {
          a[i * n + i] += 0.01 * size;
        }
        Object from = precision.array(a, 1);
        Object to = precision.array(new double[n * n], 2);
        int bad =
            from instanceof double[] d
                ? DoubleCholesky.factor(KERNELS, n, d, 1, (double[]) to, 2)
                : FloatCholesky.factor(KERNELS, n, (float[]) from, 1, (float[]) to, 2);
        String where = g.name() + ", " + precision;
        assertEquals(-1, bad, where);
        double[] l = Precision.part(to, 2, n * n);
        double root = Math.sqrt(size);
        double[] scaled = l.clone();
        double[] lt = transpose(n, l);
        for (int i = 0; i < n * n; i++) {
          scaled[i] /= root;
          lt[i] /= root;
          assertTrue(i % n <= i / n || l[i] == 0, where + ": above the diagonal");
        }
        double[] wanted = precision.round(a);
        for (int i = 0; i < n * n; i++) {
          wanted[i] /= size;
        }
        double residual = Precision.relativeResidual(n, n, n, scaled, lt, wanted, 1);
        assertTrue(residual <= BOUND * Math.max(1, n) * precision.epsilon, where + ": " + residual);
      }
    }
  }

  /** The half of the sum with the transpose is what counts, and where it fails is told. */
  @Test
  void choleskyReadsTheSymmetricPart() {
    double[] l = new double[4];
    assertEquals(-1, DoubleCholesky.factor(KERNELS, 2, new double[] {4, 3, 1, 5}, 0, l, 0));
    assertArrayEquals(new double[] {2, 0, 1, 2}, l);
    assertEquals(1, DoubleCholesky.factor(KERNELS, 2, new double[] {1, 2, 2, 4}, 0, l, 0));
    assertEquals(0, DoubleCholesky.factor(KERNELS, 2, new double[] {-1, 0, 0, 1}, 0, l, 0));
  }
}
