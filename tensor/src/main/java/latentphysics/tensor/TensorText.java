package latentphysics.tensor;

import java.util.Locale;

/** Tensors as readable text. */
final class TensorText {
  private static final int EDGE = 3;

  private TensorText() {}

  static String print(Tensor tensor) {
    StringBuilder text = new StringBuilder();
    text.append(tensor.dtype()).append(tensor.shape()).append(' ');
    append(text, tensor.toDoubles(), tensor.shape(), 0, 0);
    return text.toString();
  }

  private static void append(
      StringBuilder text, double[] values, Shape shape, int axis, int offset) {
    if (axis == shape.rank()) {
      text.append(String.format(Locale.ROOT, "%.5g", values[offset]));
      return;
    }
    int length = shape.dim(axis);
    int stride = shape.rowMajorStrides()[axis];
    text.append('[');
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        text.append(", ");
      }
      if (i == EDGE && length > 2 * EDGE) {
        text.append("…, ");
        i = length - EDGE;
      }
      append(text, values, shape, axis + 1, offset + i * stride);
    }
    text.append(']');
  }
}
