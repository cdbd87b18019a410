package latentphysics.autodiff;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.fft.Complex;

/**
 * Which eigenvalues or singular values coincide to rounding, or are zero to rounding in pairs, and
 * reciprocals that leave those out.
 *
 * <p>Mostly none do. Where values are in order a look at neighbours says so, and what is only there
 * to be measured is not made.
 */
final class Coincidence {
  /** Rounding in units of ε times the longer side of the matrix. */
  private static final double ROUNDING = 10;

  private static final Expr ZERO = Expr.constant(0);
  private static final Expr ONE = Expr.constant(1);

  /** Of a factor, {@link #columns}, {@link #rows} and {@link #tolerance}. */
  private static final MapFunction BY_DIFFERENCE =
      MapFunction.of(
          "divide by difference",
          4,
          x -> List.of(x.get(0).mul(reciprocal(x.get(1).sub(x.get(2)), x.get(3)))));

  private static final MapFunction BY_SUM =
      MapFunction.of(
          "divide by sum",
          4,
          x -> List.of(x.get(0).mul(reciprocal(x.get(1).add(x.get(2)), x.get(3)))));

  private static final MapFunction BY_VALUE =
      MapFunction.of(
          "divide by value", 3, x -> List.of(x.get(0).mul(reciprocal(x.get(1), x.get(2)))));

  private final String operation;
  private final String what;
  private final Complex values;
  private final boolean sums;
  private final Tensor tolerance;

  /** Whether a look at neighbours found that nothing coincides. */
  private final boolean apart;

  /** Whether no value is zero to rounding. */
  private final boolean nonzero;

  private Coincidence(
      String operation, String what, Complex values, int length, boolean sums, boolean real) {
    this.operation = operation;
    this.what = what;
    this.values = values;
    this.sums = sums;
    Tensor sample = values.re();
    double[] re = sample.toDoubles();
    double[] im = real ? re : values.im().toDoubles();
    int k = sample.dim(-1);
    int[] dims = Arrays.copyOf(sample.shape().dims(), sample.shape().rank() + 1);
    dims[dims.length - 2] = 1;
    dims[dims.length - 1] = 1;
    double[] tolerances = new double[Shape.of(dims).size()];
    boolean pairs = real;
    boolean single = real;
    for (int matrix = 0; matrix < tolerances.length; matrix++) {
      int from = matrix * k;
      int to = from + k;
      double largest = 0;
      for (int i = from; i < to; i++) {
        largest = Math.max(largest, Math.max(Math.abs(re[i]), Math.abs(im[i])));
      }
      tolerances[matrix] = ROUNDING * length * sample.dtype().epsilon() * largest;
      // Twice as far, so that rounding of the tolerance does not matter.
      double far = 2 * tolerances[matrix];
      pairs = pairs && (sums ? haveSumsBeyond(far, re, from, to) : areApartBy(far, re, from, to));
      for (int i = from; i < to; i++) {
        single &= Math.abs(re[i]) > far;
      }
    }
    tolerance = Tensor.of(sample.dtype(), tolerances, dims);
    apart = pairs;
    nonzero = single;
  }

  /** Whether values are in order, either way, with steps longer than that. */
  private static boolean areApartBy(double far, double[] x, int from, int to) {
    boolean rising = from < to && x[to - 1] > x[from];
    for (int i = from + 1; i < to; i++) {
      double step = rising ? x[i] - x[i - 1] : x[i - 1] - x[i];
      if (!(step > far)) {
        return false;
      }
    }
    return true;
  }

