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
 * @param isSymmetric whether matrices are: what is above their diagonal is then that below it
 */
record Operand(DType dtype, long seed, double low, double high, Shape shape, boolean isSymmetric) {

  /** Uniform numbers in [low, high). */
  static Operand uniform(DType dtype, long seed, double low, double high, int... dims) {
    return new Operand(dtype, seed, low, high, Shape.of(dims), false);
  }

  /** Uniform numbers in [−1, 1). */
  static Operand of(DType dtype, long seed, int... dims) {
    return uniform(dtype, seed, -1, 1, dims);
  }

  /** Symmetric matrices of uniform numbers in [−1, 1). */
  static Operand symmetric(DType dtype, long seed, int... dims) {
    return new Operand(dtype, seed, -1, 1, Shape.of(dims), true);
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
    double[] doubles = doubles();
    float[] values = new float[doubles.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) doubles[i];
    }
    return values;
  }

  double[] doubles() {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = next(random);
    }
    if (isSymmetric) {
      reflect(values, dim(shape.rank() - 1));
    }
    return values;
  }

  private static void reflect(double[] values, int n) {
    for (int i = 0; i < values.length; i++) {
      int row = i / n % n;
      int column = i % n;
      if (column > row) {
        values[i] = values[i + (column - row) * (n - 1)];
      }
    }
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
