package latentphysics.kernels.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;

/**
 * Convolutions to the output and, transposed, to the input: products of the kernels, read in place,
 * with {@link FloatWindows} of a few images or rows at a time.
 *
 * <p>Vectors run over positions, so few channels and any numbers of groups are no loss. Terms keep
 * the order of the kernels' elements.
 */
final class FloatConvolution {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final VectorShuffle<Float> DOUBLED = VectorShuffle.fromOp(SPECIES, i -> i / 2);
  private static final VectorMask<Float> EVEN = VectorMask.fromLong(SPECIES, 0x5555555555555555L);

  /** Numbers that windows may take: with the kernels beside them they fit the second cache. */
  private static final int WINDOWS = 96 * 1024;

  /** Positions that are enough to use the kernels well. */
  private static final int POSITIONS = 1024;

  /** Positions of an image from which on several images together gain nothing. */
  private static final int LEAST_IN_PLACE = 256;

  private static final float[] NONE = new float[0];
  private static final Scratch<FloatConvolution> LENT = new Scratch<>(FloatConvolution::new);

  private final FloatWindows windows = new FloatWindows();
  private final float[] buffer = new float[FloatIndexedTiles.BUFFER];
  private float[] sums = NONE;
  private int[] tables = new int[0];

  private FloatConvolution() {}

  private ConvolutionShape shape =
      new ConvolutionShape(0, 1, 0, 0, ConvolutionAxis.SINGLE, ConvolutionAxis.SINGLE);
  private boolean transposed;
  private float[] kernels = NONE;
  private int kernelsStart;
  private float[] source = NONE;
  private int sourceStart;
  private int sourceChannels;
  private int sourceRows;
  private int sourceColumns;
  private float[] result = NONE;
  private int resultStart;
  private int resultChannels;
  private int resultRows;
  private int resultColumns;

