package latentphysics.rule;

import java.util.function.UnaryOperator;

/** Trajectories of ordinary differential equations by Runge and Kutta's rule of fourth order. */
final class RungeKutta {
  private RungeKutta() {}

  /**
   * States at equal distances of time.
   *
   * @param velocity of a state
   * @param parts steps of the rule from one state to the next
   * @return {@code [count][…]}, the first is {@code start}
   */
  static double[][] path(
      UnaryOperator<double[]> velocity, double[] start, double step, int parts, int count) {
    double[][] path = new double[count][];
    double[] s = start;
    for (int i = 0; i < count; i++) {
      path[i] = s;
      for (int k = 0; k < parts; k++) {
        s = step(velocity, s, step / parts);
      }
    }
    return path;
  }

  private static double[] step(UnaryOperator<double[]> velocity, double[] s, double h) {
    double[] k1 = velocity.apply(s);
    double[] k2 = velocity.apply(moved(s, k1, h / 2));
    double[] k3 = velocity.apply(moved(s, k2, h / 2));
    double[] k4 = velocity.apply(moved(s, k3, h));
    double[] next = s.clone();
    for (int j = 0; j < s.length; j++) {
      next[j] += h / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
    }
    return next;
  }

  private static double[] moved(double[] s, double[] velocity, double time) {
    double[] moved = s.clone();
    for (int j = 0; j < moved.length; j++) {
      moved[j] += time * velocity[j];
    }
    return moved;
  }
}
