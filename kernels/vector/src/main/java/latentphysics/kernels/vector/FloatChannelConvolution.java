package latentphysics.kernels.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.Kernels;

/**
 * Convolutions, transposed ones too, of small images to many channels: vectors run over channels of
 * the result.
 *
 * <p>The kernels are laid out once as rows of these channels, one row for each (source channel,
 * kernel row, kernel column). Images are then read element by element where they lie, so no windows
 * are copied; only where columns reach into padding, images are copied with their padding around
 * them. What is left is to turn the sums, which come as (position, channel).
 */
final class FloatChannelConvolution {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Channels whose kernels lie together: those of a tile. */
  private static final int PANEL = 2 * LANES;

  /** Channels of the result from which on this pays: two vectors of them, at best. */
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

  private static final float[] NONE = new float[0];
  private static final Scratch<FloatChannelConvolution> LENT =
      new Scratch<>(FloatChannelConvolution::new);

  private final float[] buffer = new float[FloatIndexedTiles.BUFFER];
  private float[] packed = NONE;
  private float[] padded = NONE;
  private float[] sums = NONE;
  private final ChannelRuns runs = new ChannelRuns();

  private ConvolutionShape shape =
      new ConvolutionShape(0, 1, 0, 0, ConvolutionAxis.SINGLE, ConvolutionAxis.SINGLE);
  private boolean transposed;
  private int sourceChannels;
  private int sourceRows;
  private int sourceColumns;
  private int resultChannels;
  private int positions;
  private int most;
  private boolean padding;
  private float[] source = NONE;
  private int sourceStart;
  private int imageStride;

  private FloatChannelConvolution() {}

  /** Whether so many images of the result are best computed here. */
  static boolean suits(ConvolutionShape shape, boolean transposed, int images) {
    ConvolutionAxis rows = shape.rows();
    ConvolutionAxis columns = shape.columns();
    long input = (long) rows.input() * columns.input();
    long output = (long) rows.output() * columns.output();
    int resultChannels = transposed ? shape.groupInputs() : shape.groupOutputs();
    int sourceChannels = transposed ? shape.groupOutputs() : shape.groupInputs();
    long positions = transposed ? input : output;
    long source = (transposed ? output : input) * sourceChannels;
    long phases =
        (long) AxisPhases.phases(rows, transposed) * AxisPhases.phases(columns, transposed);
    long terms = (long) sourceChannels * shape.kernelSize() / phases;
    // Kernels of one column need no windows worth speaking of.
    return FloatTranspose.FITS
        && columns.kernel() > 1
        && resultChannels >= LEAST_CHANNELS
        && resultChannels % FloatTranspose.tileColumns() == 0
        && terms >= LEAST_TERMS
        && positions >= LANES
        && positions <= LARGE_IMAGE
        && positions * images >= LEAST_POSITIONS
        && source > 0
        && source <= IMAGES;
  }

  /** Images {@code from … to−1} of the output or, transposed, of the input. */
  static void run(
      ConvolutionShape shape,
      boolean transposed,
      float[] x,
      int xOffset,
      float[] w,
      int wOffset,
      float[] y,
      int yOffset,
      int from,
      int to) {
    FloatChannelConvolution convolution = LENT.take();
    convolution.of(shape, transposed);
    if (transposed) {
      convolution.run(y, yOffset, w, wOffset, x, xOffset, from, to);
    } else {
      convolution.run(x, xOffset, w, wOffset, y, yOffset, from, to);
    }
    // What is lent again must not keep the caller's arrays alive.
    convolution.source = NONE;
    LENT.give(convolution);
  }

  private void of(ConvolutionShape shape, boolean transposed) {
    ConvolutionAxis rows = shape.rows();
    ConvolutionAxis columns = shape.columns();
    this.shape = shape;
    this.transposed = transposed;
    sourceChannels = transposed ? shape.groupOutputs() : shape.groupInputs();
    sourceRows = transposed ? rows.output() : rows.input();
    sourceColumns = transposed ? columns.output() : columns.input();
    resultChannels = transposed ? shape.groupInputs() : shape.groupOutputs();
    positions = transposed ? rows.input() * columns.input() : rows.output() * columns.output();
    most = sourceChannels * shape.kernelSize();
  }

