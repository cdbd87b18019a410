package latentphysics.autodiff.layers;

import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;

/** What several layers expect of their arguments. */
final class Arguments {
  private Arguments() {}

  /** Fails if a size is negative. */
  static void expectSizes(String layer, int... sizes) {
    for (int size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(layer + ": size " + size + ", expected at least 0");
      }
    }
  }

  /** Fails for integers and truth values. */
  static void expectFloat(String layer, DType dtype) {
    if (!dtype.isFloat()) {
      throw new IllegalArgumentException(
          layer + ": type " + dtype + ", expected float32 or float64");
    }
  }

  /** Fails if a tensor has another type than the layer. */
  static void expectType(String layer, String argument, Tensor tensor, DType expected) {
    if (tensor.dtype() != expected) {
      throw new IllegalArgumentException(
          layer + ": " + argument + " of type " + tensor.dtype() + ", expected " + expected);
    }
  }

  /** Fails if a tensor has another shape; it would broadcast in silence. */
  static void expectShape(String layer, String argument, Tensor tensor, Shape expected) {
    if (!tensor.shape().equals(expected)) {
      throw new IllegalArgumentException(
          layer + ": " + argument + " " + tensor.shape() + ", expected " + expected);
    }
  }
}
