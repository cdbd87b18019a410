package latentphysics.kernels.vector;

import java.util.Arrays;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;

/**
 * Kernels from input and output: products of {@link FloatWindows}, one row per kernel element, with
 * the output turned so that its channels lie side by side. One chain of positions at a time.
 */
final class FloatKernelGradient {
  /** Sums of kernel elements that the second cache holds beside all else. */
  private static final int SUMS = 128 * 1024;

  private static final float[] NONE = new float[0];
  private static final Scratch<FloatKernelGradient> LENT = new Scratch<>(FloatKernelGradient::new);

  private final FloatWindows windows = new FloatWindows();
  private final float[] buffer = new float[FloatIndexedTiles.BUFFER];
  private float[] sums = NONE;
  private float[] turned = NONE;
  private int[] tables = new int[0];

  private FloatKernelGradient() {}

  private ConvolutionShape shape =
      new ConvolutionShape(0, 1, 0, 0, ConvolutionAxis.SINGLE, ConvolutionAxis.SINGLE);
  private float[] x = NONE;
  private int xStart;
  private float[] y = NONE;
  private int yStart;
  private int pitch;

  /** Kernels of input channels {@code from … to−1}. */
  static void run(
      ConvolutionShape shape,
      float[] x,
      int xOffset,
      float[] w,
      int wOffset,
      float[] y,
      int yOffset,
      int from,
      int to) {
    FloatKernelGradient gradient = LENT.take();
    gradient.shape = shape;
    gradient.x = x;
    gradient.xStart = xOffset;
    gradient.y = y;
    gradient.yStart = yOffset;
    gradient.run(w, wOffset, from, to);
    // What is lent again must not keep the caller's arrays alive.
    gradient.x = NONE;
    gradient.y = NONE;
    LENT.give(gradient);
  }

  private void run(float[] w, int wOffset, int from, int to) {
    int outputs = shape.groupOutputs();
    pitch = Math.ceilDiv(outputs, FloatIndexedTiles.SLACK) * FloatIndexedTiles.SLACK;
    int kernel = shape.kernelSize();
    if (outputs == 0 || kernel == 0) {
      return;
    }
    int most = Math.max(1, SUMS / pitch / kernel);
    for (int c = from; c < to; ) {
      int group = c / shape.groupInputs();
      int end = Math.min(to, Math.min(c + most, (group + 1) * shape.groupInputs()));
      int rows = (end - c) * kernel;
      int needed = Math.multiplyExact(rows, pitch);
      if (sums.length < needed) {
        sums = new float[needed];
      }
      if (shape.outputSize() == 0) {
        Arrays.fill(sums, 0, needed, 0);
      } else {
        channels(group, c, end - c);
      }
      int column = wOffset + group * outputs * shape.groupInputs() * kernel;
      column += c % shape.groupInputs() * kernel;
      for (int o = 0; o < outputs; o++) {
        for (int k = 0; k < rows; k++) {
          w[column + k] = sums[k * pitch + o];
        }
        column += shape.groupInputs() * kernel;
      }
      c = end;
    }
  }

  private void channels(int group, int firstChannel, int channels) {
    ConvolutionAxis rows = shape.rows();
    ConvolutionAxis columns = shape.columns();
    boolean first = true;
    for (int n = 0; n < shape.batch(); n += shape.chainImages()) {
      int images = Math.min(shape.chainImages(), shape.batch() - n);
      for (int h = 0; h < rows.output(); h += shape.chainRows()) {
        int toRow = Math.min(rows.output(), h + shape.chainRows());
        for (int v = 0; v < columns.output(); v += shape.chainColumns()) {
          int toColumn = Math.min(columns.output(), v + shape.chainColumns());
          chain(first, group, firstChannel, channels, n, images, h, toRow, v, toColumn);
          first = false;
        }
      }
    }
  }

  /** Adds what the positions of one chain contribute. */
  private void chain(
      boolean first,
      int group,
      int firstChannel,
      int channels,
      int n,
      int images,
      int row,
      int toRow,
      int column,
      int toColumn) {
    ConvolutionAxis rows = shape.rows();
    ConvolutionAxis columns = shape.columns();
    windows.box(rows, columns, false, channels, images, row, toRow, column, toColumn);
    int size = rows.input() * columns.input();
    windows.fill(
        x,
        xStart + (n * shape.inputChannels() + firstChannel) * size,
        shape.inputChannels() * size,
        rows.input(),
        columns.input());
    int height = toRow - row;
    int width = toColumn - column;
    int terms = images * height * width;
    int kernel = shape.kernelSize();
    if (tables.length < 2 * terms + channels * kernel) {
      tables = new int[2 * terms + channels * kernel];
    }
    for (int i = 0, p = 0; i < images; i++) {
      for (int h = 0; h < height; h++) {
        for (int v = 0; v < width; v++, p++) {
          tables[p] = (h * images + i) * width + v;
          tables[terms + p] = p * pitch;
        }
      }
    }
    for (int c = 0, k = 2 * terms; c < channels; c++) {
      for (int i = 0; i < rows.kernel(); i++) {
        for (int j = 0; j < columns.kernel(); j++, k++) {
          int start = windows.start(rows.inputAt(row, i), columns.inputAt(column, j));
          tables[k] = c * windows.channelStride() + start;
        }
      }
    }
    turn(group, n, images, row, height, column, width);
    FloatIndexedTiles.add(
        first,
        channels * kernel,
        shape.groupOutputs(),
        terms,
        windows.data,
        tables,
        2 * terms,
        0,
        turned,
        0,
        terms,
        sums,
        0,
        pitch,
        buffer);
  }

  /** Turns the output so that the channels of a position are neighbours. */
  private void turn(int group, int n, int images, int row, int height, int column, int width) {
    int outputs = shape.groupOutputs();
    int needed = images * height * width * pitch + FloatIndexedTiles.SLACK;
    if (turned.length < needed) {
      turned = new float[needed];
    }
    int columns = shape.columns().output();
    int size = shape.rows().output() * columns;
    for (int i = 0; i < images; i++) {
      int image = yStart + ((n + i) * shape.outputChannels() + group * outputs) * size;
      if (width == columns) {
        int to = i * height * width * pitch;
        turn(y, image + row * width, size, outputs, height * width, turned, to, pitch);
        continue;
      }
      for (int h = 0; h < height; h++) {
        int from = image + (row + h) * columns + column;
        turn(y, from, size, outputs, width, turned, (i * height + h) * width * pitch, pitch);
      }
    }
  }

  private static void turn(
      float[] from, int start, int size, int channels, int width, float[] to, int at, int pitch) {
    int o = 0;
    for (; o + 4 <= channels; o += 4) {
      int f = start + o * size;
      for (int v = 0; v < width; v++) {
        int t = at + v * pitch + o;
        to[t] = from[f + v];
        to[t + 1] = from[f + size + v];
        to[t + 2] = from[f + 2 * size + v];
        to[t + 3] = from[f + 3 * size + v];
      }
    }
    for (; o < channels; o++) {
      for (int v = 0; v < width; v++) {
        to[at + v * pitch + o] = from[start + o * size + v];
      }
    }
  }
}
