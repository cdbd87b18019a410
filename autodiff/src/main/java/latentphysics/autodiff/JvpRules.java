package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import latentphysics.tensor.CustomOperation;
import latentphysics.tensor.MapDerivative;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of every primitive forwards: given the tangents ẋ of its operands, the tangents ẏ
 * of its results. Rules are written in tensors, so each can be differentiated again. {@link
 * VjpRules} has the same cases backwards.
 */
final class JvpRules {
  private JvpRules() {}

  /**
   * Tangents of the results; null where they are zero.
   *
   * @param tangents one for each operand, null where it is zero; at least one is not
   */
  static List<@Nullable Tensor> apply(
      Primitive primitive,
      List<Tensor> operands,
      List<Tensor> results,
      List<@Nullable Tensor> tangents) {
    Tensor x = operands.getFirst();
    return switch (primitive) {
      case Primitive.Map(MapFunction function) -> {
        MapDerivative derivative = function.forward(moving(tangents));
        yield Collections.unmodifiableList(derivative.apply(joined(operands, tangents)));
      }

      case Primitive.Sum(MapFunction function, List<Integer> axes) -> {
        MapDerivative derivative = function.forward(moving(tangents));
        yield all(derivative.sum(axes, joined(operands, tangents)));
      }

      case Primitive.Extremum(boolean largest, List<Integer> axes) -> {
        // The mean of the tangents of those elements that equal the extremum.
        int[] summed = axes.stream().mapToInt(Integer::intValue).toArray();
        Tensor extremum = results.getFirst().stopGradient().reshape(VjpRules.kept(x, axes));
        Tensor attained = x.stopGradient().equal(extremum).astype(x.dtype());
        Tensor moved = attained.mul(only(tangents));
        yield all(axes.isEmpty() ? moved : moved.sum(summed).div(attained.sum(summed)));
      }

      // Places do not change with the numbers; integers never come here.
      case Primitive.ArgExtremum a -> Collections.singletonList(null);
      case Primitive.ArgSort a -> Collections.singletonList(null);

      // Ṗ = Ȧ·B + A·Ḃ, and what follows the product by its own rule.
      case Primitive.Contract c -> bilinear(c, operands, tangents);
      case Primitive.Convolution c -> bilinear(c, operands, tangents);

      // Linear in the one operand: the same of its tangent.
      case Primitive.Convert(var type) -> all(only(tangents).astype(type));
      case Primitive.CumulativeSum p -> same(p, tangents);
      case Primitive.Reshape p -> same(p, tangents);
      case Primitive.Permute p -> same(p, tangents);
      case Primitive.Broadcast p -> same(p, tangents);
      case Primitive.Slice p -> same(p, tangents);
      case Primitive.Reverse p -> same(p, tangents);
      case Primitive.Pad p -> same(p, tangents);
      case Primitive.Windows p -> same(p, tangents);
      case Primitive.Fold p -> same(p, tangents);

      case Primitive.Split p ->
          Collections.unmodifiableList(Primitive.apply(p, List.of(only(tangents))));

      // Linear in several operands; some may stand still.
      case Primitive.Concatenate p ->
          Collections.unmodifiableList(Primitive.apply(p, filled(operands, tangents)));
      case Primitive.Fft p ->
          Collections.unmodifiableList(Primitive.apply(p, filled(operands, tangents)));

      // Linear in the first operand; the second one holds indices.
      case Primitive.Gather p -> all(Primitive.one(p, only(tangents), operands.get(1)));
      case Primitive.ScatterAdd p -> all(Primitive.one(p, only(tangents), operands.get(1)));

      case MatrixPrimitive matrices -> MatrixJvpRules.apply(matrices, operands, results, tangents);

      case Primitive.Custom(CustomOperation operation) ->
          Collections.unmodifiableList(
              operation.jvp(operands, results, filled(operands, tangents)));
    };
  }

  private static List<@Nullable Tensor> bilinear(
      Primitive.Bilinear primitive, List<Tensor> operands, List<@Nullable Tensor> tangents) {
    Primitive alone = primitive.alone();
    Tensor a = operands.get(0);
    Tensor b = operands.get(1);
    Tensor da = tangents.get(0);
    Tensor db = tangents.get(1);
    Tensor byFirst = da == null ? null : Primitive.one(alone, da, b);
    Tensor bySecond = db == null ? null : Primitive.one(alone, a, db);
    Tensor moved =
        byFirst == null || bySecond == null
            ? byFirst == null ? bySecond : byFirst
            : byFirst.add(bySecond);
    if (primitive.isAlone()) {
      return Collections.singletonList(moved);
    }
    List<@Nullable Tensor> arguments = new ArrayList<>(operands.subList(2, operands.size()));
    List<@Nullable Tensor> steps = new ArrayList<>(tangents.subList(2, tangents.size()));
    steps.addFirst(moved);
    MapDerivative derivative = primitive.then().forward(moving(steps));
    arguments.addFirst(derivative.reads(0) ? Primitive.one(alone, a, b) : null);
    return Collections.unmodifiableList(derivative.apply(joined(arguments, steps)));
  }

  private static List<@Nullable Tensor> same(Primitive primitive, List<@Nullable Tensor> tangents) {
    return all(Primitive.one(primitive, only(tangents)));
  }

  private static List<@Nullable Tensor> all(Tensor tangent) {
    return Collections.singletonList(tangent);
  }

  private static Tensor only(List<@Nullable Tensor> tangents) {
    Tensor tangent = tangents.getFirst();
    if (tangent == null) {
      throw new AssertionError("the operand moves");
    }
    return tangent;
  }

  private static BitSet moving(List<@Nullable Tensor> tangents) {
    BitSet moving = new BitSet();
    for (int i = 0; i < tangents.size(); i++) {
      moving.set(i, tangents.get(i) != null);
    }
    return moving;
  }

  private static List<@Nullable Tensor> joined(
      List<? extends @Nullable Tensor> operands, List<@Nullable Tensor> tangents) {
    List<@Nullable Tensor> joined = new ArrayList<>(operands);
    joined.addAll(tangents);
    return joined;
  }

  /** The tangents with zeros for those that are absent. */
  private static List<Tensor> filled(List<Tensor> operands, List<@Nullable Tensor> tangents) {
    List<Tensor> filled = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      filled.add(VjpRules.orZeros(tangents.get(i), operands.get(i)));
    }
    return filled;
  }
}
