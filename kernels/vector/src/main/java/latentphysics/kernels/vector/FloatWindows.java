package latentphysics.kernels.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.ConvolutionAxis;

/**
 * A box of images, copied so that every kernel position sees its sources as one row of numbers.
 *
 * <p>Results of the box are numbered (row, image, column). For each channel and each distinct shift
 * of columns there is a plane of rows (source row, image, column): a shift by whole source rows is
 * then a shift of the plane, and needs no copy. So the copy is larger than the images by the width
 * of a kernel over the stride, not by its area. Where rows are read a stride apart, rows of equal
 * residue lie together.
 */
final class FloatWindows {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int HALF = LANES / 2;
  private static final VectorShuffle<Float> EVENS =
      VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);

  /** Planes a multiple of this apart would share few lines of the first cache. */
  private static final int CACHE_WAY = 512;

  /** The planes, then a padded image of one channel. */
  float[] data = new float[0];

  private ConvolutionAxis rows = ConvolutionAxis.SINGLE;
  private ConvolutionAxis columns = ConvolutionAxis.SINGLE;
  private boolean transposed;
  private int images;
  private int width;
  private int firstRow;
  private int endRow;
  private int residueRows;
  private int firstColumn;
  private int endColumn;
  private int[] shifts = new int[0];
  private int shiftCount;
  private int plane;

  /** Bound on the numbers that a box takes. */
  static long size(
      ConvolutionAxis rows,
      ConvolutionAxis columns,
      boolean transposed,
      int channels,
      int images,
      int resultRows,
      int resultColumns) {
    int step = AxisPhases.sourceStep(rows, transposed);
    int span = AxisPhases.span(rows, transposed, resultRows);
    long sources = (long) Math.ceilDiv(span, step) * step;
    int copies =
        transposed
            ? Math.min(columns.kernel(), 2 + columns.kernel() * columns.dilation() / columns.stride())
            : columns.kernel();
    int wide = Math.ceilDiv(resultColumns, AxisPhases.step(columns, transposed));
    return sources * images * wide * channels * copies;
  }

  /**
   * Settles which results are read for.
   *
   * @return false if no kernel position meets a result
   */
  boolean box(
      ConvolutionAxis rows,
      ConvolutionAxis columns,
      boolean transposed,
      int images,
      int fromRow,
      int toRow,
      int fromColumn,
      int toColumn) {
    this.rows = rows;
    this.columns = columns;
    this.transposed = transposed;
    this.images = images;
    firstRow = Integer.MAX_VALUE;
    endRow = Integer.MIN_VALUE;
    for (int phase = 0; phase < AxisPhases.phases(rows, transposed); phase++) {
      int first = AxisPhases.first(rows, transposed, phase, fromRow);
      int count = AxisPhases.count(rows, transposed, first, toRow);
      int reach = (count - 1) * AxisPhases.sourceStep(rows, transposed);
      for (int i = 0; i < rows.kernel() && count > 0; i++) {
        if (AxisPhases.meets(rows, transposed, phase, i)) {
          int source = AxisPhases.source(rows, transposed, first, i);
          firstRow = Math.min(firstRow, source);
          endRow = Math.max(endRow, source + reach + 1);
        }
      }
    }
    if (shifts.length < columns.kernel()) {
      shifts = new int[columns.kernel()];
    }
    shiftCount = 0;
    width = 0;
    firstColumn = Integer.MAX_VALUE;
    endColumn = Integer.MIN_VALUE;
    for (int phase = 0; phase < AxisPhases.phases(columns, transposed); phase++) {
      int first = AxisPhases.first(columns, transposed, phase, fromColumn);
      int count = AxisPhases.count(columns, transposed, first, toColumn);
      width = Math.max(width, count);
      for (int j = 0; j < columns.kernel() && count > 0; j++) {
        if (AxisPhases.meets(columns, transposed, phase, j)) {
          int source = AxisPhases.source(columns, transposed, first, j);
          firstColumn = Math.min(firstColumn, source);
          endColumn = Math.max(endColumn, source + 1);
          if (shiftOf(source) == shiftCount) {
            shifts[shiftCount++] = source;
          }
        }
      }
    }
    endColumn += (width - 1) * AxisPhases.sourceStep(columns, transposed);
    int step = AxisPhases.sourceStep(rows, transposed);
    if (shiftCount == 0 || firstRow >= endRow) {
      return false;
    }
    residueRows = Math.ceilDiv(endRow - firstRow, step);
    plane = step * residueRows * images * width;
    plane += plane % CACHE_WAY == 0 ? LANES : 0;
    return true;
  }

  private int shiftOf(int source) {
    int s = 0;
    while (s < shiftCount && shifts[s] != source) {
      s++;
    }
    return s;
  }

  /** Columns of a row of results: those of the phase that has most. */
  int width() {
    return width;
  }

  /** Where row 0 of results begins in the planes of channel 0 for the given sources. */
  int start(int sourceRow, int sourceColumn) {
    int step = AxisPhases.sourceStep(rows, transposed);
    int ahead = sourceRow - firstRow;
    int row = ahead % step * residueRows + ahead / step;
    return shiftOf(sourceColumn) * plane + row * images * width;
  }

  /** Distance between channels. */
  int channelStride() {
    return shiftCount * plane;
  }

  /**
   * Copies the channels in.
   *
   * @param start of the first channel of the first image
   * @param imageStride distance between images
   * @param height rows of the source
   * @param length columns of the source
   */
  void fill(
      int channels, float[] source, int start, int imageStride, int height, int length) {
    int pitch = endColumn - firstColumn;
    int lines = plane / width; // rounded up by the gap at most
    int padded = channels * channelStride() + FloatTiles.SLACK;
    int needed = Math.addExact(padded, Math.multiplyExact(lines, pitch) + 3 * LANES);
    if (data.length < needed) {
      data = new float[needed];
    } else {
      // What is not overwritten below is padding.
      Arrays.fill(data, padded, needed, 0);
    }
    int left = Math.max(firstColumn, 0);
    int inside = Math.min(endColumn, length) - left;
    int rowStep = AxisPhases.sourceStep(rows, transposed);
    int columnStep = AxisPhases.sourceStep(columns, transposed);
    for (int c = 0; c < channels; c++) {
      int image = start + c * height * length + left;
      for (int row = firstRow; row < endRow && inside > 0; row++) {
        int residue = (row - firstRow) % rowStep;
        if (row >= 0 && row < height && reads(residue)) {
          int line = (residue * residueRows + (row - firstRow) / rowStep) * images;
          int to = padded + line * pitch + left - firstColumn;
          copyExactly(
              source, image + row * length, imageStride, data, to, pitch, inside, images);
        }
      }
      for (int s = 0; s < shiftCount; s++) {
        for (int residue = 0; residue < rowStep; residue++) {
          if (reads(residue)) {
            int line = residue * residueRows * images;
            int from = padded + line * pitch + shifts[s] - firstColumn;
            int at = c * channelStride() + s * plane + line * width;
            spread(columnStep, data, from, pitch, at, width, residueRows * images);
          }
        }
      }
    }
  }

  /** Whether some kernel position reads rows of this residue. */
  private boolean reads(int residue) {
    if (transposed || rows.stride() == 1) {
      return true;
    }
    for (int i = 0; i < rows.kernel(); i++) {
      if (i * rows.dilation() % rows.stride() == residue) {
        return true;
      }
    }
    return false;
  }

  private static void copyExactly(
      float[] source,
      int from,
      int fromStride,
      float[] to,
      int at,
      int atStride,
      int length,
      int rows) {
    int whole = SPECIES.loopBound(length);
    VectorMask<Float> rest = SPECIES.indexInRange(whole, length);
    for (int r = 0; r < rows; r++) {
      int f = from + r * fromStride;
      int t = at + r * atStride;
      for (int v = 0; v < whole; v += LANES) {
        FloatVector.fromArray(SPECIES, source, f + v).intoArray(to, t + v);
      }
      if (whole < length) {
        FloatVector.fromArray(SPECIES, source, f + whole, rest).intoArray(to, t + whole, rest);
      }
    }
  }

  // Rows go upwards and without gaps, so each may write beyond its end: the next one, or the next
  // plane, puts that right.
  private static void spread(
      int step, float[] data, int from, int pitch, int at, int width, int rows) {
    if (step == 1) {
      for (int r = 0; r < rows; r++) {
        for (int v = 0; v < width; v += LANES) {
          FloatVector.fromArray(SPECIES, data, from + r * pitch + v)
              .intoArray(data, at + r * width + v);
        }
      }
    } else if (step == 2 && HALF > 0) {
      for (int r = 0; r < rows; r++) {
        for (int v = 0; v < width; v += HALF) {
          FloatVector.fromArray(SPECIES, data, from + r * pitch + 2 * v)
              .rearrange(EVENS)
              .intoArray(data, at + r * width + v);
        }
      }
    } else {
      for (int r = 0; r < rows; r++) {
        for (int v = 0; v < width; v++) {
          data[at + r * width + v] = data[from + r * pitch + v * step];
        }
      }
    }
  }
}
