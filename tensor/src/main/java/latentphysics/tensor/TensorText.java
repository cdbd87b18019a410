package latentphysics.tensor;

import java.util.Locale;

/**
 * Tensors as readable text: type, shape, and the values as nested rows, long axes shortened in the
 * middle. What does not fit one line has a line for each row.
 */
final class TensorText {
  private static final int WIDTH = 100;

  private final double[] values;
  private final Shape shape;
  private final DType dtype;
  private final boolean lines;

  /** How many elements are shown at each end of a long axis. */
  private final int edge;

  private final StringBuilder text = new StringBuilder();

  private TensorText(Tensor tensor, double[] values, boolean lines) {
    this.values = values;
    this.lines = lines;
    shape = tensor.shape();
    dtype = tensor.dtype();
    // Less of each of many axes: the whole stays within a page or two.
    edge = shape.rank() <= 3 || values.length <= 1000 ? 3 : 1;
    text.append(dtype).append(shape).append(lines ? '\n' : ' ');
    append(0, 0);
  }

  static String print(Tensor tensor) {
    double[] values = tensor.toDoubles();
    StringBuilder line = new TensorText(tensor, values, false).text;
    return line.length() <= WIDTH || tensor.shape().rank() < 2
        ? line.toString()
        : new TensorText(tensor, values, true).text.toString();
  }

  private void append(int axis, int offset) {
    if (axis == shape.rank()) {
      text.append(number(values[offset]));
      return;
    }
    int length = shape.dim(axis);
    int stride = shape.rowMajorStrides()[axis];
    boolean rows = lines && axis < shape.rank() - 1;
    String separator = rows ? ",\n" + " ".repeat(axis + 1) : ", ";
    text.append('[');
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        text.append(separator);
      }
      if (i == edge && length > 2 * edge) {
        text.append('…').append(separator);
        i = length - edge;
      }
      append(axis + 1, offset + i * stride);
    }
    text.append(']');
  }

  private String number(double value) {
    return switch (dtype) {
      case INT32 -> Integer.toString((int) value);
      case BOOL -> Boolean.toString(value != 0);
      case FLOAT32, FLOAT64 -> String.format(Locale.ROOT, "%.5g", value);
    };
  }
}