  private void run(
      float[] from,
      int fromOffset,
      float[] w,
      int wOffset,
      float[] to,
      int toOffset,
      int first,
      int end) {
    int image = sourceChannels * sourceRows * sourceColumns;
    int together = Math.clamp(Math.min(IMAGES / image, POSITIONS / positions), 1, end - first);
    layOut(together);
    for (int group = 0; group < shape.groups(); group++) {
      pack(w, wOffset + group * resultChannels * most);
      for (int n = first; n < end; n += together) {
        int images = Math.min(together, end - n);
        read(from, fromOffset + (n * shape.groups() + group) * image, images);
        runs.see(images, sourceStart, imageStride);
        int at = toOffset + (n * shape.groups() + group) * resultChannels * positions;
        for (int c = 0; c < resultChannels; c += PANEL) {
          int channels = Math.min(PANEL, resultChannels - c);
          panel(c * most, channels > LANES);
          for (int i = 0; i < images; i++) {
            int sum = i * positions * PANEL;
            int result = at + (i * shape.groups() * resultChannels + c) * positions;
            FloatSquares.transpose(positions, channels, sums, sum, PANEL, to, result, positions);
          }
        }
      }
    }
  }

  /** Settles where images lie, and takes the room that is needed. */
  private void layOut(int images) {
    runs.of(shape, transposed, PANEL);
    runs.layOut(images);
    padding = runs.pitch > sourceColumns;
    imageStride = (padding ? 1 : shape.groups()) * sourceChannels * runs.channelSize();
    if (padding) {
      int needed = Math.addExact(Math.multiplyExact(images, imageStride), FloatIndexedTiles.SLACK);
      if (padded.length < needed) {
        padded = new float[needed];
      } else {
        Arrays.fill(padded, 0, needed, 0);
      }
    }
    int kernels = Math.multiplyExact(Math.ceilDiv(resultChannels, PANEL) * PANEL, most);
    if (packed.length < kernels) {
      packed = new float[kernels];
    }
    if (sums.length < images * positions * PANEL) {
      sums = new float[images * positions * PANEL];
    }
  }

  /** Lays out the kernels of a group as (panel, term, channel); no channel is zero. */
  private void pack(float[] w, int start) {
    int kernel = shape.kernelSize();
    for (int c = 0; c < resultChannels; c += PANEL) {
      int at = c * most;
      int channels = Math.min(PANEL, resultChannels - c);
      if (channels < PANEL) {
        Arrays.fill(packed, at, at + PANEL * most, 0);
      }
      if (!transposed) {
        FloatSquares.transpose(channels, most, w, start + c * most, most, packed, at, PANEL);
        continue;
      }
      for (int s = 0; s < sourceChannels; s++) {
        int from = start + (s * resultChannels + c) * kernel;
        for (int k = 0; k < kernel; k++) {
          int to = at + (s * kernel + k) * PANEL;
          for (int o = 0; o < channels; o++) {
            packed[to + o] = w[from + o * kernel + k];
          }
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
    int lines = sourceChannels * sourceRows;
    for (int i = 0; i < images; i++) {
      int from = start + i * shape.groups() * lines * sourceColumns;
      int to = i * imageStride + runs.left;
      FloatLines.copy(x, from, sourceColumns, sourceColumns, padded, to, runs.pitch, lines);
    }
  }

  /** Sums of a panel, of one vector or two, at all positions of some images. */
  private void panel(int kernels, boolean two) {
    int[] tables = runs.tables;
    for (int run = 0; run < runs.count(); run++) {
      int terms = runs.terms(run);
      int to = runs.sums(run);
      for (int i = 0; terms == 0 && i < runs.size(run); i++) {
        Arrays.fill(sums, tables[to + i], tables[to + i] + PANEL, 0);
      }
      for (int start = 0; start < terms; start += Kernels.PRODUCT_BLOCK) {
        tiles(run, start, Math.min(Kernels.PRODUCT_BLOCK, terms - start), kernels, two);
      }
    }
  }

  private void tiles(int run, int start, int terms, int kernels, boolean two) {
    int[] tables = runs.tables;
    int size = runs.size(run);
    int rows = runs.positions(run);
    int aTerms = runs.sources(run) + start;
    int bTerms = runs.kernels(run) + start;
    for (int i = 0; i < size; ) {
      boolean tall = FloatIndexedTiles.ROWS == 8 && size - i > 4;
      FloatIndexedTiles.tile(
          tall, two, terms, source, tables, rows + i, aTerms, packed, kernels, bTerms, buffer);
      int done = Math.min(tall ? 8 : 4, size - i);
      place(start == 0, done, buffer, tables, runs.sums(run) + i, sums);
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
}
