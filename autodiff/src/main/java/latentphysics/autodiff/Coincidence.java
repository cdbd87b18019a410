package latentphysics.autodiff;

import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.fft.Complex;

/**
 * Which eigenvalues or singular values coincide to rounding, or are zero to rounding in pairs, and
 * reciprocals that leave those out.
 */
final class Coincidence {
  /** Rounding in units of ε times the longer side of the matrix. */
  private static final double ROUNDING = 10;

  private final String operation;
  private final String what;
  private final Complex values;
  private final Complex pairs;
  private final Tensor near;
  private final boolean sums;
  private final Tensor tolerance;

  private Coincidence(String operation, String what, Complex values, int length, boolean sums) {
    this.operation = operation;
    this.what = what;
    this.values = values;
    this.sums = sums;
    Tensor sizes = size(values);
    int k = sizes.dim(-1);
    Tensor largest = k == 0 ? sizes.sum(-1) : sizes.max(-1);
    tolerance = largest.mul(ROUNDING * length * sizes.dtype().epsilon()).expandDims(-1);
    pairs = new Complex(pairs(values.re()), pairs(values.im()));
    near = size(pairs).lessEqual(tolerance.expandDims(-1));
  }

  private Tensor pairs(Tensor x) {
    Tensor columns = x.expandDims(-2);
    Tensor rows = x.expandDims(-1);
    return sums ? columns.add(rows) : columns.sub(rows);
  }

  /** The larger one of the two parts: no smaller than the absolute value by more than √2. */
  private static Tensor size(Complex x) {
    return x.re().stopGradient().abs().maximum(x.im().stopGradient().abs());
  }

  /** Pairs that differ by no more than rounding; every value coincides with itself. */
  static Coincidence ofDifferences(String operation, String what, Tensor values, int length) {
    return new Coincidence(operation, what, Complex.of(values), length, false);
  }

  /** The same for complex values. */
  static Coincidence ofComplexDifferences(
      String operation, String what, Complex values, int length) {
    return new Coincidence(operation, what, values, length, false);
  }

  /** Pairs of values that are both zero to rounding. */
  static Coincidence ofSums(String operation, String what, Tensor values, int length) {
    return new Coincidence(operation, what, Complex.of(values), length, true);
  }

  /** 1/(xⱼ − xᵢ), or 1/(xⱼ + xᵢ), {@code [batch…, k, k]}; 0 for pairs that coincide. */
  Tensor reciprocal() {
    return reciprocal(pairs.re(), near);
  }

  /** The same for complex values: z̄/|z|², z divided by its size before it is squared. */
  Complex complexReciprocal() {
    Tensor one = Tensor.ones(pairs.re().dtype());
    Tensor size = Tensor.where(near, one, size(pairs));
    Complex scaled = new Complex(pairs.re().div(size), pairs.im().div(size));
    Tensor square = Tensor.where(near, one, scaled.absSquare());
    Tensor factor = Tensor.where(near, Tensor.zeros(one.dtype()), one.div(square.mul(size)));
    return scaled.conj().mul(factor);
  }

  /** 1/xᵢ, {@code [batch…, k]}; 0 where xᵢ is zero to rounding. */
  Tensor inverse() {
    return reciprocal(values.re(), size(values).lessEqual(tolerance));
  }

  private static Tensor reciprocal(Tensor x, Tensor near) {
    Tensor one = Tensor.ones(x.dtype());
    Tensor safe = Tensor.where(near, one, x);
    return Tensor.where(near, Tensor.zeros(x.dtype()), one.div(safe));
  }

  /** Whether each value, {@code [batch…, k]} in rows, coincides with another one. */
  boolean[] coinciding() {
    double[] all = near.toDoubles();
    int k = values.re().dim(-1);
    boolean[] found = new boolean[values.re().shape().size()];
    for (int p = 0; p < all.length; p++) {
      found[p / k] |= all[p] != 0 && p / k % k != p % k;
    }
    return found;
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
    int k = values.re().dim(-1);
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
    double[] out = size(values).lessEqual(tolerance).toDoubles();
    double bound = bound(size);
    int m = columns.dim(-2);
    int k = values.re().dim(-1);
    for (int p = 0; p < left.length; p++) {
      int matrix = p / (m * k);
      if (out[matrix * k + p % k] != 0 && Math.abs(left[p]) > bound) {
        report(degeneracy, matrix, p % k, p % k, Math.abs(left[p]));
        return;
      }
    }
  }

  /** What is at most this beside numbers of a size is rounding. */
  static double bound(Tensor size) {
    double largest = 0;
    for (double x : size.stopGradient().toDoubles()) {
      largest = Math.max(largest, Math.abs(x));
    }
    return Math.sqrt(size.dtype().epsilon()) * largest;
  }

  private void report(Degeneracy degeneracy, int matrix, int i, int j, double left) {
    int first = matrix * values.re().dim(-1);
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
            + value(first + i)
            + " and "
            + value(first + j)
            + (sums ? ", are zero to rounding" : ", coincide to rounding")
            + ", but what is differentiated tells their vectors apart (by "
            + left
            + ")";
    follow(degeneracy, message);
  }

  private String value(int index) {
    double re = values.re().toDoubles()[index];
    double im = values.im().toDoubles()[index];
    return im == 0 ? "" + re : re + (im < 0 ? " - " : " + ") + Math.abs(im) + "i";
  }

  /** Throws or warns, as the policy says. */
  static void follow(Degeneracy degeneracy, String message) {
    if (degeneracy == Degeneracy.THROW) {
      throw new ArithmeticException(message);
    }
    if (degeneracy == Degeneracy.WARN) {
      System.getLogger(Coincidence.class.getName()).log(System.Logger.Level.WARNING, message);
    }
  }
}
