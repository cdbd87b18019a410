package latentphysics.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/** Constants of a form that predict best: least mean ‖z′ − ẑ‖², by Levenberg's method. */
final class Refinement {
  private static final double EVEN = 0.1;

  private Refinement() {}

  /**
   * All constants, near a start that was fitted as if all durations were their mean; the start
   * itself where they deviate from it by a tenth at most: what that misses is of second order.
   *
   * @param motion float64, with durations
   */
  static List<Tensor> whereUneven(Form form, List<Tensor> start, Motion motion) {
    Tensor steps = motion.durations().orElseThrow().next();
    double mean = steps.mean().item();
    double deviation = Math.sqrt(steps.sub(mean).square().mean().item());
    return deviation <= EVEN * Math.abs(mean) ? start : of(form, start, motion);
  }

  /**
   * All constants, near a start.
   *
   * @param form whose prediction counts
   * @param start constants
   * @param motion float64
   */
  static List<Tensor> of(Form form, List<Tensor> start, Motion motion) {
    boolean[] free = new boolean[size(start)];
    Arrays.fill(free, true);
    return of(form, start, motion, free);
  }

  /** All constants that are not exactly 0, near a start. */
  static List<Tensor> ofNonzero(Form form, List<Tensor> start, Motion motion) {
    double[] numbers = flatten(start).toDoubles();
    boolean[] free = new boolean[numbers.length];
    for (int i = 0; i < free.length; i++) {
      free[i] = numbers[i] != 0;
    }
    return of(form, start, motion, free);
  }

  /**
   * Some constants, near a start, with the others held.
   *
   * @param free which of them, in the order of the constants' elements
   */
  static List<Tensor> of(Form form, List<Tensor> start, Motion motion, boolean[] free) {
    Tensor all = flatten(start);
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < free.length; i++) {
      if (free[i]) {
        chosen.add(i);
      }
    }
    if (chosen.isEmpty()) {
      return start;
    }
    Tensor indices = Tensor.of(chosen.stream().mapToInt(i -> i).toArray());
    Tensor spread = indices.oneHot(free.length, DType.FLOAT64); // [chosen, all]
    Tensor chosenStart = all.take(indices, 0);
    Tensor held = all.sub(chosenStart.reshape(1, chosen.size()).matmul(spread).flatten());
    Tensor found =
        LevenbergMarquardt.fit(
            (theta, data) -> {
              List<Tensor> constants = split(merged(theta, spread, held), start);
              Motion moved =
                  new Motion(
                      data.get(0), data.get(1), data.get(2), motion.durations(), motion.input());
              return moved.after().sub(form.predict(constants, moved));
            },
            chosenStart,
            List.of(motion.previous(), motion.before(), motion.after()));
    return split(merged(found, spread, held), start);
  }

  private static Tensor merged(Tensor theta, Tensor spread, Tensor held) {
    return theta.reshape(1, theta.dim(0)).matmul(spread).flatten().add(held);
  }

  private static int size(List<Tensor> constants) {
    return constants.stream().mapToInt(c -> c.shape().size()).sum();
  }

  private static Tensor flatten(List<Tensor> constants) {
    return Tensor.concatenate(
            0, constants.stream().map(c -> c.stopGradient().flatten()).toArray(Tensor[]::new))
        .astype(DType.FLOAT64);
  }

  private static List<Tensor> split(Tensor all, List<Tensor> like) {
    List<Tensor> parts = new ArrayList<>();
    int at = 0;
    for (Tensor c : like) {
      int size = c.shape().size();
      parts.add(all.slice(0, at, at + size).reshape(c.shape().dims()));
      at += size;
    }
    return parts;
  }
}
