package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import latentphysics.autodiff.Autodiff;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Systems;

/**
 * The past of a form without a closed inverse, by Newton's method at all sites together.
 *
 * <p>Sought is the y for which the form leads where the motion went: ẑ(y) = z for a form of first
 * order, ẑ(y, z) = z′ for one of second. The Jacobians of all sites come from as many derivatives
 * forwards as there are coordinates, because no site moves another.
 */
final class Newton {
  private static final int ITERATIONS = 40;
  private static final int HALVINGS = 12;

  /** Residuals of so many roundings of the latents count as none. */
  private static final double ROUNDINGS = 64;

  private final Form form;
  private final List<Tensor> constants;
  private final Motion motion;

  private Newton(Form form, List<Tensor> constants, Motion motion) {
    this.form = form;
    this.constants = constants;
    this.motion = motion;
  }

  /** See {@link Form#retrodict}; the search starts at rest, or for second order at no force. */
  static Tensor retrodict(Form form, List<Tensor> constants, Motion motion) {
    return new Newton(form, constants, motion).solve();
  }

  private Tensor solve() {
    Tensor y =
        form.order() == 1
            ? motion.before()
            : motion.before().sub(motion.shrunk(motion.displacement()));
    double enough =
        ROUNDINGS
            * y.dtype().epsilon()
            * (1 + largest(motion.before()) + largest(motion.displacement()));
    Tensor miss = miss(y);
    for (int i = 0; i < ITERATIONS && !(largest(miss) <= enough); i++) {
      Tensor step = step(y, miss);
      Tensor next = y.sub(step);
      Tensor left = miss(next);
      // Where a step does not help it is halved.
      for (int h = 0; h < HALVINGS; h++) {
        Tensor worse = norms(left).stopGradient().lessEqual(norms(miss).stopGradient()).equal(0);
        if (!worse.any().toBooleans()[0]) {
          break;
        }
        step = Tensor.where(worse, step.mul(0.5), step);
        next = y.sub(step);
        left = miss(next);
      }
      y = next;
      miss = left;
    }
    double rest = largest(miss);
    if (!(rest <= enough)) {
      throw new ArithmeticException(
          "%s: solved for the past to a residual of %.3g by %d steps of Newton's method, expected %.3g"
              .formatted(form.name(), rest, ITERATIONS, enough));
    }
    return y;
  }

  /** Where the form leads, less where the motion went. */
  private Tensor miss(Tensor y) {
    if (form.order() == 1) {
      Motion step =
          new Motion(
              y,
              y,
              motion.before(),
              motion.durations().map(d -> same(d.previous())),
              motion.input());
      return form.predict(constants, step).sub(motion.before());
    }
    Motion step =
        new Motion(y, motion.before(), motion.after(), motion.durations(), motion.input());
    return form.predict(constants, step).sub(motion.after());
  }

  private static Motion.Durations same(Tensor duration) {
    return new Motion.Durations(duration, duration);
  }

  /** J⁻¹·miss at each site. */
  private Tensor step(Tensor y, Tensor miss) {
    int width = y.dim(1);
    List<Tensor> columns = new ArrayList<>();
    Tensor directions = Tensor.eye(y.dtype(), width);
    for (int j = 0; j < width; j++) {
      Tensor direction = directions.slice(0, j, j + 1).broadcastTo(y.shape().dims());
      columns.add(
          Autodiff.jvp(x -> List.of(miss(x.getFirst())), List.of(y), List.of(direction))
              .tangents()
              .getFirst());
    }
    Tensor jacobian = Tensor.stack(2, columns.toArray(Tensor[]::new));
    try {
      return Systems.solve(jacobian, miss.expandDims(2)).squeeze(2);
    } catch (ArithmeticException singular) {
      throw new ArithmeticException(
          form.name() + ": two pasts lead to one present; " + singular.getMessage());
    }
  }

  private static Tensor norms(Tensor x) {
    return x.square().keepDims().sum(1);
  }

  private static double largest(Tensor x) {
    return x.stopGradient().abs().max().item();
  }
}
