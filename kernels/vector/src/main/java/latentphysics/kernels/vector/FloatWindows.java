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
 * <p>Results of the box are numbered (row, image, column). For each distinct shift of columns there
 * are blocks of rows (source row, image, column), one for each channel: a shift by whole source
 * rows is then a shift within the block, and needs no copy. So the copy is larger than the images
 * by the width of a kernel over the stride, not by its area. Where rows are read a stride apart,
 * each residue of rows has its own blocks.
 */
final class FloatWindows {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int HALF = LANES / 2;
  private static final VectorShuffle<Float> EVENS =
      VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);

  /** Blocks a multiple of this apart would share few lines of the first cache. */
  private static final int CACHE_WAY = 512;

  /** The blocks. */
  float[] data = new float[0];

  private ConvolutionAxis rows = ConvolutionAxis.SINGLE;
  private ConvolutionAxis columns = ConvolutionAxis.SINGLE;
  private boolean transposed;
  private int images;
  private int width;
  private int firstRow;
  private int endRow;
  private int residueRows;
  private int[] shifts = new int[0];
  private int shiftCount;
  private int imageStride;
  private int height;
  private int length;
  private int rowDistance;
  private int channels;
  private int block;

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
            ? Math.min(
                columns.kernel(), 2 + columns.kernel() * columns.dilation() / columns.stride())
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
      int channels,
      int images,
      int fromRow,
      int toRow,
      int fromColumn,
      int toColumn) {
    this.channels = channels;
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
    for (int phase = 0; phase < AxisPhases.phases(columns, transposed); phase++) {
      int first = AxisPhases.first(columns, transposed, phase, fromColumn);
      int count = AxisPhases.count(columns, transposed, first, toColumn);
      width = Math.max(width, count);
      for (int j = 0; j < columns.kernel() && count > 0; j++) {
        if (AxisPhases.meets(columns, transposed, phase, j)) {
          int source = AxisPhases.source(columns, transposed, first, j);
          if (shiftOf(source) == shiftCount) {
            shifts[shiftCount++] = source;
          }
        }
      }
    }
    int step = AxisPhases.sourceStep(rows, transposed);
    if (shiftCount == 0 || firstRow >= endRow) {
      return false;
    }
    residueRows = Math.ceilDiv(endRow - firstRow, step);
    block = residueRows * images * width;
    block += block % CACHE_WAY == 0 ? LANES : 0;
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

  /** Where row 0 of results begins in channel 0 for the given sources. */
  int start(int sourceRow, int sourceColumn) {
    int step = AxisPhases.sourceStep(rows, transposed);
    int ahead = sourceRow - firstRow;
    int blocks = (shiftOf(sourceColumn) * step + ahead % step) * channels;
    return blocks * block + ahead / step * images * width;
  }

  /** Distance between channels. */
  int channelStride() {
    return block;
  }

  /**
   * Copies the channels in.
   *
   * @param start of the first channel of the first image
   * @param imageStride distance between images
   * @param height rows of the source
   * @param length columns of the source
   */
  void fill(float[] source, int start, int imageStride, int height, int length) {
    int step = AxisPhases.sourceStep(rows, transposed);
    int blocks = Math.multiplyExact(shiftCount * step, channels);
    int needed = Math.addExact(Math.multiplyExact(blocks, block), FloatIndexedTiles.SLACK);
    if (data.length < needed) {
      data = new float[needed];
    }
    this.imageStride = imageStride;
    this.height = height;
    this.length = length;
    for (int s = 0; s < shiftCount; s++) {
      for (int residue = 0; residue < step; residue++) {
        if (reads(residue)) {
          copy(source, start, s, residue, step);
        }
      }
    }
  }

  /** One block of rows in all channels. */
  private void copy(float[] source, int start, int s, int residue, int rowStep) {
    int row = firstRow + residue;
    int above = Math.clamp(Math.ceilDiv(-row, rowStep), 0, residueRows);
    int below = Math.clamp(Math.ceilDiv(height - row, rowStep), above, residueRows);
    int line = images * width;
    int at = (s * rowStep + residue) * channels * block;
    int shift = shifts[s];
    int step = AxisPhases.sourceStep(columns, transposed);
    int vector = step == 1 ? LANES : HALF;
    int last = step > 2 || vector == 0 ? 0 : (width - 1) / vector * vector;
    boolean paddedWithin = shift + step * vector < 0 || shift + step * last > length;
    int from = start + (row + above * rowStep) * length + shift;
    int to = at + above * line;
    int count = below - above;
    rowDistance = rowStep * length;
    if (step > 2 || vector == 0 || (last > 0 && paddedWithin)) {
      scattered(source, from, count, shift, step, to);
    } else {
      long head = lanes(shift, length);
      long tail = lanes(shift + step * last, length);
      boolean inside = shift >= 0 && shift + (width - 1) * step < length;
      int furthest =
          from
              + (channels - 1) * height * length
              + (count - 1) * rowDistance
              + (images - 1) * imageStride;
      if (step == 1) {
        all(source, from, count, to, last, head, tail);
      } else if (last == 0 && inside && furthest + LANES <= source.length) {
        narrowEvens(source, from, count, to);
      } else {
        evens(source, from, count, to, last, head, tail);
      }
    }
    // Last, as copies may have gone beyond their end.
    for (int c = 0; c < channels && count < residueRows; c++) {
      int first = at + c * block;
      Arrays.fill(data, first, first + above * line, 0);
      Arrays.fill(data, first + below * line, first + residueRows * line, 0);
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

  /** A bit for each lane whose column, from {@code first} on, lies inside. */
  private static long lanes(int first, int length) {
    int from = Math.clamp(-first, 0, LANES);
    int to = Math.clamp(length - first, from, LANES);
    return (1L << to) - (1L << from);
  }

  private void scattered(float[] source, int from, int count, int shift, int step, int start) {
    for (int c = 0; c < channels; c++) {
      int at = start + c * block;
      for (int k = 0; k < count; k++) {
        for (int n = 0; n < images; n++) {
          int f = from + c * height * length + k * rowDistance + n * imageStride;
          for (int v = 0; v < width; v++) {
            int column = shift + v * step;
            data[at++] = column >= 0 && column < length ? source[f + v * step] : 0;
          }
        }
      }
    }
  }

  // Copies go upwards and without gaps, so each may write beyond its end: the next one, or the next
  // block, puts that right.

  /** Every second element of rows of at most a vector that reach into no padding. */
  private void narrowEvens(float[] source, int from, int count, int start) {
    float[] to = data;
    for (int c = 0; c < channels; c++) {
      int at = start + c * block;
      for (int k = 0; k < count; k++) {
        int f = from + c * height * length + k * rowDistance;
        for (int n = 0; n < images; n++) {
          FloatVector.fromArray(SPECIES, source, f).rearrange(EVENS).intoArray(to, at);
          f += imageStride;
          at += width;
        }
      }
    }
  }

  /** Rows of which only the first and the last vector can reach into padding. */
  private void all(float[] source, int from, int count, int start, int last, long head, long tail) {
    VectorMask<Float> first = VectorMask.fromLong(SPECIES, head);
    VectorMask<Float> end = VectorMask.fromLong(SPECIES, tail);
    float[] to = data;
    for (int c = 0; c < channels; c++) {
      int at = start + c * block;
      for (int k = 0; k < count; k++) {
        for (int n = 0; n < images; n++) {
          int f = from + c * height * length + k * rowDistance + n * imageStride;
          FloatVector.fromArray(SPECIES, source, f, first).intoArray(to, at);
          for (int v = LANES; v < last; v += LANES) {
            FloatVector.fromArray(SPECIES, source, f + v).intoArray(to, at + v);
          }
          if (last > 0) {
            FloatVector.fromArray(SPECIES, source, f + last, end).intoArray(to, at + last);
          }
          at += width;
        }
      }
    }
  }

  /** As {@link #all}, of every second element. */
  private void evens(
      float[] source, int from, int count, int start, int last, long head, long tail) {
    VectorMask<Float> first = VectorMask.fromLong(SPECIES, head);
    VectorMask<Float> end = VectorMask.fromLong(SPECIES, tail);
    float[] to = data;
    for (int c = 0; c < channels; c++) {
      int at = start + c * block;
      for (int k = 0; k < count; k++) {
        for (int n = 0; n < images; n++) {
          int f = from + c * height * length + k * rowDistance + n * imageStride;
          FloatVector.fromArray(SPECIES, source, f, first).rearrange(EVENS).intoArray(to, at);
          for (int v = HALF; v < last; v += HALF) {
            FloatVector.fromArray(SPECIES, source, f + 2 * v)
                .rearrange(EVENS)
                .intoArray(to, at + v);
          }
          if (last > 0) {
            FloatVector.fromArray(SPECIES, source, f + 2 * last, end)
                .rearrange(EVENS)
                .intoArray(to, at + last);
          }
          at += width;
        }
      }
    }
  }
}
