package latentphysics.autodiff;

import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.Tensor;

/**
 * Which eigenvalues or singular values coincide to rounding, or are zero to rounding in pairs, and
 * reciprocals that leave those out.
 */
final class Coincidence {
  /** Rounding in units of ε times the longer side of the matrix. */
  private static final double ROUNDING = 10;

  private final String operation;
  private final String what;
  private final Tensor values;
  private final Tensor pairs;
  private final Tensor near;
  private final boolean sums;
  private final Tensor tolerance;

  private Coincidence(String operation, String what, Tensor values, int length, boolean sums) {
    this.operation = operation;
    this.what = what;
    this.values = values;
    this.sums = sums;
    Tensor plain = values.stopGradient();
    int k = values.dim(-1);
    Tensor largest = k == 0 ? plain.sum(-1) : plain.abs().max(-1);
    tolerance = largest.mul(ROUNDING * length * values.dtype().epsilon()).expandDims(-1);
    Tensor columns = values.expandDims(-2);
    Tensor rows = values.expandDims(-1);
    pairs = sums ? columns.add(rows) : columns.sub(rows);
    near = pairs.stopGradient().abs().lessEqual(tolerance.expandDims(-1));
  }

  /** Pairs that differ by no more than rounding; every value coincides with itself. */
  static Coincidence ofDifferences(String operation, String what, Tensor values, int length) {
    return new Coincidence(operation, what, values, length, false);
  }

  /** Pairs of values that are both zero to rounding. */
  static Coincidence ofSums(String operation, String what, Tensor values, int length) {
    return new Coincidence(operation, what, values, length, true);
  }

  /** 1/(xⱼ − xᵢ), or 1/(xⱼ + xᵢ), {@code [batch…, k, k]}; 0 for pairs that coincide. */
  Tensor reciprocal() {
    return reciprocal(pairs, near);
  }

  /** 1/xᵢ, {@code [batch…, k]}; 0 where xᵢ is zero to rounding. */
  Tensor inverse() {
    return reciprocal(values, values.stopGradient().abs().lessEqual(tolerance));
  }

  private static Tensor reciprocal(Tensor x, Tensor near) {
    Tensor one = Tensor.ones(x.dtype());
    Tensor safe = Tensor.where(near, one, x);
    return Tensor.where(near, Tensor.zeros(x.dtype()), one.div(safe));
  }

  /**
   * Looks whether what the reciprocals leave out is more than rounding.
   *
   * @param factors what they are multiplied by, {@code [batch…, k, k]}
   * @param size numbers of the size that the factors were made of
   * @throws ArithmeticException if it is and the policy wants that
   */
  void measure(Degeneracy degeneracy, Tensor factors, Tensor size) {
    if (degeneracy == Degeneracy.PROJECT) {
      return;
    }
    double[] left = factors.stopGradient().toDoubles();
    double[] out = near.toDoubles();
    double bound = bound(size);
    int k = values.dim(-1);
    for (int p = 0; p < left.length; p++) {
      int i = p / k % k;
      int j = p % k;
      if (i != j && out[p] != 0 && Math.abs(left[p]) > bound) {
        report(degeneracy, p / (k * k), Math.min(i, j), Math.max(i, j), Math.abs(left[p]));
        return;
      }
    }
  }

  /** The same for {@link #inverse} and columns {@code [batch…, m, k]}. */
  void measureColumns(Degeneracy degeneracy, Tensor columns, Tensor size) {
    if (degeneracy == Degeneracy.PROJECT) {
      return;
    }
    double[] left = columns.stopGradient().toDoubles();
    double[] out = values.stopGradient().abs().lessEqual(tolerance).toDoubles();
    double bound = bound(size);
    int m = columns.dim(-2);
    int k = values.dim(-1);
    for (int p = 0; p < left.length; p++) {
      int matrix = p / (m * k);
      if (out[matrix * k + p % k] != 0 && Math.abs(left[p]) > bound) {
        report(degeneracy, matrix, p % k, p % k, Math.abs(left[p]));
        return;
      }
    }
  }

  private double bound(Tensor size) {
    double largest = 0;
    for (double x : size.stopGradient().toDoubles()) {
      largest = Math.max(largest, Math.abs(x));
    }
    return Math.sqrt(values.dtype().epsilon()) * largest;
  }

  private void report(Degeneracy degeneracy, int matrix, int i, int j, double left) {
    double[] x = values.stopGradient().toDoubles();
    int k = values.dim(-1);
    String message =
        operation
            + ": no derivative: "
            + what
            + " "
            + i
            + " and "
            + j
            + " of matrix "
            + matrix
            + ", "
            + x[matrix * k + i]
            + " and "
            + x[matrix * k + j]
            + (sums ? ", are zero to rounding" : ", coincide to rounding")
            + ", but what is differentiated tells their vectors apart (by "
            + left
            + ")";
    if (degeneracy == Degeneracy.THROW) {
      throw new ArithmeticException(message);
    }
    System.getLogger(Coincidence.class.getName()).log(System.Logger.Level.WARNING, message);
  }
}
