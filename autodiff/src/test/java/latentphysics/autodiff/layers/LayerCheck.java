package latentphysics.autodiff.layers;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.GradCheck;
import latentphysics.autodiff.Structure;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/** What every layer has to keep. */
final class LayerCheck {
  /** The types of layers. */
  static final List<DType> TYPES = List.of(DType.FLOAT32, DType.FLOAT64);

  private static final double BOUND = 1e-6;
  private static final long SEED = 31415;

  private LayerCheck() {}

  /** How near values have to be to a reference in float64. */
  static double bound(DType dtype) {
    return dtype == DType.FLOAT64 ? 1e-12 : 1e-5;
  }

  /** A layer like another with normal numbers in all its tensors. */
  static <L> L random(Structure<L> structure, L layer, long seed) {
    Key key = Key.of(seed);
    List<Tensor> leaves = new ArrayList<>();
    for (Tensor leaf : structure.leaves(layer)) {
      leaves.add(key.foldIn(leaves.size()).normal(leaf.dtype(), leaf.shape().dims()));
    }
    return structure.rebuild(layer, leaves);
  }

  /**
   * Fails where a derivative of first or second order by a parameter or an argument is wrong, or
   * where the function gives other bits under differentiation.
   */
  static <L> void gradients(
      Structure<L> structure, L layer, BiFunction<L, List<Tensor>, Tensor> function, Tensor... x) {
    List<Tensor> point = new ArrayList<>(structure.leaves(layer));
    int parameters = point.size();
    point.addAll(List.of(x));
    BiFunction<L, List<Tensor>, Tensor> losses =
        (l, arguments) -> {
          Tensor y = function.apply(l, arguments);
          Tensor weights = Key.of(SEED).normal(DType.FLOAT64, y.shape().dims());
          return y.add(y.square()).mul(weights).sum();
        };
    check(structure, layer, losses, parameters, point);
    Tensor recorded =
        Autodiff.vjp(all -> List.of(applied(structure, layer, function, parameters, all)), point)
            .outputs()
            .getFirst();
    Tensor plain = function.apply(layer, List.of(x));
    Close.sameBits(List.of(plain), List.of(recorded), "under differentiation");
  }

  private static <L> void check(
      Structure<L> structure,
      L layer,
      BiFunction<L, List<Tensor>, Tensor> loss,
      int parameters,
      List<Tensor> point) {
    checked(all -> applied(structure, layer, loss, parameters, all), point, "all");
    for (int i = 0; i < point.size(); i++) {
      int wanted = i;
      // By one alone other terms of a derivative are left out than by all.
      checked(
          one -> {
            List<Tensor> all = new ArrayList<>(point);
            all.set(wanted, one.getFirst());
            return applied(structure, layer, loss, parameters, all);
          },
          List.of(point.get(i)),
          "number " + i);
    }
  }

  private static void checked(
      Function<List<Tensor>, Tensor> loss, List<Tensor> point, String which) {
    GradCheck.Errors errors = GradCheck.check(loss, point, Key.of(SEED + 1));
    if (!(errors.first() <= BOUND && errors.second() <= BOUND)) {
      fail("by " + which + ": " + errors + ", expected at most " + BOUND + "; seed " + SEED);
    }
  }

  private static <L> Tensor applied(
      Structure<L> structure,
      L layer,
      BiFunction<L, List<Tensor>, Tensor> function,
      int parameters,
      List<Tensor> all) {
    return function.apply(
        structure.rebuild(layer, all.subList(0, parameters)), all.subList(parameters, all.size()));
  }
}