  /** Rows {@code from … to−1} of all images of the output or of the input. */
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
    boolean transposed = role == ConvolutionShape.Role.INPUT;
    int rows = transposed ? shape.rows().input() : shape.rows().output();
    if (rows > 0) {
      int first = Math.ceilDiv(from, rows);
      int last = to / rows;
      if (first < last && FloatChannelConvolution.suits(shape, transposed, last - first)) {
        FloatChannelConvolution.run(
            shape, transposed, x, xOffset, w, wOffset, y, yOffset, first, last);
        windows(shape, role, x, xOffset, w, wOffset, y, yOffset, from, first * rows);
        windows(shape, role, x, xOffset, w, wOffset, y, yOffset, last * rows, to);
        return;
      }
    }
    windows(shape, role, x, xOffset, w, wOffset, y, yOffset, from, to);
  }

  /** The same with vectors over positions. */
  private static void windows(
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
    if (from == to) {
      return;
    }
    FloatConvolution convolution = LENT.take();
    convolution.shape = shape;
    convolution.kernels = w;
    convolution.kernelsStart = wOffset;
    if (role == ConvolutionShape.Role.OUTPUT) {
      convolution.output(x, xOffset, y, yOffset);
    } else {
      convolution.input(x, xOffset, y, yOffset);
    }
    convolution.run(from, to);
    // What is lent again must not keep the caller's arrays alive.
    convolution.kernels = NONE;
    convolution.source = NONE;
    convolution.result = NONE;
    LENT.give(convolution);
  }

  private void output(float[] x, int xOffset, float[] y, int yOffset) {
    transposed = false;
    source = x;
    sourceStart = xOffset;
    sourceChannels = shape.groupInputs();
    sourceRows = shape.rows().input();
    sourceColumns = shape.columns().input();
    result = y;
    resultStart = yOffset;
    resultChannels = shape.groupOutputs();
    resultRows = shape.rows().output();
    resultColumns = shape.columns().output();
  }

  private void input(float[] x, int xOffset, float[] y, int yOffset) {
    transposed = true;
    source = y;
    sourceStart = yOffset;
    sourceChannels = shape.groupOutputs();
    sourceRows = shape.rows().output();
    sourceColumns = shape.columns().output();
    result = x;
    resultStart = xOffset;
    resultChannels = shape.groupInputs();
    resultRows = shape.rows().input();
    resultColumns = shape.columns().input();
  }

  private void run(int from, int to) {
    long image = (long) resultRows * resultColumns;
    if (image == 0 || from == to || resultChannels == 0) {
      return;
    }
    // As many images as fit; else as many rows of one; else as many columns of a row.
    long fitting =
        Math.min(WINDOWS / Math.max(1, size(resultRows, resultColumns)), POSITIONS / image);
    int images = inPlace(1) && image >= LEAST_IN_PLACE ? 1 : Math.clamp(fitting, 1, shape.batch());
    int rows = resultRows;
    while (images == 1 && rows > rowStep() && tooLarge(rows, resultColumns)) {
      rows = Math.ceilDiv(rows / 2, rowStep()) * rowStep();
    }
    int columns = resultColumns;
    int least = 2 * LANES * AxisPhases.step(shape.columns(), transposed);
    while (images == 1 && columns > least && tooLarge(rows, columns)) {
      columns = Math.max(least, Math.ceilDiv(columns, 2));
    }
    for (int part = from; part < to; ) {
      int n = part / resultRows;
      int row = part % resultRows;
      int whole = row == 0 ? (to - part) / resultRows : 0;
      int count = Math.clamp(whole, 1, images);
      int endRow = Math.min(resultRows, row + to - part);
      for (int r = row; r < endRow; r += rows) {
        for (int v = 0; v < resultColumns; v += columns) {
          int toRow = Math.min(endRow, r + rows);
          box(n, count, r, toRow, v, Math.min(resultColumns, v + columns));
        }
      }
      part += (count - 1) * resultRows + endRow - row;
    }
  }

  private int rowStep() {
    return AxisPhases.step(shape.rows(), transposed);
  }

  private boolean tooLarge(int rows, int columns) {
    return size(rows, columns) > WINDOWS || (long) rows * columns > POSITIONS;
  }

  private long size(int rows, int columns) {
    return FloatWindows.size(
        shape.rows(), shape.columns(), transposed, sourceChannels, 1, rows, columns);
  }

  /** Results of some images, rows and columns, in all channels. */
  private void box(int n, int images, int fromRow, int toRow, int fromColumn, int toColumn) {
    ConvolutionAxis rows = shape.rows();
    ConvolutionAxis columns = shape.columns();
    boolean any =
        windows.box(
            rows,
            columns,
            transposed,
            sourceChannels,
            images,
            fromRow,
            toRow,
            fromColumn,
            toColumn);
    for (int group = 0; group < shape.groups(); group++) {
      if (any) {
        int size = sourceRows * sourceColumns;
        int image = n * shape.groups() + group;
        windows.fill(
            source,
            sourceStart + image * sourceChannels * size,
            shape.groups() * sourceChannels * size,
            sourceRows,
            sourceColumns);
      }
      for (int rowPhase = 0; rowPhase < AxisPhases.phases(rows, transposed); rowPhase++) {
        int row = AxisPhases.first(rows, transposed, rowPhase, fromRow);
        int height = AxisPhases.count(rows, transposed, row, toRow);
        for (int phase = 0; phase < AxisPhases.phases(columns, transposed); phase++) {
          int column = AxisPhases.first(columns, transposed, phase, fromColumn);
          int width = AxisPhases.count(columns, transposed, column, toColumn);
          if (height > 0 && width > 0) {
            phase(n, images, group, rowPhase, row, height, phase, column, width);
          }
        }
      }
    }
  }

  private void phase(
      int n,
      int images,
      int group,
      int rowPhase,
      int row,
      int height,
      int columnPhase,
      int column,
      int width) {
    int pitch = windows.width();
    int image = resultRows * resultColumns;
    int first = (n * shape.groups() + group) * resultChannels * image;
    int at = resultStart + first + row * resultColumns + column;
    if (inPlace(images) && width == resultColumns) {
      for (int h = 0; h < height; ) {
        int end = sameKernelRows(rowPhase, row, h, height);
        int to = at + h * resultColumns;
        int toRow = row + h;
        products(group, rowPhase, toRow, columnPhase, column, (end - h) * pitch, result, to, image);
        h = end;
      }
      return;
    }
    // Products write up to a slack beyond their last position.
    int slack = FloatIndexedTiles.SLACK;
    int line = images * pitch;
    int sumsRow = (Math.ceilDiv(height * line, slack) + 1) * slack;
    int needed = Math.multiplyExact(resultChannels, sumsRow);
    if (sums.length < needed) {
      sums = new float[needed];
    }
    for (int h = 0; h < height; ) {
      int end = sameKernelRows(rowPhase, row, h, height);
      int toRow = row + h * rowStep();
      int positions = (end - h) * line;
      products(group, rowPhase, toRow, columnPhase, column, positions, sums, h * line, sumsRow);
      h = end;
    }
    int rowDistance = rowStep() * resultColumns;
    int step = AxisPhases.step(shape.columns(), transposed);
    for (int o = 0; o < resultChannels; o++) {
      for (int i = 0; i < images; i++) {
        int from = o * sumsRow + i * pitch;
        int to = at + (i * shape.groups() * resultChannels + o) * image;
        spread(sums, from, images * pitch, result, to, rowDistance, step, width, height);
      }
    }
  }

  /**
   * Whether sums can go straight into the result: rows lie side by side there too, and whole
   * vectors end where rows end.
   */
  private boolean inPlace(int images) {
    return images == 1
        && rowStep() == 1
        && AxisPhases.step(shape.columns(), transposed) == 1
        && resultColumns % LANES == 0
        && resultChannels % 4 == 0;
  }

  /** End of the results that see the same kernel rows within the source as result h. */
  private int sameKernelRows(int phase, int row, int h, int height) {
    int first = row + h * rowStep();
    int last = row + height * rowStep();
    int end = AxisPhases.endOfSame(shape.rows(), transposed, phase, first, last);
    return (end - row) / rowStep();
  }

  /** Sums for so many positions from the start of a row on, in all channels. */
  private void products(
      int group,
      int rowPhase,
      int row,
      int columnPhase,
      int column,
      int positions,
      float[] to,
      int start,
      int channelStride) {
    int terms = tables(group, rowPhase, row, columnPhase, column);
    if (terms == 0) {
      for (int o = 0; o < resultChannels; o++) {
        int at = start + o * channelStride;
        Arrays.fill(to, at, at + positions, 0);
      }
      return;
    }
    int most = sourceChannels * shape.kernelSize();
    FloatIndexedTiles.product(
        resultChannels,
        positions,
        terms,
        kernels,
        tables,
        2 * most,
        0,
        windows.data,
        0,
        most,
        to,
        start,
        channelStride,
        buffer);
  }

  /**
   * Lays out the tables: where each term reads the kernels, where it reads the windows, where the
   * kernels of each result channel begin.
   *
   * @return the number of terms
   */
  private int tables(int group, int rowPhase, int row, int columnPhase, int column) {
    ConvolutionAxis rows = shape.rows();
    ConvolutionAxis columns = shape.columns();
    int kernel = shape.kernelSize();
    int most = sourceChannels * kernel;
    if (tables.length < 2 * most + resultChannels) {
      tables = new int[2 * most + resultChannels];
    }
    int sourceDistance = transposed ? shape.groupInputs() * kernel : kernel;
    int resultDistance = transposed ? kernel : shape.groupInputs() * kernel;
    int terms = 0;
    for (int i = 0; i < rows.kernel() && most > 0; i++) {
      for (int j = 0; j < columns.kernel(); j++) {
        if (AxisPhases.sees(rows, transposed, rowPhase, row, i)
            && AxisPhases.meets(columns, transposed, columnPhase, j)) {
          tables[terms] = i * columns.kernel() + j;
          tables[most + terms] =
              windows.start(
                  AxisPhases.source(rows, transposed, row, i),
                  AxisPhases.source(columns, transposed, column, j));
          terms++;
        }
      }
    }
    for (int c = 1; c < sourceChannels; c++) {
      for (int t = 0; t < terms; t++) {
        tables[c * terms + t] = c * sourceDistance + tables[t];
        tables[most + c * terms + t] = c * windows.channelStride() + tables[most + t];
      }
    }
    int start = kernelsStart + group * shape.groupOutputs() * shape.groupInputs() * kernel;
    for (int o = 0; o < resultChannels; o++) {
      tables[2 * most + o] = start + o * resultDistance;
    }
    return sourceChannels * terms;
  }

  /** Copies rows of sums to where they belong, {@code step} apart. */
  private static void spread(
      float[] from,
      int start,
      int fromRow,
      float[] to,
      int at,
      int toRow,
      int step,
      int width,
      int height) {
    if (step == 1) {
      int whole = SPECIES.loopBound(width);
      VectorMask<Float> rest = SPECIES.indexInRange(whole, width);
      for (int r = 0; r < height; r++) {
        int f = start + r * fromRow;
        int t = at + r * toRow;
        for (int v = 0; v < whole; v += LANES) {
          FloatVector.fromArray(SPECIES, from, f + v).intoArray(to, t + v);
        }
        if (whole < width) {
          FloatVector.fromArray(SPECIES, from, f + whole).intoArray(to, t + whole, rest);
        }
      }
    } else if (step == 2 && LANES > 1) {
      int half = LANES / 2;
      int whole = width - width % half;
      VectorMask<Float> rest = SPECIES.indexInRange(0, 2 * (width - whole)).and(EVEN);
      for (int r = 0; r < height; r++) {
        int f = start + r * fromRow;
        int t = at + r * toRow;
        for (int v = 0; v < whole; v += half) {
          FloatVector.fromArray(SPECIES, from, f + v)
              .rearrange(DOUBLED)
              .intoArray(to, t + 2 * v, EVEN);
        }
        if (whole < width) {
          FloatVector.fromArray(SPECIES, from, f + whole)
              .rearrange(DOUBLED)
              .intoArray(to, t + 2 * whole, rest);
        }
      }
    } else {
      for (int r = 0; r < height; r++) {
        for (int v = 0; v < width; v++) {
          to[at + r * toRow + v * step] = from[start + r * fromRow + v];
        }
      }
    }
  }
}
