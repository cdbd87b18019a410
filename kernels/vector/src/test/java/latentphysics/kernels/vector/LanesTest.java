package latentphysics.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.linalg.FloatLeastSquares;
import latentphysics.kernels.linalg.Matrices;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Matrices side by side in the lanes of a vector get the bits that each gets alone, whatever the
 * others are like. Every third group has a strange matrix among ordinary ones.
 */
class LanesTest {
  private static final int[] SIZES = {1, 2, 3, 4, 5, 8, 15, 16, 17, 31, 32, 33};
  private static final int GROUPS = 15;

  /** What a test looks at: results of some matrices one after the other. */
  private interface Results {
    List<Object> of(Matrices matrices, int count, Object a, int offset);
  }

  private static Matrices single(ElementType type) {
    return Matrices.of(type, new ScalarKernels());
  }

  private static Matrices lanes(ElementType type) {
    return Matrices.of(type, VectorKernels.eager());
  }

  /** Ordinary matrices with some that take other ways. */
  private static double[] stack(int count, int m, int n, boolean symmetric, int group) {
    Random random = new Random(1000L * group + 31L * m + n);
    double[] a = new double[count * m * n];
    for (int b = 0; b < count; b++) {
      int strange = group % 3 == 0 && b == group % count ? 1 + random.nextInt(8) : 0;
      double scale = group % 4 == 1 ? Math.pow(10, random.nextInt(-30, 30)) : 1;
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double normal = random.nextGaussian();
          a[(b * m + i) * n + j] =
              scale
                  * switch (strange) {
                    case 1 -> 0;
                    case 2 -> i == j ? 1 : 0;
                    case 3 -> i <= j ? normal : 0;
                    case 4 -> normal * Math.pow(10, -6.0 * i / m - 6.0 * j / n);
                    case 5 -> 1;
                    case 6 -> (i < m / 2) == (j < n / 2) ? normal : 0;
                    case 7 -> 1 + i;
                    case 8 -> normal * 1e-30;
                    default -> normal;
                  };
        }
      }
      for (int i = 0; symmetric && i < n; i++) {
        for (int j = 0; j < i; j++) {
          a[(b * n + i) * n + j] = a[(b * n + j) * n + i];
        }
      }
    }
    return a;
  }

  private static Object array(ElementType type, double[] values, int offset) {
    Object array = type.newArray(values.length + offset);
    for (int i = 0; i < values.length; i++) {
      if (array instanceof float[] floats) {
        floats[offset + i] = (float) values[i];
      } else {
        ((double[]) array)[offset + i] = values[i];
      }
    }
    return array;
  }

  private static void assertSame(
      ElementType type, int m, int n, boolean symmetric, Results results) {
    Matrices alone = single(type);
    Matrices together = lanes(type);
    int lanes = together.together(m, n, 1.0);
    assertTrue(lanes > 1, "no lanes for [" + m + ", " + n + "]");
    for (int group = 0; group < GROUPS; group++) {
      int count = group % 2 == 0 ? lanes : lanes - 1;
      double[] a = stack(count, m, n, symmetric, group);
      int offset = group % 2 == 0 ? 0 : 5;
      List<Object> expected = results.of(alone, count, array(type, a, offset), offset);
      List<Object> actual = results.of(together, count, array(type, a, offset), offset);
      String where = type + " [" + count + ", " + m + ", " + n + "], group " + group;
      for (int i = 0; i < expected.size(); i++) {
        switch (expected.get(i)) {
          case float[] f -> assertArrayEquals(f, (float[]) actual.get(i), where);
          case double[] d -> assertArrayEquals(d, (double[]) actual.get(i), where);
          case int[] n2 -> assertArrayEquals(n2, (int[]) actual.get(i), where);
          default -> throw new AssertionError();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void elimination(ElementType type) {
    for (int m : SIZES) {
      for (int n : new int[] {m, 7}) {
        assertSame(
            type,
            m,
            n,
            false,
            (matrices, count, a, offset) -> {
              int[] order = new int[count * m + 3];
              double[] signs = new double[count + 2];
              matrices.lu(count, m, n, a, offset, order, 3, signs, 2);
              return List.of(a, order, signs);
            });
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void solution(ElementType type) {
    for (int n : SIZES) {
      for (int r : new int[] {1, 2, 5, n}) {
        assertSame(
            type,
            n,
            n,
            false,
            (matrices, count, a, offset) -> {
              int[] order = new int[count * n];
              matrices.lu(count, n, n, a, offset, order, 0, new double[count], 0);
              Object b = array(type, stack(count, n, r, false, 1), 2);
              List<Object> all = new ArrayList<>();
              for (boolean transposed : new boolean[] {false, true}) {
                Object x = type.newArray(count * n * r + 1);
                matrices.luSolve(transposed, count, n, r, a, offset, order, 0, b, 2, x, 1);
                all.add(x);
              }
              return all;
            });
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void leastSquares(ElementType type) {
    for (int m : SIZES) {
      for (int n : new int[] {1, 4, 7, 16}) {
        if (n <= m) {
          assertSame(
              type,
              m,
              n,
              false,
              (matrices, count, a, at) -> solved(type, m, n, matrices, count, a, at));
        }
      }
    }
  }

  private static List<Object> solved(
      ElementType type, int m, int n, Matrices matrices, int count, Object a, int offset) {
    int size = FloatLeastSquares.size(m, n);
    Object qr = type.newArray(count * size + 1);
    matrices.qrFactors(count, m, n, a, offset, qr, 1);
    List<Object> all = new ArrayList<>(List.of(qr));
    for (int b = 0; b < count; b++) {
      if (matrices.qrRank(m, n, qr, 1 + b * size) < n) {
        return all;
      }
    }
    for (int r : new int[] {1, 3, 8}) {
      for (boolean transposed : new boolean[] {false, true}) {
        Object b = array(type, stack(count, transposed ? n : m, r, false, 2), 2);
        Object x = type.newArray(count * (transposed ? m : n) * r + 3);
        matrices.qrSolve(transposed, count, m, n, r, qr, 1, b, 2, x, 3);
        all.add(x);
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void symmetricEigenvalues(ElementType type) {
    for (int n : SIZES) {
      assertSame(
          type,
          n,
          n,
          true,
          (matrices, count, a, offset) -> {
            Object w = type.newArray(count * n + 1);
            Object v = type.newArray(count * n * n + 2);
            matrices.eigh(count, n, a, offset, w, 1, v, 2);
            return List.of(w, v);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void singularValues(ElementType type) {
    for (int m : SIZES) {
      for (int n : new int[] {m, 6, 20}) {
        int k = Math.min(m, n);
        assertSame(
            type,
            m,
            n,
            false,
            (matrices, count, a, offset) -> {
              Object u = type.newArray(count * m * k + 1);
              Object s = type.newArray(count * k + 2);
              Object vt = type.newArray(count * k * n + 3);
              matrices.svd(count, m, n, a, offset, u, 1, s, 2, vt, 3);
              return List.of(u, s, vt);
            });
      }
    }
  }

  /** Norms from 1e-3 to 100 in one group: other degrees and squarings in each lane. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void exponentials(ElementType type) {
    for (int n : SIZES) {
      assertSame(
          type,
          n,
          n,
          false,
          (matrices, count, a, offset) -> {
            for (int i = 0; i < count * n * n; i++) {
              int matrix = i / (n * n);
              double factor = Math.pow(10, -3 + 5.0 * matrix / count) / n;
              double most = 60.0 / n;
              switch (a) {
                case float[] f ->
                    f[offset + i] = (float) Math.clamp(f[offset + i] * factor, -most, most);
                case double[] d -> d[offset + i] = Math.clamp(d[offset + i] * factor, -most, most);
                default -> throw new AssertionError();
              }
            }
            Object y = type.newArray(count * n * n + 1);
            matrices.expm(count, n, a, offset, y, 1);
            Object e = array(type, stack(count, n, n, false, 2), 2);
            Object l = type.newArray(count * n * n + 3);
            matrices.expmFrechet(count, n, a, offset, e, 2, l, 3);
            return List.of(y, l);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void numberThatIsNotFiniteIsNamed(ElementType type) {
    Matrices matrices = lanes(type);
    int count = matrices.together(4, 4, 1.0);
    double[] a = stack(count, 4, 4, true, 1);
    a[16 * (count - 1) + 6] = Double.NaN;
    Exception e =
        assertThrows(
            ArithmeticException.class,
            () ->
                matrices.eigh(
                    count,
                    4,
                    array(type, a, 0),
                    0,
                    type.newArray(4 * count),
                    0,
                    type.newArray(16 * count),
                    0));
    assertEquals(
        "eigh: element [1, 2] of a matrix [4, 4] is NaN, expected finite numbers", e.getMessage());
  }
}
