package latentphysics.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import latentphysics.tensor.Tensor;

/**
 * The invariant planes and lines of a small real matrix that acts on rows, x′ = x·M.
 *
 * <p>With an eigenvalue μ and its column vector w, M·w = μ·w, the coordinate x·w is multiplied by μ
 * at every step; for complex μ its real and imaginary part turn and scale a plane.
 */
public final class RealModes {
  private RealModes() {}

  /**
   * One mode.
   *
   * @param eigenvalue imaginary part not negative
   * @param weights the coordinate's weights on x, real and imaginary parts, {@code [2][n]}, of unit
   *     norm together; the imaginary ones are zero for a real eigenvalue
   */
  public record Mode(Complex eigenvalue, double[][] weights) {
    /** Whether it needs a plane. */
    public boolean turns() {
      return eigenvalue.im() > 0;
    }
  }

  /** The modes of a square tensor; see {@link #of(double[][])}. */
  public static List<Mode> of(Tensor matrix) {
    int n = matrix.dim(0);
    double[] values = matrix.toDoubles();
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = Arrays.copyOfRange(values, i * n, (i + 1) * n);
    }
    return of(rows);
  }

  /**
   * The modes of a matrix, one for each real eigenvalue and each conjugate pair, largest eigenvalue
   * first.
   *
   * @throws ArithmeticException if an element is not finite
   */
  public static List<Mode> of(double[][] matrix) {
    List<Mode> modes = new ArrayList<>();
    int exponent = Eigenvalues.exponent(matrix);
    double[][] scaled = Eigenvalues.scaled(matrix, -exponent);
    for (double[] value : Eigenvalues.of(scaled)) {
      if (value[1] >= 0) {
        Complex eigenvalue =
            new Complex(Math.scalb(value[0], exponent), Math.scalb(value[1], exponent));
        modes.add(new Mode(eigenvalue, eigenvector(scaled, new Complex(value[0], value[1]))));
      }
    }
    modes.sort(Comparator.comparingDouble((Mode m) -> m.eigenvalue().abs()).reversed());
    return modes;
  }

  /**
   * Weights of modes side by side, those of a plane scaled by √2 so that each is of about unit
   * norm.
   *
   * @param modes that together need as many coordinates as the matrix has
   * @param line factor of the weights of a line
   * @return float64 {@code [n, n]}, in the modes' order
   */
  public static Tensor columns(List<Mode> modes, double line) {
    int n = modes.getFirst().weights()[0].length;
    double[] columns = new double[n * n];
    int column = 0;
    for (Mode mode : modes) {
      double size = mode.turns() ? Math.sqrt(2) : line;
      for (int part = 0; part < (mode.turns() ? 2 : 1); part++) {
        for (int i = 0; i < n; i++) {
          columns[i * n + column] = mode.weights()[part][i] * size;
        }
        column++;
      }
    }
    return Tensor.of(columns, n, n);
  }

  /** The modes of a square tensor, planes first, each kind by the size of its eigenvalue. */
  public static List<Mode> planesFirst(Tensor matrix) {
    List<Mode> modes = new ArrayList<>(of(matrix));
    modes.sort((a, b) -> Boolean.compare(b.turns(), a.turns())); // stable: by size within
    return modes;
  }

  /** Inverse iteration: two solves with the nearly singular M − μ·I leave the eigenvector. */
  private static double[][] eigenvector(double[][] matrix, Complex eigenvalue) {
    int n = matrix.length;
    double size = 0;
    for (double[] row : matrix) {
      for (double x : row) {
        size = Math.max(size, Math.abs(x));
      }
    }
    double shift = (size == 0 ? 1 : size) * 1e-14;
    Complex[] vector = new Complex[n];
    for (int i = 0; i < n; i++) {
      // Any start with a share of every eigenvector; no randomness, so that runs agree.
      vector[i] = new Complex(1 + 0.1 * StrictMath.sin(i + 1.0), 0);
    }
    for (int iteration = 0; iteration < 3; iteration++) {
      Complex[][] shifted = new Complex[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          shifted[i][j] = new Complex(matrix[i][j], 0);
        }
        shifted[i][i] = shifted[i][i].minus(eigenvalue).plus(new Complex(shift, 0));
      }
      vector = normalized(solve(shifted, vector, shift), eigenvalue.im() == 0);
    }
    double[][] weights = new double[2][n];
    for (int i = 0; i < n; i++) {
      weights[0][i] = vector[i].re();
      weights[1][i] = vector[i].im();
    }
    return weights;
  }

  /** Gaussian elimination with row pivoting; a vanishing pivot is replaced by {@code tiny}. */
  private static Complex[] solve(Complex[][] a, Complex[] right, double tiny) {
    int n = a.length;
    Complex[] x = right.clone();
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        pivot = a[i][k].abs() > a[pivot][k].abs() ? i : pivot;
      }
      Complex[] row = a[pivot];
      a[pivot] = a[k];
      a[k] = row;
      Complex swap = x[pivot];
      x[pivot] = x[k];
      x[k] = swap;
      if (a[k][k].abs() < tiny) {
        a[k][k] = new Complex(tiny, 0);
      }
      for (int i = k + 1; i < n; i++) {
        Complex factor = a[i][k].over(a[k][k]);
        for (int j = k; j < n; j++) {
          a[i][j] = a[i][j].minus(factor.times(a[k][j]));
        }
        x[i] = x[i].minus(factor.times(x[k]));
      }
    }
    for (int k = n - 1; k >= 0; k--) {
      for (int j = k + 1; j < n; j++) {
        x[k] = x[k].minus(a[k][j].times(x[j]));
      }
      x[k] = x[k].over(a[k][k]);
    }
    return x;
  }

  /** Unit norm; the largest element real and positive, which fixes sign and phase. */
  private static Complex[] normalized(Complex[] vector, boolean real) {
    double largest = 0;
    Complex pivot = vector[0];
    for (Complex v : vector) {
      if (v.abs() > largest * (1 + 1e-9)) {
        largest = v.abs();
        pivot = v;
      }
    }
    Complex phase = pivot.conjugate().scaled(1 / pivot.abs());
    double square = 0;
    Complex[] result = new Complex[vector.length];
    for (int i = 0; i < vector.length; i++) {
      result[i] = vector[i].scaled(1 / largest).times(phase);
      if (real) {
        result[i] = new Complex(result[i].re(), 0);
      }
      square += result[i].abs() * result[i].abs();
    }
    for (int i = 0; i < result.length; i++) {
      result[i] = result[i].scaled(1 / Math.sqrt(square));
    }
    return result;
  }
}
