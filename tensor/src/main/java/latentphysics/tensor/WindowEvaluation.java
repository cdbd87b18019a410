package latentphysics.tensor;

import java.util.Arrays;

/** Windows over an axis as a view, and their adjoint. */
final class WindowEvaluation {
  private WindowEvaluation() {}

  static Shape windowsShape(Primitive.Windows w, Shape from) {
    int axis = from.axis("unfold", w.axis());
    long needed = w.count() == 0 ? 0 : reach(w.count(), w.size(), w.step(), w.dilation());
    if (w.count() < 0 || w.size() < 1 || w.step() < 1 || w.dilation() < 1) {
      throw new IllegalArgumentException(
          "unfold: "
              + w
              + " of "
              + from
              + ", expected at least 0 windows, and size, step and dilation at least 1");
    }
    if (needed > from.dim(axis)) {
      throw new IllegalArgumentException(
          "unfold: windows reach over "
              + needed
              + " elements of axis "
              + axis
              + " of "
              + from
              + ", expected them within it");
    }
    int[] dims = Arrays.copyOf(from.dims(), from.rank() + 1);
    dims[axis] = w.count();
    dims[from.rank()] = w.size();
    return Shape.of(dims);
  }

  static Shape foldShape(Primitive.Fold f, Shape from) {
    if (from.rank() < 2 || f.axis() < 0 || f.axis() > from.rank() - 2) {
      throw new IllegalArgumentException(
          "fold: axis " + f.axis() + " of " + from + ", expected one before the last");
    }
    int count = from.dim(f.axis());
    int size = from.dim(-1);
    long needed = count == 0 || size == 0 ? 0 : reach(count, size, f.step(), f.dilation());
    if (f.step() < 1 || f.dilation() < 1 || f.length() < needed) {
      throw new IllegalArgumentException(
          "fold: " + f + " of " + from + ", expected at least " + needed + " elements");
    }
    int[] dims = Arrays.copyOf(from.dims(), from.rank() - 1);
    dims[f.axis()] = f.length();
    return Shape.of(dims);
  }

  private static long reach(int count, int size, int step, int dilation) {
    return (count - 1L) * step + (size - 1L) * dilation + 1;
  }

  static Tensor windows(Primitive.Windows w, ArrayTensor x, Shape shape) {
    int[] strides = Arrays.copyOf(x.strides, shape.rank());
    strides[shape.rank() - 1] = x.strides[w.axis()] * w.dilation();
    strides[w.axis()] *= w.step();
    return x.view(shape, strides, shape.size() == 0 ? 0 : x.offset);
  }

  static Tensor fold(Primitive.Fold f, ArrayTensor x, Shape shape) {
    Object data = x.dtype().newArray(shape.size());
    int last = x.shape().rank() - 1;
    int[] dims = Arrays.copyOf(x.shape().dims(), last);
    int[] strides = shape.rowMajorStrides().clone();
    int step = strides[f.axis()];
    strides[f.axis()] *= f.step();
    Shape windows = Shape.of(dims);
    for (int j = 0; j < x.shape().dim(-1) && windows.size() > 0; j++) {
      // For one j no two windows meet.
      ArrayTensor column =
          x.view(windows, Arrays.copyOf(x.strides, last), x.offset + j * x.strides[last]);
      ElementwiseEvaluation.addInto(column, data, j * f.dilation() * step, strides);
    }
    return ArrayTensor.rowMajor(x.dtype(), shape, data);
  }
}
