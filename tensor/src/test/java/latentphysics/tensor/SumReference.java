package latentphysics.tensor;

import java.util.Arrays;

/**
 * The sum as {@link Primitive.Sum} and {@link latentphysics.kernels.Kernels} prescribe it, index by
 * index: lanes of 16 within blocks of 1024 in row-major order of the summed axes, then a tree.
 */
final class SumReference {
  private SumReference() {}

  /** The sum over axes, counted from 0 and increasing, in the tensor's own precision. */
  static Tensor inPrescribedOrder(Tensor x, int... axes) {
    double[][] terms = terms(x, axes);
    double[] sums = new double[terms.length];
    for (int k = 0; k < sums.length; k++) {
      sums[k] = x.dtype() == DType.FLOAT32 ? singleTree(terms[k]) : doubleTree(terms[k]);
    }
    return Tensor.of(x.dtype(), sums).reshape(kept(x.shape(), axes));
  }

  /** The sum over axes by one loop in double. */
  static double[] plain(Tensor x, int... axes) {
    return Arrays.stream(terms(x, axes)).mapToDouble(t -> Arrays.stream(t).sum()).toArray();
  }

  /** The sums of absolute values, against which errors are to be measured. */
  static double largestMagnitude(Tensor x, int... axes) {
    return Arrays.stream(terms(x, axes))
        .mapToDouble(t -> Arrays.stream(t).map(Math::abs).sum())
        .max()
        .orElse(0);
  }

  private static int[] kept(Shape shape, int... axes) {
    int[] dims = new int[shape.rank() - axes.length];
    int k = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (Arrays.binarySearch(axes, axis) < 0) {
        dims[k++] = shape.dim(axis);
      }
    }
    return dims;
  }

  /** For each element of the result its terms in order. */
  private static double[][] terms(Tensor x, int... axes) {
    Shape shape = x.shape();
    int results = Shape.of(kept(shape, axes)).size();
    int count = Arrays.stream(axes).map(shape::dim).reduce(1, (a, b) -> a * b);
    double[][] terms = new double[results][count];
    double[] values = x.toDoubles();
    for (int i = 0; i < values.length; i++) {
      int rest = i;
      int term = 0;
      int termStride = 1;
      int result = 0;
      int resultStride = 1;
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        int index = rest % shape.dim(axis);
        rest /= shape.dim(axis);
        if (Arrays.binarySearch(axes, axis) >= 0) {
          term += index * termStride;
          termStride *= shape.dim(axis);
        } else {
          result += index * resultStride;
          resultStride *= shape.dim(axis);
        }
      }
      terms[result][term] = values[i];
    }
    return terms;
  }

  private static double doubleTree(double[] terms) {
    int blocks = Math.ceilDiv(terms.length, 1024);
    double[] sums = new double[Math.max(1, blocks)];
    for (int b = 0; b < blocks; b++) {
      double[] lanes = new double[16];
      for (int i = 1024 * b; i < Math.min(terms.length, 1024 * (b + 1)); i++) {
        lanes[i % 16] = lanes[i % 16] + terms[i];
      }
      for (int half = 8; half > 0; half /= 2) {
        for (int l = 0; l < half; l++) {
          lanes[l] = lanes[l] + lanes[l + half];
        }
      }
      sums[b] = lanes[0];
    }
    return doublePairs(sums, 0, Integer.highestOneBit(Math.max(1, 2 * blocks - 1)));
  }

  /** A balanced tree over a power of two of places, of which those past the end are missing. */
  private static double doublePairs(double[] sums, int from, int width) {
    if (width == 1) {
      return sums[from];
    }
    double left = doublePairs(sums, from, width / 2);
    int middle = from + width / 2;
    return middle < sums.length ? left + doublePairs(sums, middle, width / 2) : left;
  }

  private static double singleTree(double[] terms) {
    int blocks = Math.ceilDiv(terms.length, 1024);
    float[] sums = new float[Math.max(1, blocks)];
    for (int b = 0; b < blocks; b++) {
      float[] lanes = new float[16];
      for (int i = 1024 * b; i < Math.min(terms.length, 1024 * (b + 1)); i++) {
        lanes[i % 16] = lanes[i % 16] + (float) terms[i];
      }
      for (int half = 8; half > 0; half /= 2) {
        for (int l = 0; l < half; l++) {
          lanes[l] = lanes[l] + lanes[l + half];
        }
      }
      sums[b] = lanes[0];
    }
    return singlePairs(sums, 0, Integer.highestOneBit(Math.max(1, 2 * blocks - 1)));
  }

  private static float singlePairs(float[] sums, int from, int width) {
    if (width == 1) {
      return sums[from];
    }
    float left = singlePairs(sums, from, width / 2);
    int middle = from + width / 2;
    return middle < sums.length ? left + singlePairs(sums, middle, width / 2) : left;
  }
}
