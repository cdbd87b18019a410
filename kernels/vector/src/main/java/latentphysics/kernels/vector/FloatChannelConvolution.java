package latentphysics.kernels.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.Kernels;

/**
 * Convolutions of small images to many channels: vectors run over output channels.
 *
 * <p>The kernels are laid out once as rows of output channels, one row for each (input channel,
 * kernel row, kernel column). Images are then read element by element where they lie, so no windows
 * are copied; only where columns reach into padding, images are copied with their padding around
 * them. What is left is to turn the sums, which come as (position, channel).
 */
final class FloatChannelConvolution {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Channels whose kernels lie together: those of a tile. */
  private static final int PANEL = 2 * LANES;

  /** Output channels from which on this pays: two vectors of them, at best. */
  private static final int LEAST_CHANNELS = 32;

  /** Terms of a sum from which on turning the sums costs little beside them. */
  private static final int LEAST_TERMS = 64;

  /** Positions from which on laying out the kernels costs little beside the sums. */
  private static final int LEAST_POSITIONS = 128;

  /** Positions of an image from which on vectors over positions are as good. */
  private static final int LARGE_IMAGE = 256;

  /** Numbers of the images that are computed together. */
  private static final int IMAGES = 48 * 1024;

  /** Positions that are enough to use the kernels well. */
  private static final int POSITIONS = 512;

  /** Numbers that describe a run: its rows, its terms, its entries of positions. */
  private static final int RUN = 5;

  private static final float[] NONE = new float[0];
  private static final Scratch<FloatChannelConvolution> LENT =
      new Scratch<>(FloatChannelConvolution::new);

  private final float[] buffer = new float[FloatIndexedTiles.BUFFER];
  private float[] packed = NONE;
  private float[] padded = NONE;
  private float[] sums = NONE;
  private int[] tables = new int[0];
  private int[] runTable = new int[0];

  private ConvolutionShape shape =
      new ConvolutionShape(0, 1, 0, 0, ConvolutionAxis.SINGLE, ConvolutionAxis.SINGLE);
  private int positions;
  private int together;
  private boolean padding;
  private float[] source = NONE;
  private int sourceStart;
  private int imageStride;
  private int channelStride;
  private int pitch;
  private int left;
  private int most;
  private int runs;
  private int reads;
  private int writes;

  private FloatChannelConvolution() {}

  /** Whether so many images of the output are best computed here. */
  static boolean suits(ConvolutionShape shape, int images) {
    long positions = (long) shape.rows().output() * shape.columns().output();
    long terms = (long) shape.groupInputs() * shape.kernelSize();
    long input = (long) shape.groupInputs() * shape.rows().input() * shape.columns().input();
    // Kernels of one column need no windows worth speaking of.
    return FloatTranspose.FITS
        && shape.columns().kernel() > 1
        && shape.groupOutputs() >= LEAST_CHANNELS
        && shape.groupOutputs() % FloatTranspose.tileColumns() == 0
        && terms >= LEAST_TERMS
        && positions >= LANES
        && positions < LARGE_IMAGE
        && positions * images >= LEAST_POSITIONS
        && input > 0
        && input <= IMAGES;
  }

