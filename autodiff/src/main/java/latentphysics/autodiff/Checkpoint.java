package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import latentphysics.tensor.CustomOperation;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Functions that are computed again when their derivative is asked for, instead of keeping what
 * they compute on the way: memory of their operands only, for the time of a second run.
 *
 * <p>Source: A. Griewank, A. Walther, ACM Trans. Math. Software 26 (2000), algorithm 799.
 */
public final class Checkpoint {
  private Checkpoint() {}

  /**
   * The same function, computed again for its derivative. Values and derivatives have the same
   * bits.
   *
   * @param name for messages
   * @param function gives the same results each time; every tensor under differentiation that it
   *     uses has to be an operand, else an {@link IllegalStateException} says so
   */
  public static UnaryOperator<List<Tensor>> of(String name, UnaryOperator<List<Tensor>> function) {
    CustomOperation operation = new Operation(name, function);
    return operands -> Primitive.apply(new Primitive.Custom(operation), operands);
  }

  private record Operation(String name, UnaryOperator<List<Tensor>> function)
      implements CustomOperation {
    @Override
    public List<Tensor> apply(List<Tensor> operands) {
      return function.apply(operands);
    }

    @Override
    public boolean readsResults() {
      return false;
    }

    @Override
    public List<@Nullable Tensor> vjp(
        List<Tensor> operands, List<Tensor> values, List<Tensor> cotangents, BitSet wanted) {
      int[] places = wanted.stream().toArray();
      List<Tensor> pulled =
          Autodiff.vjp(
                  moving -> function.apply(placed(operands, places, moving)),
                  wanted.stream().mapToObj(operands::get).toList())
              .pullback()
              .apply(cotangents);
      List<@Nullable Tensor> all = new ArrayList<>();
      operands.forEach(_ -> all.add(null));
      for (int k = 0; k < places.length; k++) {
        all.set(places[k], pulled.get(k));
      }
      return all;
    }

    @Override
    public List<Tensor> jvp(List<Tensor> operands, List<Tensor> values, List<Tensor> tangents) {
      // Integers stand still.
      int[] places =
          IntStream.range(0, operands.size())
              .filter(i -> operands.get(i).dtype().isFloat())
              .toArray();
      return Autodiff.jvp(
              moving -> function.apply(placed(operands, places, moving)),
              Arrays.stream(places).mapToObj(operands::get).toList(),
              Arrays.stream(places).mapToObj(tangents::get).toList())
          .tangents();
    }

    private static List<Tensor> placed(List<Tensor> operands, int[] places, List<Tensor> moving) {
      List<Tensor> all = new ArrayList<>(operands);
      for (int k = 0; k < places.length; k++) {
        all.set(places[k], moving.get(k));
      }
      return all;
    }
  }
}
