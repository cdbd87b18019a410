package latentphysics.autodiff.layers;

import java.util.Arrays;
import java.util.Optional;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * The affine map x·W + b of the last axis, also called a linear or fully connected layer.
 *
 * <p>W is stored as it multiplies from the right, as in JAX; PyTorch stores its transpose.
 *
 * @param weights W, {@code [inputs, outputs]}
 * @param bias b, {@code [outputs]}, if there is one
 */
public record Dense(Tensor weights, Optional<Tensor> bias) {

  /**
   * A layer with weights by {@link Initializer#GLOROT_UNIFORM} and a bias of zeros.
   *
   * @param dtype float32 or float64
   * @throws IllegalArgumentException if a size is negative or the type is another
   */
  public static Dense of(Key key, int inputs, int outputs, DType dtype) {
    return of(key, Initializer.GLOROT_UNIFORM, inputs, outputs, dtype);
  }

  /** As {@link #of(Key, int, int, DType)} with weights by a given initializer. */
  public static Dense of(Key key, Initializer initializer, int inputs, int outputs, DType dtype) {
    Arguments.expectSizes("dense", inputs, outputs);
    Arguments.expectFloat("dense", dtype);
    return new Dense(
        initializer.draw(key, dtype, new Initializer.Fan(inputs, outputs), inputs, outputs),
        Optional.of(Tensor.zeros(dtype, outputs)));
  }

  /** The same weights without a bias. */
  public Dense withoutBias() {
    return new Dense(weights, Optional.empty());
  }

  /** As {@link #apply(Tensor, Activation)} without an activation. */
  public Tensor apply(Tensor x) {
    return apply(x, Activation.NONE);
  }

  /**
   * The layer followed by an elementwise function. Bias and function go over the product in the
   * pass that writes it; under automatic differentiation they are one pass of their own.
   *
   * @param x {@code [batch…, inputs]}
   * @return {@code [batch…, outputs]}
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public Tensor apply(Tensor x, Activation activation) {
    int batch = x.shape().rank() - 1;
    if (weights.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "dense: weights " + weights.shape() + ", expected [inputs, outputs]");
    }
    if (batch < 0 || x.dim(batch) != weights.dim(0)) {
      throw new IllegalArgumentException(
          "dense: x " + x.shape() + ", expected a last axis of " + weights.dim(0));
    }
    Arguments.expectType("dense", "x", x, weights.dtype());
    int[] dims = x.shape().dims();
    // One product of all rows: a stack of products would repeat the weights.
    int rows = Arrays.stream(dims).limit(batch).reduce(1, (a, b) -> a * b);
    Tensor matrix = x.reshape(rows, weights.dim(0));
    dims[batch] = weights.dim(1);
    return product(matrix, activation).reshape(dims);
  }

  private Tensor product(Tensor matrix, Activation activation) {
    if (bias.isPresent()) {
      Tensor offset = bias.get();
      Arguments.expectShape("dense", "bias", offset, Shape.of(weights.dim(1)));
      return matrix.matmulThen(activation.afterBias(), weights, offset);
    }
    return activation == Activation.NONE
        ? matrix.matmul(weights)
        : matrix.matmulThen(activation.alone(), weights);
  }
}
