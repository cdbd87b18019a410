package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.scalar.ScalarKernels;

/** Exponentials of matrices of doubles, computed in either precision; offsets are tried with it. */
final class Exponentials {
  static final Kernels KERNELS = new ScalarKernels();

  private Exponentials() {}

  /** e^A; also sees that nothing but the result is written to. */
  static double[] expm(Precision precision, int n, double[] a) {
    Object input = precision.array(a, 3);
    Object output = precision.array(new double[n * n], 2);
    double[] around = around(output, 2, n * n);
    if (input instanceof double[] doubles) {
      DoubleExpm.solve(KERNELS, n, doubles, 3, (double[]) output, 2);
    } else {
      FloatExpm.solve(KERNELS, n, (float[]) input, 3, (float[]) output, 2);
    }
    assertSame(precision.array(a, 3), input, "input");
    assertArrayEquals(around, around(output, 2, n * n), "around the result");
    return Precision.part(output, 2, n * n);
  }

  /** e^A and then L(A, E). */
  static double[][] frechet(Precision precision, int n, double[] a, double[] e) {
    Object input = precision.array(a, 3);
    Object direction = precision.array(e, 1);
    Object y = precision.array(new double[n * n], 2);
    Object l = precision.array(new double[n * n], 4);
    double[] around = around(l, 4, n * n);
    if (input instanceof double[] doubles) {
      DoubleExpm.frechet(
          KERNELS, n, doubles, 3, (double[]) direction, 1, (double[]) y, 2, (double[]) l, 4);
    } else {
      FloatExpm.frechet(
          KERNELS, n, (float[]) input, 3, (float[]) direction, 1, (float[]) y, 2, (float[]) l, 4);
    }
    assertSame(precision.array(a, 3), input, "input");
    assertSame(precision.array(e, 1), direction, "direction");
    assertArrayEquals(around, around(l, 4, n * n), "around the result");
    return new double[][] {Precision.part(y, 2, n * n), Precision.part(l, 4, n * n)};
  }

  /** e^(t·A)·B. */
  static double[] expmv(Precision precision, int n, int r, double t, double[] a, double[] b) {
    Object input = precision.array(a, 3);
    Object vectors = precision.array(b, 1);
    Object y = precision.array(new double[n * r], 2);
    double[] around = around(y, 2, n * r);
    if (input instanceof double[] doubles) {
      DoubleExpmv.solve(KERNELS, n, r, t, doubles, 3, (double[]) vectors, 1, (double[]) y, 2);
    } else {
      FloatExpmv.solve(
          KERNELS, n, r, (float) t, (float[]) input, 3, (float[]) vectors, 1, (float[]) y, 2);
    }
    assertSame(precision.array(a, 3), input, "input");
    assertSame(precision.array(b, 1), vectors, "vectors");
    assertArrayEquals(around, around(y, 2, n * r), "around the result");
    return Precision.part(y, 2, n * r);
  }

  /** L(Aᵀ, C·Bᵀ), the cotangent of A where C is that of e^A·B. */
  static double[] expmvAdjoint(
      Precision precision, int n, int r, double[] a, double[] b, double[] c) {
    Object input = precision.array(a, 3);
    Object right = precision.array(b, 1);
    Object left = precision.array(c, 4);
    Object g = precision.array(new double[n * n], 2);
    double[] around = around(g, 2, n * n);
    if (input instanceof double[] doubles) {
      DoubleExpmvAdjoint.solve(
          KERNELS, n, r, doubles, 3, (double[]) right, 1, (double[]) left, 4, (double[]) g, 2);
    } else {
      FloatExpmvAdjoint.solve(
          KERNELS, n, r, (float[]) input, 3, (float[]) right, 1, (float[]) left, 4, (float[]) g, 2);
    }
    assertSame(precision.array(a, 3), input, "input");
    assertSame(precision.array(b, 1), right, "vectors");
    assertSame(precision.array(c, 4), left, "cotangents");
    assertArrayEquals(around, around(g, 2, n * n), "around the result");
    return Precision.part(g, 2, n * n);
  }

  private static void assertSame(Object expected, Object actual, String what) {
    int size = expected instanceof double[] doubles ? doubles.length : ((float[]) expected).length;
    assertArrayEquals(Precision.part(expected, 0, size), Precision.part(actual, 0, size), what);
  }

  private static double[] around(Object array, int offset, int size) {
    double[] before = Precision.part(array, 0, offset);
    double[] after = Precision.part(array, offset + size, 3);
    double[] all = new double[offset + 3];
    System.arraycopy(before, 0, all, 0, offset);
    System.arraycopy(after, 0, all, offset, 3);
    return all;
  }

  /**
   * The norm of E ↦ L(A, E) for Frobenius' norm, by some steps of the power method with the
   * adjoint: a lower bound, and mostly close.
   */
  static double normOfDerivative(int n, double[] a) {
    DoubleExpmFrechet derivative = new DoubleExpmFrechet(KERNELS, n, a, 0);
    double[] e = PlainMatrices.normal(new Random(7), n * n);
    double norm = 0;
    for (int step = 0; step < 8 && norm(e) > 0; step++) {
      e = times(1 / norm(e), e);
      derivative.derivative(e, 0, e, 0);
      norm = Math.max(norm, norm(e));
      e = times(1 / Math.max(Double.MIN_NORMAL, norm(e)), e);
      derivative.adjoint(e, 0, e, 0);
    }
    return norm;
  }

  /** The relative condition number ‖L(A, ·)‖·‖A‖/‖e^A‖, from below, at least 1. */
  static double condition(int n, double[] a) {
    double[] y = new double[n * n];
    DoubleExpm.solve(KERNELS, n, a, 0, y, 0);
    return Math.max(1, normOfDerivative(n, a) * norm(a) / norm(y));
  }

  /** Frobenius' norm. */
  static double norm(double[] x) {
    double scale = Precision.scale(x);
    double sum = 0;
    for (double value : x) {
      sum += value / scale * (value / scale);
    }
    return scale * Math.sqrt(sum);
  }

  static double[] times(double factor, double[] x) {
    double[] y = x.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] *= factor;
    }
    return y;
  }

  static double[] transpose(int n, double[] x) {
    double[] y = new double[n * n];
    for (int i = 0; i < n * n; i++) {
      y[i] = x[i % n * n + i / n];
    }
    return y;
  }
}
