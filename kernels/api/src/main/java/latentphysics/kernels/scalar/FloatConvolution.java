package latentphysics.kernels.scalar;

import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.Kernels;

/** The definition of the three convolutions; see {@link Kernels}. */
final class FloatConvolution {
  /** Adding to this negative zero changes no number, not even the sign of a zero. */
  private static final float NOTHING = -0.0f;

  private final ConvolutionShape shape;
  private final ConvolutionAxis rows;
  private final ConvolutionAxis columns;
  private final float[] x;
  private final int xOffset;
  private final float[] w;
  private final int wOffset;
  private final float[] y;
  private final int yOffset;

  private FloatConvolution(
      ConvolutionShape shape,
      float[] x,
      int xOffset,
      float[] w,
      int wOffset,
      float[] y,
      int yOffset) {
    this.shape = shape;
    this.rows = shape.rows();
    this.columns = shape.columns();
    this.x = x;
    this.xOffset = xOffset;
    this.w = w;
    this.wOffset = wOffset;
    this.y = y;
    this.yOffset = yOffset;
  }

  static void run(
      ConvolutionShape shape,
      ConvolutionShape.Role role,
      float[] x,
      int xOffset,
      float[] w,
      int wOffset,
      float[] y,
      int yOffset,
      int from,
      int to) {
    FloatConvolution all = new FloatConvolution(shape, x, xOffset, w, wOffset, y, yOffset);
    for (int part = from; part < to; part++) {
      switch (role) {
        case OUTPUT -> all.outputRow(part / shape.rows().output(), part % shape.rows().output());
        case INPUT -> all.inputRow(part / shape.rows().input(), part % shape.rows().input());
        case KERNEL -> all.kernels(part);
      }
    }
  }

  private void outputRow(int n, int h) {
    for (int o = 0; o < shape.outputChannels(); o++) {
      for (int v = 0; v < columns.output(); v++) {
        y[yAt(n, o, h, v)] = output(n, o, h, v);
      }
    }
  }

  private float output(int n, int o, int h, int v) {
    int firstInput = o / shape.groupOutputs() * shape.groupInputs();
    float total = NOTHING;
    float chain = 0;
    int terms = 0;
    for (int c = 0; c < shape.groupInputs(); c++) {
      for (int i = 0; i < rows.kernel(); i++) {
        int row = rows.inputAt(h, i);
        if (row < 0 || row >= rows.input()) {
          continue;
        }
        for (int j = 0; j < columns.kernel(); j++) {
          if (terms == Kernels.PRODUCT_BLOCK) {
            total += chain;
            chain = 0;
            terms = 0;
          }
          float seen = inputOrZero(n, firstInput + c, row, columns.inputAt(v, j));
          chain = Math.fma(w[wAt(o, c, i, j)], seen, chain);
          terms++;
        }
      }
    }
    return total + chain;
  }

  private void inputRow(int n, int h) {
    for (int c = 0; c < shape.inputChannels(); c++) {
      for (int v = 0; v < columns.input(); v++) {
        x[xAt(n, c, h, v)] = input(n, c, h, v);
      }
    }
  }

  private float input(int n, int c, int h, int v) {
    int group = c / shape.groupInputs();
    float total = NOTHING;
    float chain = 0;
    int terms = 0;
    for (int o = 0; o < shape.groupOutputs(); o++) {
      for (int i = 0; i < rows.kernel(); i++) {
        int ahead = h - rows.inputAt(0, i);
        int row = ahead / rows.stride();
        if (ahead % rows.stride() != 0 || row < 0 || row >= rows.output()) {
          continue;
        }
        for (int j = 0; j < columns.kernel(); j++) {
          int right = v - columns.inputAt(0, j);
          if (right % columns.stride() != 0) {
            continue;
          }
          if (terms == Kernels.PRODUCT_BLOCK) {
            total += chain;
            chain = 0;
            terms = 0;
          }
          int channel = group * shape.groupOutputs() + o;
          float seen = outputOrZero(n, channel, row, right / columns.stride());
          chain = Math.fma(w[wAt(channel, c % shape.groupInputs(), i, j)], seen, chain);
          terms++;
        }
      }
    }
    return total + chain;
  }

  private void kernels(int c) {
    int group = c / shape.groupInputs();
    for (int o = group * shape.groupOutputs(); o < (group + 1) * shape.groupOutputs(); o++) {
      for (int i = 0; i < rows.kernel(); i++) {
        for (int j = 0; j < columns.kernel(); j++) {
          w[wAt(o, c % shape.groupInputs(), i, j)] = kernel(o, c, i, j);
        }
      }
    }
  }

  private float kernel(int o, int c, int i, int j) {
    float total = shape.outputSize() == 0 ? 0 : NOTHING;
    for (int n = 0; n < shape.batch(); n += shape.chainImages()) {
      for (int h = 0; h < rows.output(); h += shape.chainRows()) {
        for (int v = 0; v < columns.output(); v += shape.chainColumns()) {
          total += chain(o, c, i, j, n, h, v);
        }
      }
    }
    return total;
  }

  private float chain(int o, int c, int i, int j, int firstImage, int firstRow, int firstColumn) {
    float chain = 0;
    int images = Math.min(shape.batch(), firstImage + shape.chainImages());
    int lastRow = Math.min(rows.output(), firstRow + shape.chainRows());
    int lastColumn = Math.min(columns.output(), firstColumn + shape.chainColumns());
    for (int n = firstImage; n < images; n++) {
      for (int h = firstRow; h < lastRow; h++) {
        for (int v = firstColumn; v < lastColumn; v++) {
          float seen = inputOrZero(n, c, rows.inputAt(h, i), columns.inputAt(v, j));
          chain = Math.fma(seen, y[yAt(n, o, h, v)], chain);
        }
      }
    }
    return chain;
  }

  private float inputOrZero(int n, int c, int h, int v) {
    return h < 0 || h >= rows.input() || v < 0 || v >= columns.input() ? 0 : x[xAt(n, c, h, v)];
  }

  private float outputOrZero(int n, int o, int h, int v) {
    return h < 0 || h >= rows.output() || v < 0 || v >= columns.output() ? 0 : y[yAt(n, o, h, v)];
  }

  private int xAt(int n, int c, int h, int v) {
    int image = (n * shape.inputChannels() + c) * rows.input() + h;
    return xOffset + image * columns.input() + v;
  }

  private int wAt(int o, int c, int i, int j) {
    int kernel = (o * shape.groupInputs() + c) * rows.kernel() + i;
    return wOffset + kernel * columns.kernel() + j;
  }

  private int yAt(int n, int o, int h, int v) {
    int image = (n * shape.outputChannels() + o) * rows.output() + h;
    return yOffset + image * columns.output() + v;
  }
}
