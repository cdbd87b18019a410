package latentphysics.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import latentphysics.rule.Equation;

/**
 * The equations that no other one beats both in bits and in error, the shortest first.
 *
 * @param points bits rise and errors fall along them
 */
public record ParetoFront(List<Point> points) {
  /** Errors below this are rounding: telling them apart says nothing. */
  private static final double SMALLEST = 1e-16;

  /** An equation this much worse than the best may still be the best choice. */
  private static final double NEARLY_BEST = 1.5;

  /**
   * An equation and how it fared.
   *
   * @param equation with its constants
   * @param bits its description length
   * @param error mean r over the sites, at least 0
   */
  public record Point(Equation equation, double bits, double error) {}

  /** Keeps an unmodifiable copy. */
  public ParetoFront {
    points = List.copyOf(points);
  }

  /**
   * The front of equations in any order; equal ones are told apart by their text, so that the
   * result is always the same. Those whose error or length is not finite are left out.
   */
  public static ParetoFront of(List<Point> tried) {
    List<Point> sorted =
        tried.stream()
            .filter(p -> Double.isFinite(p.bits()) && Double.isFinite(p.error()))
            .sorted(
                Comparator.comparingDouble(Point::bits)
                    .thenComparingDouble(Point::error)
                    .thenComparing(p -> p.equation().formula()))
            .toList();
    List<Point> front = new ArrayList<>();
    for (Point point : sorted) {
      if (front.isEmpty() || point.error() < front.getLast().error()) {
        front.add(point);
      }
    }
    return new ParetoFront(front);
  }

  /**
   * How much accuracy the bits of a point buy, −ln(rₖ/rₖ₋₁)/(Cₖ − Cₖ₋₁); 0 of the first.
   *
   * <p>The score of PySR (Cranmer, Interpretable machine learning for science with PySR and
   * SymbolicRegression.jl, 2023), with bits in place of the number of nodes.
   */
  public double score(int index) {
    if (index == 0) {
      return 0;
    }
    Point before = points.get(index - 1);
    Point point = points.get(index);
    double ratio = Math.max(point.error(), SMALLEST) / Math.max(before.error(), SMALLEST);
    return -Math.log(ratio) / (point.bits() - before.bits());
  }

  /**
   * The point of the largest score among those with at most 1.5 times the smallest error.
   *
   * @throws IllegalStateException if there is none
   */
  public Point best() {
    if (points.isEmpty()) {
      throw new IllegalStateException("Pareto front: no equation on it");
    }
    double limit = NEARLY_BEST * Math.max(points.getLast().error(), SMALLEST);
    int best = points.size() - 1;
    for (int i = points.size() - 1; i >= 0 && points.get(i).error() <= limit; i--) {
      best = score(i) >= score(best) ? i : best;
    }
    return points.get(best);
  }
}
