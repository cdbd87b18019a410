package latentphysics.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;

/** Whole matrices of derivatives, and the gradients of many examples one by one. */
public final class Jacobians {
  private Jacobians() {}

  /**
   * All partial derivatives of a function by its parameters: forwards, one pass for each number
   * that goes in, or in reverse, one for each that comes out, whichever are fewer.
   *
   * @param function its result may have any shape
   * @param at float32 or float64 parameters
   * @return like the parameters; each tensor has the result's axes, then those of its parameter
   * @throws IllegalArgumentException if a parameter is not floating-point
   * @throws UnsupportedOperationException if an operation in between has no derivative
   */
  public static <P> P jacobian(Structure<P> structure, Function<P, Tensor> function, P at) {
    List<Tensor> leaves = structure.leaves(at);
    Function<List<Tensor>, List<Tensor>> f = x -> List.of(function.apply(structure.rebuild(at, x)));
    Autodiff.Vjp vjp = Autodiff.vjp(f, leaves);
    Tensor output = vjp.outputs().getFirst();
    int inputs = leaves.stream().mapToInt(leaf -> leaf.shape().size()).sum();
    return structure.rebuild(
        at,
        inputs <= output.shape().size()
            ? forward(f, leaves, output)
            : reverse(vjp, leaves, output));
  }

  /** As {@link #jacobian(Structure, Function, Object)}, by one tensor. */
  public static Tensor jacobian(Function<Tensor, Tensor> function, Tensor at) {
    return jacobian(Structure.tensor(), function, at);
  }

  /** A column for each number that goes in. */
  private static List<Tensor> forward(
      Function<List<Tensor>, List<Tensor>> function, List<Tensor> leaves, Tensor output) {
    List<Tensor> zeros =
        leaves.stream().map(leaf -> Tensor.zeros(leaf.dtype(), leaf.shape().dims())).toList();
    List<Tensor> jacobians = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      Tensor leaf = leaves.get(i);
      List<Tensor> columns = new ArrayList<>();
      for (int j = 0; j < leaf.shape().size(); j++) {
        List<Tensor> tangents = new ArrayList<>(zeros);
        tangents.set(i, basis(leaf, j));
        columns.add(Autodiff.jvp(function, leaves, tangents).tangents().getFirst());
      }
      jacobians.add(stacked(columns, output.shape().rank(), output, leaf));
    }
    return jacobians;
  }

  /** A row for each number that comes out. */
  private static List<Tensor> reverse(Autodiff.Vjp vjp, List<Tensor> leaves, Tensor output) {
    List<List<Tensor>> rows = new ArrayList<>();
    for (int j = 0; j < output.shape().size(); j++) {
      rows.add(vjp.pullback().apply(List.of(basis(output, j))));
    }
    List<Tensor> jacobians = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      int leaf = i;
      List<Tensor> ofLeaf = rows.stream().map(row -> row.get(leaf)).toList();
      jacobians.add(stacked(ofLeaf, 0, output, leaves.get(i)));
    }
    return jacobians;
  }

  private static Tensor stacked(List<Tensor> parts, int axis, Tensor output, Tensor leaf) {
    int[] dims =
        IntStream.concat(IntStream.of(output.shape().dims()), IntStream.of(leaf.shape().dims()))
            .toArray();
    return parts.isEmpty()
        ? Tensor.zeros(leaf.dtype(), dims)
        : Tensor.stack(axis, parts.toArray(Tensor[]::new)).reshape(dims);
  }

  /** A tensor like another, of zeros and a single 1. */
  private static Tensor basis(Tensor like, int index) {
    double[] values = new double[like.shape().size()];
    values[index] = 1;
    return Tensor.of(values).reshape(like.shape().dims()).astype(like.dtype());
  }

  /**
   * The second derivatives of a scalar function: the Jacobian of its gradient.
   *
   * @param at float32 or float64
   * @return the axes of {@code at} twice
   * @throws IllegalArgumentException if the function's result has more than one element
   */
  public static Tensor hessian(Function<Tensor, Tensor> function, Tensor at) {
    return jacobian(x -> Autodiff.grad(function, x), at);
  }

  /**
   * The gradient of a loss for each example of a batch alone, as needed to clip or to compare them.
   *
   * @param loss of the parameters and one example, of size 1
   * @param batch tensors with the examples along axis 0, equally many
   * @return like the parameters; each tensor has a first axis for the examples
   * @throws IllegalArgumentException if there is no example, or their numbers differ
   */
  public static <P> P perExampleGrad(
      Structure<P> structure, BiFunction<P, List<Tensor>, Tensor> loss, P at, List<Tensor> batch) {
    int count =
        batch.isEmpty() || batch.getFirst().shape().rank() == 0 ? 0 : batch.getFirst().dim(0);
    for (Tensor tensor : batch) {
      if (count == 0 || tensor.shape().rank() == 0 || tensor.dim(0) != count) {
        throw new IllegalArgumentException(
            "perExampleGrad: batch of "
                + batch.stream().map(Tensor::shape).map(Shape::toString).toList()
                + ", expected the same number of examples, at least one, along axis 0");
      }
    }
    if (count == 0) {
      throw new IllegalArgumentException("perExampleGrad: no batch, expected at least one tensor");
    }
    List<List<Tensor>> gradients = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      int index = e;
      List<Tensor> example =
          batch.stream().map(tensor -> tensor.slice(0, index, index + 1).squeeze(0)).toList();
      gradients.add(structure.leaves(Autodiff.grad(structure, p -> loss.apply(p, example), at)));
    }
    List<Tensor> stacked = new ArrayList<>();
    for (int i = 0; i < gradients.getFirst().size(); i++) {
      int leaf = i;
      stacked.add(Tensor.stack(0, gradients.stream().map(g -> g.get(leaf)).toArray(Tensor[]::new)));
    }
    return structure.rebuild(at, stacked);
  }
}