  /** Whether values are descending, and no two have a smaller sum. */
  private static boolean haveSumsBeyond(double far, double[] x, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (!(x[i - 1] >= x[i])) {
        return false;
      }
    }
    int first = from;
    int last = to - 1;
    while (first < last) {
      double sum = x[first] + x[last];
      if (!(Math.abs(sum) > far)) {
        return false;
      }
      // All in between have with the first a sum no smaller, or with the last one no larger.
      if (sum > 0) {
        first++;
      } else {
        last--;
      }
    }
    return true;
  }

  /** Pairs that differ by no more than rounding; every value coincides with itself. */
  static Coincidence ofDifferences(String operation, String what, Tensor values, int length) {
    return new Coincidence(operation, what, Complex.of(values), length, false, true);
  }

  /** The same for complex values. */
  static Coincidence ofComplexDifferences(
      String operation, String what, Complex values, int length) {
    return new Coincidence(operation, what, values, length, false, false);
  }

  /** Pairs of values that are both zero to rounding. */
  static Coincidence ofSums(String operation, String what, Tensor values, int length) {
    return new Coincidence(operation, what, Complex.of(values), length, true, true);
  }

  /** 1/x; 0 for an x within the tolerance. */
  static Expr reciprocal(Expr x, Expr tolerance) {
    Expr size = x.abs();
    Expr safe = size.ifLessOrEqual(tolerance, ONE, x);
    return size.ifLessOrEqual(tolerance, ZERO, ONE.div(safe));
  }

  /** xⱼ, {@code [batch…, 1, k]}. */
  Tensor columns() {
    return values.re().expandDims(-2);
  }

  /** xᵢ, {@code [batch…, k, 1]}. */
  Tensor rows() {
    return values.re().expandDims(-1);
  }

  /** What is rounding beside the largest value, {@code [batch…, 1, 1]}. */
  Tensor tolerance() {
    return tolerance;
  }

  /** aᵢⱼ/(xⱼ − xᵢ), or aᵢⱼ/(xⱼ + xᵢ), {@code [batch…, k, k]}; 0 for pairs that coincide. */
  Tensor divide(Tensor a) {
    return Tensor.map(sums ? BY_SUM : BY_DIFFERENCE, a, columns(), rows(), tolerance);
  }

  /** aᵢⱼ/xⱼ, {@code [batch…, m, k]}; 0 where xⱼ is zero to rounding. */
  Tensor divideColumns(Tensor a) {
    return Tensor.map(BY_VALUE, a, columns(), tolerance);
  }

  /** aᵢⱼ/xᵢ, {@code [batch…, k, n]}; 0 where xᵢ is zero to rounding. */
  Tensor divideRows(Tensor a) {
    return Tensor.map(BY_VALUE, a, rows(), tolerance);
  }

  /** The same for complex values as {@link #divide} of 1: z̄/|z|², z divided by its size before. */
  Complex complexReciprocal() {
    Complex pairs = pairs();
    Tensor near = near();
    Tensor one = Tensor.ones(pairs.re().dtype());
    Tensor size = Tensor.where(near, one, size(pairs));
    Complex scaled = new Complex(pairs.re().div(size), pairs.im().div(size));
    Tensor square = Tensor.where(near, one, scaled.absSquare());
    Tensor factor = Tensor.where(near, Tensor.zeros(one.dtype()), one.div(square.mul(size)));
    return scaled.conj().mul(factor);
  }

  /** Whether each value, {@code [batch…, k]} in rows, coincides with another one. */
  boolean[] coinciding() {
    boolean[] all = near().toBooleans();
    int k = values.re().dim(-1);
    boolean[] found = new boolean[values.re().shape().size()];
    for (int p = 0; p < all.length; p++) {
      found[p / k] |= all[p] && p / k % k != p % k;
    }
    return found;
  }

  private Complex pairs() {
    return new Complex(pairs(values.re()), pairs(values.im()));
  }

  private Tensor pairs(Tensor x) {
    Tensor columns = x.expandDims(-2);
    Tensor rows = x.expandDims(-1);
    return sums ? columns.add(rows) : columns.sub(rows);
  }

  private Tensor near() {
    return size(pairs()).lessEqual(tolerance);
  }

  /** The larger one of the two parts: no smaller than the absolute value by more than √2. */
  private static Tensor size(Complex x) {
    return x.re().stopGradient().abs().maximum(x.im().stopGradient().abs());
  }

  /**
   * Looks whether what the reciprocals leave out is more than rounding.
   *
   * @param factors what they are multiplied by, {@code [batch…, k, k]}
   * @param size numbers of the size that the factors were made of
   * @throws ArithmeticException if it is and the policy wants that
   */
  void measure(Degeneracy degeneracy, Supplier<Tensor> factors, Supplier<Tensor> size) {
    if (apart || degeneracy == Degeneracy.PROJECT) {
      return;
    }
    double[] left = factors.get().toDoubles();
    boolean[] out = near().toBooleans();
    double bound = bound(size.get());
    int k = values.re().dim(-1);
    for (int p = 0; p < left.length; p++) {
      int i = p / k % k;
      int j = p % k;
      if (i != j && out[p] && Math.abs(left[p]) > bound) {
        report(degeneracy, p / (k * k), Math.min(i, j), Math.max(i, j), Math.abs(left[p]));
        return;
      }
    }
  }

  /**
   * The same for {@link #divideColumns} with pairs of sums: a value that is zero is so in a pair
   * with itself.
   *
   * @param columns {@code [batch…, m, k]}
   */
  void measureColumns(Degeneracy degeneracy, Tensor columns, Tensor size) {
    if (nonzero || degeneracy == Degeneracy.PROJECT) {
      return;
    }
    double[] left = columns.toDoubles();
    boolean[] out = size(values).lessEqual(tolerance.squeeze(-1)).toBooleans();
    double bound = bound(size);
    int m = columns.dim(-2);
    int k = values.re().dim(-1);
    for (int p = 0; p < left.length; p++) {
      int matrix = p / (m * k);
      if (out[matrix * k + p % k] && Math.abs(left[p]) > bound) {
        report(degeneracy, matrix, p % k, p % k, Math.abs(left[p]));
        return;
      }
    }
  }

  /** What is at most this beside numbers of a size is rounding. */
  static double bound(Tensor size) {
    double largest = 0;
    for (double x : size.toDoubles()) {
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
