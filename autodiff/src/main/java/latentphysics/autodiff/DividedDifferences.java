package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.tensor.Tensor;

/**
 * Divided differences f[x₀, …, xₖ] of a function over all choices of k + 1 out of some points, also
 * where points coincide or nearly do.
 *
 * <p>There are two ways to each, and that with the smaller error is taken:
 *
 * <pre>
 *   f[x₀, …, xₖ] = (f[x₁, …, xₖ] − f[x₀, …, xₖ₋₁])/(xₖ − x₀)
 *                = ∫ f⁽ᵏ⁾(Σ tᵢ·xᵢ) dt over tᵢ ≥ 0 with the sum 1
 * </pre>
 *
 * <p>The first loses digits where the points are close, the second (Hermite and Genocchi) is
 * computed there by quadrature of degree 5, whose error is taken from that of degree 3 (Grundmann
 * and Möller, SIAM J. Numer. Anal. 15, 1978). Where both are in doubt, at relative gaps of some ε
 * to the power of 1/6, differences of 1/x are wrong by at most 114 ε in the first order, 2,900 ε in
 * the second and 4·10⁵ ε in the third.
 */
final class DividedDifferences {
  /** Rounding of a quotient, in ε, that is not worth a quadrature. */
  private static final double LITTLE = 32;

  private final UnaryOperator<Tensor> f;
  private final Tensor points;
  private final double[] x;
  private final int n;
  private final double epsilon;

  /** Of n, the number of points. */
  private final int[] powers;

  /** Order of what is computed already. */
  private int order;

  /** The differences, where positions ascend; other choices are not filled in. */
  private double[] values;

  private double[] errors;

