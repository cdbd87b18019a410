package latentphysics.kernels.vector;

import java.util.Arrays;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;

/**
 * Kernels from input and output: products of a few images, padding and all, one row per kernel
 * element, with the output turned so that its channels lie side by side. One chain of positions at
 * a time.
 */
final class FloatKernelGradient {
  /** Sums of kernel elements that the second cache holds beside all else. */
  private static final int SUMS = 128 * 1024;

  /** Output channels that lie together: those of a tile. */
  private static final int PANEL = 2 * FloatIndexedTiles.LANES;

  private static final float[] NONE = new float[0];
  private static final Scratch<FloatKernelGradient> LENT = new Scratch<>(FloatKernelGradient::new);

  private final float[] buffer = new float[FloatIndexedTiles.BUFFER];
  private float[] padded = NONE;
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
  private int start;
  private int imageStride;
  private int channelStride;
  private int rowStride;

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
    pitch = Math.ceilDiv(outputs, PANEL) * PANEL;
    int kernel = shape.kernelSize();
    if (outputs == 0 || kernel == 0) {
      return;
    }
    int most = Math.max(1, SUMS / pitch / kernel);
    for (int c = from; c < to; ) {
      int group = c / shape.groupInputs();
      int end = Math.min(to, Math.min(c + most, (group + 1) * shape.groupInputs()));
      int rows = (end - c) * kernel;
      int needed = Math.multiplyExact(wholeTiles(rows), pitch);
      if (sums.length < needed) {
        sums = new float[needed];
      }
      if (shape.outputSize() == 0) {
        Arrays.fill(sums, 0, needed, 0);
      } else {
        channels(group, c, end - c);
      }
      int first = wOffset + group * outputs * shape.groupInputs() * kernel;
      int at = first + c % shape.groupInputs() * kernel;
      FloatSquares.transpose(rows, outputs, sums, 0, pitch, w, at, shape.groupInputs() * kernel);
      c = end;
    }
  }

  /** Rows with those that only make tiles whole: tiles of one row are slow and wide. */
  private static int wholeTiles(int rows) {
    return Math.ceilDiv(rows, 4) * 4;
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
    int height = toRow - row;
    int width = toColumn - column;
    int terms = images * height * width;
    int elements = channels * shape.kernelSize();
    if (tables.length < 2 * terms + wholeTiles(elements)) {
      tables = new int[2 * terms + wholeTiles(elements)];
    }
    float[] seen = see(firstChannel, channels, n, images, row, toRow, column, toColumn);
    ConvolutionAxis rows = shape.rows();
    ConvolutionAxis columns = shape.columns();
    for (int i = 0, p = 0; i < images; i++) {
      for (int h = 0; h < height; h++) {
        int at = i * imageStride + h * rows.stride() * rowStride;
        for (int v = 0; v < width; v++, p++) {
          tables[p] = at + v * columns.stride();
          tables[terms + p] = p * PANEL;
        }
      }
    }
    int k = 2 * terms;
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < rows.kernel(); i++) {
        int at = start + c * channelStride + i * rows.dilation() * rowStride;
        for (int j = 0; j < columns.kernel(); j++) {
          tables[k++] = at + j * columns.dilation();
        }
      }
    }
    int end = 2 * terms + wholeTiles(elements);
    Arrays.fill(tables, k, end, tables[k - 1]);
    turn(group, n, images, row, height, column, width);
    int outputs = shape.groupOutputs();
    for (int o = 0; o < outputs; o += PANEL) {
      FloatIndexedTiles.add(
          first,
          wholeTiles(elements),
          Math.min(PANEL, outputs - o),
          terms,
          seen,
          tables,
          2 * terms,
          0,
          turned,
          o * terms,
          terms,
          sums,
          o,
          pitch,
          buffer);
    }
  }

  /**
   * Makes the inputs of some positions readable, with what lies outside as zeros, and settles where
   * they lie. One image is read in place if no padding is seen.
   */
  private float[] see(
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
    int size = rows.input() * columns.input();
    int image = xStart + (n * shape.inputChannels() + firstChannel) * size;
    int firstRow = rows.inputAt(row, 0);
    int endRow = rows.inputAt(toRow - 1, rows.kernel() - 1) + 1;
    int firstColumn = columns.inputAt(column, 0);
    int endColumn = columns.inputAt(toColumn - 1, columns.kernel() - 1) + 1;
    boolean inside =
        firstRow >= 0 && endRow <= rows.input() && firstColumn >= 0 && endColumn <= columns.input();
    if (inside && images == 1) {
      start = image + firstRow * columns.input() + firstColumn;
      imageStride = 0;
      channelStride = size;
      rowStride = columns.input();
      return x;
    }
    rowStride = endColumn - firstColumn;
    channelStride = (endRow - firstRow) * rowStride;
    imageStride = channels * channelStride;
    start = 0;
    int needed = Math.addExact(Math.multiplyExact(images, imageStride), FloatIndexedTiles.LANES);
    if (padded.length < needed) {
      padded = new float[needed];
    } else {
      Arrays.fill(padded, 0, needed, 0);
    }
    int above = Math.max(0, firstRow);
    int lines = Math.min(rows.input(), endRow) - above;
    int left = Math.max(0, firstColumn);
    int length = Math.min(columns.input(), endColumn) - left;
    if (lines > 0 && length > 0) {
      int from = image + above * columns.input() + left;
      int to = (above - firstRow) * rowStride + left - firstColumn;
      for (int i = 0; i < images; i++) {
        for (int c = 0; c < channels; c++) {
          FloatLines.copy(
              x,
              from + (i * shape.inputChannels() + c) * size,
              columns.input(),
              length,
              padded,
              to + i * imageStride + c * channelStride,
              rowStride,
              lines);
        }
      }
    }
    return padded;
  }

  /** Turns the output so that the channels of a position are neighbours, in panels. */
  private void turn(int group, int n, int images, int row, int height, int column, int width) {
    int outputs = shape.groupOutputs();
    int terms = images * height * width;
    if (turned.length < terms * pitch) {
      turned = new float[terms * pitch];
    }
    int columns = shape.columns().output();
    int size = shape.rows().output() * columns;
    // Whole rows are one stretch.
    int lines = width == columns ? 1 : height;
    int line = terms / images / lines;
    for (int i = 0; i < images; i++) {
      int image = yStart + ((n + i) * shape.outputChannels() + group * outputs) * size;
      for (int h = 0; h < lines; h++) {
        int from = image + (row + h) * columns + column;
        for (int o = 0; o < outputs; o += PANEL) {
          int to = o * terms + (i * lines + h) * line * PANEL;
          turn(from + o * size, size, Math.min(PANEL, outputs - o), line, to);
        }
      }
    }
  }

  /** Some channels of a stretch of positions; lanes without a channel may get any numbers. */
  private void turn(int from, int size, int channels, int positions, int to) {
    int lanes = FloatIndexedTiles.LANES;
    int whole = Math.ceilDiv(channels, lanes) * lanes;
    boolean fits = from + (whole - 1) * size + positions <= y.length;
    int rows = fits ? whole : channels;
    FloatSquares.transpose(rows, positions, y, from, size, turned, to, PANEL);
  }
}
