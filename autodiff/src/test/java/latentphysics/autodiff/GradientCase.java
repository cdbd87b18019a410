package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A row of a table of gradient checks: an operation at a point.
 *
 * @param name says operation and shapes
 * @param operation the function, with any number of results
 * @param point all arguments
 * @param layouts in which the arguments may be given
 */
record GradientCase(
    String name, UnaryOperator<List<Tensor>> operation, List<Tensor> point, Set<Layout> layouts) {
  private static final double BOUND = 1e-6;
  private static final long SEED = 2718;

  /** A row for every layout. */
  static GradientCase of(String name, UnaryOperator<List<Tensor>> operation, Tensor... point) {
    String shapes = String.join(" ", List.of(point).stream().map(x -> "" + x.shape()).toList());
    return new GradientCase(
        name + " " + shapes, operation, List.of(point), EnumSet.allOf(Layout.class));
  }

  /** The same row for a point whose values must stay as they are. */
  GradientCase withoutRepetition() {
    return new GradientCase(
        name, operation, point, EnumSet.complementOf(EnumSet.of(Layout.REPEATED)));
  }

  /**
   * This row with its arguments in every layout, alike and one at a time, and differentiated by all
   * arguments and by each alone.
   */
  List<GradientCase> variants() {
    List<GradientCase> variants = new ArrayList<>();
    for (Layout layout : layouts) {
      GradientCase alike = laid(layout, layout.name(), IntStream.range(0, point.size()).toArray());
      variants.add(alike);
      for (int i = 0; point.size() > 1 && i < point.size(); i++) {
        variants.add(alike.byArgument(i));
        if (layout != Layout.ROW_MAJOR) {
          variants.add(laid(layout, "argument " + i + " " + layout, i));
        }
      }
    }
    return variants;
  }

  private GradientCase laid(Layout layout, String label, int... arguments) {
    List<Tensor> laid = new ArrayList<>(point);
    for (int i : arguments) {
      laid.set(i, layout.lay(point.get(i)));
    }
    return new GradientCase(name + " " + label, operation, laid, layouts);
  }

  private GradientCase byArgument(int wanted) {
    UnaryOperator<List<Tensor>> others =
        x -> {
          List<Tensor> all = new ArrayList<>(point);
          all.set(wanted, x.getFirst());
          return operation.apply(all);
        };
    return new GradientCase(
        name + " by argument " + wanted, others, List.of(point.get(wanted)), layouts);
  }

  /** Errors of the gradient and of its derivative, after a check of the gradients' shapes. */
  GradCheck.Errors errors() {
    List<Tensor> gradients = Autodiff.grad(this::loss, point);
    for (int i = 0; i < gradients.size(); i++) {
      assertEquals(point.get(i).shape(), gradients.get(i).shape(), name);
      assertEquals(point.get(i).dtype(), gradients.get(i).dtype(), name);
    }
    return GradCheck.check(this::loss, point, Key.of(SEED));
  }

  /** Fails where a derivative of this row or of a variant of it is wrong. */
  void checkAll() {
    for (GradientCase variant : variants()) {
      GradCheck.Errors errors = variant.errors();
      if (!(errors.largest() <= BOUND)) {
        fail(variant.name() + ": " + errors + ", expected at most " + BOUND + "; seed " + SEED);
      }
    }
  }

  /** A sum of all results and their squares with random weights: no element can hide. */
  private Tensor loss(List<Tensor> arguments) {
    List<Tensor> results = operation.apply(arguments);
    Key[] keys = Key.of(SEED + 1).split(results.size());
    Tensor sum = Tensor.scalar(DType.FLOAT64, 0);
    for (int i = 0; i < keys.length; i++) {
      Tensor y = results.get(i);
      Tensor weights = keys[i].normal(DType.FLOAT64, y.shape().dims());
      sum = sum.add(y.add(y.square()).mul(weights).sum());
    }
    return sum;
  }
}