  private DividedDifferences(UnaryOperator<Tensor> f, Tensor points, int most) {
    this.f = f;
    this.points = points;
    x = points.toDoubles();
    n = points.dim(-1);
    epsilon = points.dtype().epsilon();
    powers = new int[most + 2];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      long power = (long) powers[i - 1] * n;
      if (power > Integer.MAX_VALUE) {
        throw new ArithmeticException(
            "funmh: a derivative of order "
                + most
                + " takes "
                + n
                + "^"
                + (most + 1)
                + " divided differences, expected less than 2^31");
      }
      powers[i] = (int) power;
    }
    values = f.apply(points).toDoubles();
    errors = new double[values.length];
    Arrays.setAll(errors, p -> epsilon * Math.abs(values[p]));
  }

  /**
   * All differences of an order.
   *
   * @param f elementwise
   * @param points ascending, {@code [batch…, n]}
   * @param order k
   * @return {@code [batch…, n, …, n]} with k + 1 axes of length n
   * @throws ArithmeticException if one is not finite, or they are more than an array can hold
   */
  static Tensor of(UnaryOperator<Tensor> f, Tensor points, int order) {
    DividedDifferences differences = new DividedDifferences(f, points, order);
    while (differences.order < order) {
      differences.next();
    }
    return differences.symmetric();
  }

  private void next() {
    order++;
    int size = powers[order + 1];
    int before = powers[order];
    double[] found = new double[x.length * before];
    double[] doubt = new double[found.length];
    List<Integer> close = new ArrayList<>();
    for (int p = 0; p < found.length; p++) {
      if (!ascends(p)) {
        continue;
      }
      int start = p / size * before;
      int low = start + p % size / n;
      int high = start + p % before;
      double gap = at(p, order) - at(p, 0);
      found[p] = (values[high] - values[low]) / gap;
      doubt[p] = (errors[high] + errors[low]) / gap + epsilon * Math.abs(found[p]);
      if (!(doubt[p] <= LITTLE * epsilon * Math.abs(found[p]))) {
        close.add(p);
      }
    }
    values = found;
    errors = doubt;
    if (!close.isEmpty()) {
      integrate(close);
    }
    requireFinite();
  }

  /**
   * By quadrature where that is better: for s = 1 and 2, d = 2·s + 1,
   *
   * <pre>
   *   Σᵢ (−1)ⁱ·2⁻²ˢ·(d + k − 2·i)ᵈ/(i!·(d + k − i)!)·Σ f⁽ᵏ⁾(Σⱼ (2·βⱼ + 1)/(d + k − 2·i)·xⱼ), |β| = s − i
   * </pre>
   */
  private void integrate(List<Integer> close) {
    int k = order;
    int count = 1 + (k + 1) + (k + 1) * (k + 2) / 2;
    double[] nodes = new double[close.size() * count];
    int next = 0;
    for (int p : close) {
      double sum = 0;
      for (int j = 0; j <= k; j++) {
        sum += at(p, j) - at(p, 0);
      }
      // From the first point on: exact where all are the same.
      nodes[next++] = at(p, 0) + sum / (k + 1);
      for (int i = 0; i <= k; i++) {
        nodes[next++] = at(p, 0) + (sum + 2 * (at(p, i) - at(p, 0))) / (k + 3);
      }
      for (int i = 0; i <= k; i++) {
        for (int j = i; j <= k; j++) {
          double more = at(p, i) - at(p, 0) + at(p, j) - at(p, 0);
          nodes[next++] = at(p, 0) + (sum + 2 * more) / (k + 5);
        }
      }
    }
    double[] y = derivative(k).apply(Tensor.of(points.dtype(), nodes, nodes.length)).toDoubles();
    for (int c = 0; c < close.size(); c++) {
      double[] sums = sums(y, c * count);
      double third = weight(1, 1) * sums[0] + weight(1, 0) * sums[1];
      double fifth = weight(2, 2) * sums[0] + weight(2, 1) * sums[1] + weight(2, 0) * sums[2];
      double doubt = Math.abs(fifth - third) + epsilon * Math.abs(fifth);
      int p = close.get(c);
      if (!(errors[p] <= doubt)) {
        values[p] = fifth;
        errors[p] = doubt;
      }
    }
  }

  /** Of the value in the middle, those of |β| = 1 and those of |β| = 2. */
  private double[] sums(double[] y, int start) {
    double[] sums = new double[3];
    int end = start + 1 + (order + 1) + (order + 1) * (order + 2) / 2;
    for (int p = start; p < end; p++) {
      sums[p == start ? 0 : p <= start + order + 1 ? 1 : 2] += y[p];
    }
    return sums;
  }

  private double weight(int s, int i) {
    int d = 2 * s + 1;
    double weight = (i % 2 == 0 ? 1 : -1) * Math.scalb(1.0, -2 * s);
    weight *= Math.pow(d + order - 2 * i, d);
    for (int j = 2; j <= i; j++) {
      weight /= j;
    }
    for (int j = 2; j <= d + order - i; j++) {
      weight /= j;
    }
    return weight;
  }

  /** f⁽ᵏ⁾. */
  private UnaryOperator<Tensor> derivative(int k) {
    if (k == 0) {
      return f;
    }
    UnaryOperator<Tensor> before = derivative(k - 1);
    return z ->
        Autodiff.jvp(
                w -> List.of(before.apply(w.getFirst())),
                List.of(z),
                List.of(Tensor.ones(z.dtype(), z.shape().dims())))
            .tangents()
            .getFirst();
  }

  private Tensor symmetric() {
    double[] all = new double[values.length];
    int size = powers[order + 1];
    int[] positions = new int[order + 1];
    for (int p = 0; p < all.length; p++) {
      for (int j = 0; j <= order; j++) {
        positions[j] = position(p, j);
      }
      Arrays.sort(positions);
      int sorted = 0;
      for (int position : positions) {
        sorted = sorted * n + position;
      }
      all[p] = values[p / size * size + sorted];
    }
    int rank = points.shape().rank();
    int[] dims = Arrays.copyOf(points.shape().dims(), rank + order);
    Arrays.fill(dims, rank, rank + order, n);
    return Tensor.of(points.dtype(), all, dims);
  }

  private void requireFinite() {
    for (int p = 0; p < values.length; p++) {
      if (!Double.isFinite(values[p])) {
        throw new ArithmeticException(
            "funmh: no derivative of order "
                + order
                + ": the divided difference of the function at values from "
                + at(p, 0)
                + " to "
                + at(p, order)
                + " of matrix "
                + p / powers[order + 1]
                + " is "
                + values[p]);
      }
    }
  }

  private boolean ascends(int p) {
    for (int j = 1; j <= order; j++) {
      if (position(p, j - 1) > position(p, j)) {
        return false;
      }
    }
    return true;
  }

  /** Position j of choice p. */
  private int position(int p, int j) {
    return p / powers[order - j] % n;
  }

  /** The point at that position. */
  private double at(int p, int j) {
    return x[p / powers[order + 1] * n + position(p, j)];
  }
}
