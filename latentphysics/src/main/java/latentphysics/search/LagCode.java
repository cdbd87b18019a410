package latentphysics.search;

import java.util.List;
import latentphysics.rule.Equation;
import latentphysics.tensor.Tensor;

/**
 * Bits for what an equation misses over long lags: ½·log₂(1 + σ²/δ²) for each coordinate of each
 * window that does not overlap another, δ the precision. In a plane the errors of the radius and of
 * the arc are coded apart, because a law may tell one far better: an error of phase would else hide
 * a decay that is plain to see.
 */
final class LagCode {
  /** Latents are coded to a hundredth of their size. */
  static final double PRECISION = 0.01;

  private final List<Windows> lags;
  private final List<Integer> dims;

  /**
   * The code of some coordinates.
   *
   * @param lags over which errors count, each alike
   */
  LagCode(List<Windows> lags, List<Integer> dims) {
    this.lags = lags;
    this.dims = dims;
  }

  /** The sum over the lags. */
  double bits(Equation equation) {
    double bits = 0;
    for (Windows windows : lags) {
      bits += bits(equation, windows);
    }
    return bits;
  }

  private double bits(Equation equation, Windows windows) {
    Tensor actual = windows.end(dims);
    Tensor predicted = windows.predict(equation);
    Tensor mean = actual.mean(0);
    double size = actual.sub(mean).square().mean().item();
    double delta = PRECISION * PRECISION * Math.max(size, Double.MIN_NORMAL);
    double[] variances =
        dims.size() == 2
            ? polar(actual.sub(mean).toDoubles(), predicted.sub(mean).toDoubles())
            : actual.sub(predicted).square().mean(0).toDoubles();
    double coded = 0;
    for (double variance : variances) {
      coded += 0.5 * Math.log1p(variance / delta) / Math.log(2);
    }
    double independent = (double) windows.count() / windows.lag();
    return independent * coded;
  }

  /** Mean squared differences of the radius and of the arc, radius times angle. */
  private static double[] polar(double[] actual, double[] predicted) {
    double radial = 0;
    double arc = 0;
    int n = actual.length / 2;
    for (int i = 0; i < n; i++) {
      double x = actual[2 * i];
      double y = actual[2 * i + 1];
      double u = predicted[2 * i];
      double v = predicted[2 * i + 1];
      double radius = Math.hypot(x, y);
      double angle = StrictMath.atan2(x * v - y * u, x * u + y * v);
      double shorter = Math.hypot(u, v) - radius;
      radial += shorter * shorter;
      arc += radius * angle * radius * angle;
    }
    return new double[] {radial / n, arc / n};
  }
}
