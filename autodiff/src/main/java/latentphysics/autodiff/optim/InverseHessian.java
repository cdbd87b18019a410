package latentphysics.autodiff.optim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;

/**
 * The inverse of a Hessian as L-BFGS knows it: by the last pairs of a step s and the change y of
 * the gradient along it (J. Nocedal, S. Wright, Numerical Optimization, 2nd edition, 2006, section
 * 7.2).
 */
final class InverseHessian {
  private static final int[] ALL = {};

  private static final MapFunction PRODUCT =
      MapFunction.of("product", 2, x -> List.of(x.get(0).mul(x.get(1))));

  /** a + c·b. */
  private static final MapFunction PLUS_MULTIPLE =
      MapFunction.of(
          "plus multiple",
          3,
          x -> {
            Expr multiple = x.get(1).mul(x.get(2));
            return List.of(x.get(0).add(multiple));
          });

  private final int memory;
  private final Deque<Pair> pairs = new ArrayDeque<>(); // the newest first

  /** Step, change of the gradient, and 1/(yᵀs). */
  private record Pair(Tensor s, Tensor y, double rho) {}

  /** Knows nothing yet; keeps at most {@code memory} pairs. */
  InverseHessian(int memory) {
    this.memory = memory;
  }

  static double dot(Tensor a, Tensor b) {
    return Tensor.sumOf(PRODUCT, ALL, a, b).item();
  }

  /** a + c·b. */
  static Tensor plusMultiple(Tensor a, double c, Tensor b) {
    return Tensor.map(PLUS_MULTIPLE, a, Tensor.scalar(a.dtype(), c), b);
  }

  /** Whether it knows no pair. */
  boolean isEmpty() {
    return pairs.isEmpty();
  }

  /** Forgets all pairs. */
  void clear() {
    pairs.clear();
  }

  /**
   * Learns a pair, and forgets the oldest of too many. One without curvature, yᵀs not above
   * rounding, is left out: the inverse would not stay positive definite.
   */
  void add(Tensor s, Tensor y) {
    double curvature = dot(s, y);
    double rounding = s.dtype().epsilon() * s.norm().item() * y.norm().item();
    if (!(curvature > rounding) || !Double.isFinite(1 / curvature)) {
      return;
    }
    pairs.addFirst(new Pair(s, y, 1 / curvature));
    if (pairs.size() > memory) {
      pairs.removeLast();
    }
  }

  /**
   * The product with a gradient, by the two-loop recursion (algorithm 7.4) from H₀ = γ·I with γ =
   * sᵀy/yᵀy of the newest pair (7.20). Without a pair γ = min(1, 1/‖g‖), so that a first step is at
   * most 1 long.
   */
  Tensor times(Tensor gradient) {
    if (pairs.isEmpty()) {
      // The reciprocal of a small norm may be infinite.
      double norm = gradient.norm().item();
      return norm > 1 ? gradient.div(norm) : gradient;
    }
    Tensor q = gradient;
    List<Double> alphas = new ArrayList<>(pairs.size());
    for (Pair pair : pairs) {
      double alpha = pair.rho * dot(pair.s, q);
      alphas.addLast(alpha);
      q = plusMultiple(q, -alpha, pair.y);
    }
    Pair newest = pairs.getFirst();
    Tensor r = q.mul(1 / (newest.rho * dot(newest.y, newest.y)));
    for (Iterator<Pair> oldestFirst = pairs.descendingIterator(); oldestFirst.hasNext(); ) {
      Pair pair = oldestFirst.next();
      double beta = pair.rho * dot(pair.y, r);
      r = plusMultiple(r, alphas.removeLast() - beta, pair.s);
    }
    return r;
  }
}
