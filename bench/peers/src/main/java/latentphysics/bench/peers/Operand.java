package latentphysics.bench.peers;

import java.util.SplittableRandom;
import latentphysics.tensor.DType;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;

/**
 * One array that a piece of work reads: the same numbers for every side, made anew by each.
 *
 * @param dtype float32 or float64
 * @param seed of the numbers
 * @param low least number
 * @param high bound of the numbers; where both are the same, all numbers are
 * @param shape lengths of the axes
 */
record Operand(DType dtype, long seed, double low, double high, Shape shape) {

  /** Uniform numbers in [low, high). */
  static Operand uniform(DType dtype, long seed, double low, double high, int... dims) {
    return new Operand(dtype, seed, low, high, Shape.of(dims));
  }

  /** Uniform numbers in [−1, 1). */
  static Operand of(DType dtype, long seed, int... dims) {
    return uniform(dtype, seed, -1, 1, dims);
  }

  /** Zeros. */
  static Operand zeros(DType dtype, int... dims) {
    return uniform(dtype, 0, 0, 0, dims);
  }

  int size() {
    return shape.size();
  }

  int dim(int axis) {
    return shape.dim(axis);
  }

  float[] floats() {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) next(random);
    }
    return values;
  }

  double[] doubles() {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = next(random);
    }
    return values;
  }

  private double next(SplittableRandom random) {
    return low == high ? low : random.nextDouble(low, high);
  }

  int[] dims() {
    int[] dims = new int[shape.rank()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = shape.dim(axis);
    }
    return dims;
  }

  Tensor tensor() {
    return dtype == DType.FLOAT32 ? Tensor.of(floats(), dims()) : Tensor.of(doubles(), dims());
  }
}