  /** Images {@code from … to−1} of the output. */
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
    FloatChannelConvolution convolution = LENT.take();
    convolution.shape = shape;
    convolution.run(x, xOffset, w, wOffset, y, yOffset, from, to);
    // What is lent again must not keep the caller's arrays alive.
    convolution.source = NONE;
    LENT.give(convolution);
  }

  private void run(
      float[] x, int xOffset, float[] w, int wOffset, float[] y, int yOffset, int from, int to) {
    int outputs = shape.groupOutputs();
    int image = shape.groupInputs() * shape.rows().input() * shape.columns().input();
    positions = shape.rows().output() * shape.columns().output();
    most = shape.groupInputs() * shape.kernelSize();
    layOut(Math.clamp(Math.min(IMAGES / image, POSITIONS / positions), 1, to - from));
    for (int group = 0; group < shape.groups(); group++) {
      pack(w, wOffset + group * outputs * most);
      for (int n = from; n < to; n += together) {
        int images = Math.min(together, to - n);
        read(x, xOffset + (n * shape.groups() + group) * image, images);
        positions(images);
        int at = yOffset + (n * shape.groups() + group) * outputs * positions;
        for (int o = 0; o < outputs; o += PANEL) {
          int channels = Math.min(PANEL, outputs - o);
          panel(o * most, channels);
          for (int i = 0; i < images; i++) {
            int first = i * positions * PANEL;
            turn(first, channels, y, at + (i * shape.groups() * outputs + o) * positions);
          }
        }
      }
    }
  }

  /** Settles where images lie, and takes the room that is needed. */
  private void layOut(int images) {
    ConvolutionAxis rows = shape.rows();
    ConvolutionAxis columns = shape.columns();
    together = images;
    int reach = columns.inputAt(columns.output() - 1, columns.kernel() - 1) + 1;
    padding = columns.before() > 0 || reach > columns.input();
    left = padding ? columns.before() : 0;
    pitch = left + Math.max(columns.input(), padding ? reach : 0);
    channelStride = rows.input() * pitch;
    imageStride = (padding ? 1 : shape.groups()) * shape.groupInputs() * channelStride;
    if (padding) {
      int needed = Math.addExact(Math.multiplyExact(images, imageStride), FloatIndexedTiles.SLACK);
      if (padded.length < needed) {
        padded = new float[needed];
      } else {
        Arrays.fill(padded, 0, needed, 0);
      }
    }
    int panels = Math.ceilDiv(shape.groupOutputs(), PANEL);
    int kernels = Math.multiplyExact(panels * PANEL, most);
    if (packed.length < kernels) {
      packed = new float[kernels];
    }
    if (sums.length < images * positions * PANEL) {
      sums = new float[images * positions * PANEL];
    }
    lists();
  }

  /** Lays out the kernels of a group as (panel, term, channel); no channel is zero. */
  private void pack(float[] w, int start) {
    int outputs = shape.groupOutputs();
    for (int o = 0; o < outputs; o += PANEL) {
      int at = o * most;
      int channels = Math.min(PANEL, outputs - o);
      if (channels < PANEL) {
        Arrays.fill(packed, at, at + PANEL * most, 0);
      }
      int from = start + o * most;
      int wide = most - most % FloatTranspose.tileColumns();
      FloatSquares.transpose(channels, wide, w, from, most, packed, at, PANEL);
      for (int c = 0; c < channels; c++) {
        for (int t = wide; t < most; t++) {
          packed[at + t * PANEL + c] = w[from + c * most + t];
        }
      }
    }
  }

  /** Makes images readable, their channels in place or with padding. */
  private void read(float[] x, int start, int images) {
    if (!padding) {
      source = x;
      sourceStart = start;
      return;
    }
    source = padded;
    sourceStart = 0;
    int length = shape.columns().input();
    int lines = shape.groupInputs() * shape.rows().input();
    for (int i = 0; i < images; i++) {
      int from = start + i * shape.groups() * lines * length;
      copy(x, from, length, padded, i * imageStride + left, pitch, lines);
    }
  }

  /**
   * Copies lines upwards. A vector may write zeros beyond its line: they fall on padding or on what
   * is copied next.
   */
  private static void copy(
      float[] from, int start, int length, float[] to, int at, int pitch, int lines) {
    int last = (length - 1) / LANES * LANES;
    VectorMask<Float> rest = SPECIES.indexInRange(last, length);
    int f = start;
    int t = at;
    for (int line = 0; line < lines; line++) {
      for (int v = 0; v < last; v += LANES) {
        FloatVector.fromArray(SPECIES, from, f + v).intoArray(to, t + v);
      }
      FloatVector.fromArray(SPECIES, from, f + last, rest).intoArray(to, t + last);
      f += length;
      t += pitch;
    }
  }

  /** Lays out the tables of all runs: stretches of rows that see the same kernel rows. */
  private void lists() {
    int height = shape.rows().output();
    runs = 0;
    for (int h = 0; h < height; ) {
      int end = h + 1;
      while (end < height && sameKernelRows(h, end)) {
        end++;
      }
      int needed = (runs + 1) * RUN;
      if (runTable.length < needed) {
        runTable = Arrays.copyOf(runTable, 2 * needed);
      }
      int at = runs * 2 * most;
      if (tables.length < at + 2 * most) {
        tables = Arrays.copyOf(tables, 2 * (at + 2 * most));
      }
      runTable[runs * RUN] = h;
      runTable[runs * RUN + 1] = end;
      runTable[runs * RUN + 2] = terms(h, at);
      runs++;
      h = end;
    }
    // Each run may repeat seven positions, to have whole tiles.
    reads = runs * 2 * most;
    writes = reads + together * positions + 8 * runs;
    int needed = writes + together * positions + 8 * runs;
    if (tables.length < needed) {
      tables = Arrays.copyOf(tables, needed);
    }
  }

  /** Lays out where all positions of some images read and where their sums go. */
  private void positions(int images) {
    int at = 0;
    for (int run = 0; run < runs; run++) {
      runTable[run * RUN + 3] = at;
      at = positions(images, runTable[run * RUN], runTable[run * RUN + 1], at);
      runTable[run * RUN + 4] = at;
      Arrays.fill(tables, reads + at, reads + at + 7, tables[reads + at - 1]);
      at += 8;
    }
  }

  /** Sums of a panel at all positions of some images. */
  private void panel(int kernels, int channels) {
    for (int run = 0; run < runs; run++) {
      int terms = runTable[run * RUN + 2];
      int from = runTable[run * RUN + 3];
      int to = runTable[run * RUN + 4];
      if (terms == 0) {
        for (int i = from; i < to; i++) {
          int at = tables[writes + i];
          Arrays.fill(sums, at, at + PANEL, 0);
        }
      }
      for (int start = 0; start < terms; start += Kernels.PRODUCT_BLOCK) {
        int block = Math.min(Kernels.PRODUCT_BLOCK, terms - start);
        tiles(start == 0, run * 2 * most + start, block, from, to, kernels, channels > LANES);
      }
    }
  }

  private boolean sameKernelRows(int h, int other) {
    for (int i = 0; i < shape.rows().kernel(); i++) {
      if (sees(h, i) != sees(other, i)) {
        return false;
      }
    }
    return true;
  }

  private boolean sees(int h, int i) {
    int row = shape.rows().inputAt(h, i);
    return row >= 0 && row < shape.rows().input();
  }

  /**
   * Lays out where terms read images, relative to a position, and kernels.
   *
   * @return the number of terms
   */
  private int terms(int h, int at) {
    ConvolutionAxis columns = shape.columns();
    int terms = 0;
    for (int c = 0; c < shape.groupInputs(); c++) {
      for (int i = 0; i < shape.rows().kernel(); i++) {
        if (sees(h, i)) {
          int image = c * channelStride + i * shape.rows().dilation() * pitch;
          int kernel = (c * shape.rows().kernel() + i) * columns.kernel();
          for (int j = 0; j < columns.kernel(); j++) {
            tables[at + terms] = image + j * columns.dilation();
            tables[at + most + terms] = (kernel + j) * PANEL;
            terms++;
          }
        }
      }
    }
    return terms;
  }

  /** The same of some rows, from entry {@code at} on; returns the entry after them. */
  private int positions(int images, int fromRow, int toRow, int at) {
    ConvolutionAxis columns = shape.columns();
    int width = columns.output();
    int entry = at;
    for (int i = 0; i < images; i++) {
      for (int h = fromRow; h < toRow; h++) {
        int row = sourceStart + i * imageStride + shape.rows().inputAt(h, 0) * pitch;
        int first = row + columns.inputAt(0, 0) + left;
        int sum = (i * positions + h * width) * PANEL;
        for (int v = 0; v < width; v++) {
          tables[reads + entry] = first + v * columns.stride();
          tables[writes + entry] = sum + v * PANEL;
          entry++;
        }
      }
    }
    return entry;
  }

  private void tiles(
      boolean first, int aTerms, int terms, int from, int to, int kernels, boolean two) {
    int bTerms = aTerms + most;
    for (int i = from; i < to; ) {
      boolean tall = FloatIndexedTiles.ROWS == 8 && to - i > 4;
      FloatIndexedTiles.tile(
          tall, two, terms, source, tables, reads + i, aTerms, packed, kernels, bTerms, buffer);
      int done = Math.min(tall ? 8 : 4, to - i);
      place(first, done, buffer, tables, writes + i, sums);
      i += done;
    }
  }

  // Apart from the tiles, which only store: together they would inline more than C2 allows.
  private static void place(
      boolean first, int rows, float[] buffer, int[] tables, int to, float[] sums) {
    for (int i = 0; i < rows; i++) {
      int at = tables[to + i];
      int from = i * PANEL;
      FloatVector left = FloatVector.fromArray(SPECIES, buffer, from);
      FloatVector right = FloatVector.fromArray(SPECIES, buffer, from + LANES);
      if (first) {
        left.intoArray(sums, at);
        right.intoArray(sums, at + LANES);
      } else {
        FloatVector.fromArray(SPECIES, sums, at).add(left).intoArray(sums, at);
        FloatVector.fromArray(SPECIES, sums, at + LANES).add(right).intoArray(sums, at + LANES);
      }
    }
  }

  /** Sums of an image, which come as (position, channel), to where they belong. */
  private void turn(int start, int channels, float[] y, int at) {
    int tall = positions - positions % LANES;
    FloatSquares.transpose(tall, channels, sums, start, PANEL, y, at, positions);
    if (tall < positions) {
      // Some are written twice.
      int last = positions - LANES;
      FloatSquares.transpose(
          LANES, channels, sums, start + last * PANEL, PANEL, y, at + last, positions);
    }
  }
}
