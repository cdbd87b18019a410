package latentphysics.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** NumPy's broadcasting, done once before a primitive is applied: primitives see equal shapes. */
final class Broadcasting {
  private static final int[] NONE = {};

  private Broadcasting() {}

  /** The operands, each broadcast to the shape that all fill. */
  static List<Tensor> toCommonShape(String operation, Tensor... operands) {
    if (operands.length == 0) {
      throw new IllegalArgumentException(operation + ": no operand, expected at least one");
    }
    Shape common = operands[0].shape();
    for (Tensor operand : operands) {
      common =
          common.equals(operand.shape())
              ? common
              : Shape.broadcast(operation, common, operand.shape());
    }
    List<Tensor> filling = new ArrayList<>(operands.length);
    for (Tensor operand : operands) {
      filling.add(to(common, operand));
    }
    return filling;
  }

  /** The operand, broadcast to a shape. */
  static Tensor to(Shape shape, Tensor operand) {
    return shape.equals(operand.shape())
        ? operand
        : Primitive.one(new Primitive.Broadcast(shape), operand);
  }

  /**
   * Applies a primitive to two stacks of matrices whose leading axes broadcast.
   *
   * @param others further operands, which broadcast to the shape of the product
   */
  static Tensor onMatrices(Primitive primitive, Tensor left, Tensor right, Tensor... others) {
    if (left.shape().rank() < 2 || right.shape().rank() < 2) {
      throw new IllegalArgumentException(
          primitive.label()
              + ": "
              + left.shape()
              + " and "
              + right.shape()
              + ", expected at least 2 axes each");
    }
    int[] a = left.shape().dims();
    int[] b = right.shape().dims();
    int m = a[a.length - 2];
    int n = b[b.length - 1];
    int[] batch =
        a.length == 2 && b.length == 2
            ? NONE
            : Shape.broadcast(
                    primitive.label(),
                    Shape.of(Arrays.copyOf(a, a.length - 2)),
                    Shape.of(Arrays.copyOf(b, b.length - 2)))
                .dims();
    List<Tensor> operands = new ArrayList<>(2 + others.length);
    operands.add(left.broadcastTo(append(batch, m, a[a.length - 1])));
    operands.add(right.broadcastTo(append(batch, b[b.length - 2], n)));
    if (others.length > 0) {
      Shape product = Shape.of(append(batch, m, n));
      for (Tensor other : others) {
        if (!Shape.broadcast(primitive.label(), product, other.shape()).equals(product)) {
          throw new IllegalArgumentException(
              primitive.label() + ": " + other.shape() + " does not fill " + product);
        }
        operands.add(other.broadcastTo(product.dims()));
      }
    }
    return Primitive.apply(primitive, operands).getFirst();
  }

  private static int[] append(int[] dims, int rows, int columns) {
    int[] all = Arrays.copyOf(dims, dims.length + 2);
    all[dims.length] = rows;
    all[dims.length + 1] = columns;
    return all;
  }

  /** See {@link MatrixPrimitive#onSystems}. */
  static Tensor onSystems(MatrixPrimitive primitive, Tensor a, Tensor b, Tensor... factors) {
    Shape batch = Shape.broadcast(primitive.name(), leading(a), leading(b));
    Tensor[] operands = new Tensor[2 + factors.length];
    operands[0] = filling(batch, a, 2);
    operands[1] = filling(batch, b, 2);
    for (int i = 0; i < factors.length; i++) {
      operands[2 + i] = filling(batch, factors[i], factors[i].shape().rank() - leading(a).rank());
    }
    return Primitive.one(primitive, operands);
  }

  /** Looks at the operands of A·X = B before A is factored. */
  static void requireSystem(String name, Tensor a, Tensor b) {
    if (a.shape().rank() < 2 || b.shape().rank() < 2) {
      throw new IllegalArgumentException(
          name + ": " + a.shape() + " and " + b.shape() + ", expected at least 2 axes each");
    }
    DType type = TypeRules.float32OrFloat64(name, List.of(a, b));
    assert type.isFloat();
    if (a.dim(-2) != b.dim(-2)) {
      throw new IllegalArgumentException(
          name + ": numbers of rows differ: " + a.shape() + " and " + b.shape());
    }
  }

  private static Shape leading(Tensor a) {
    return Shape.of(Arrays.copyOf(a.shape().dims(), a.shape().rank() - 2));
  }

  /** The tensor with other leading axes; the last ones stay. */
  private static Tensor filling(Shape batch, Tensor a, int last) {
    int[] dims = a.shape().dims();
    int[] all = Arrays.copyOf(batch.dims(), batch.rank() + last);
    System.arraycopy(dims, dims.length - last, all, batch.rank(), last);
    return a.broadcastTo(all);
  }
}
