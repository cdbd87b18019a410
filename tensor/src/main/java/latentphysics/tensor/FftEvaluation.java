package latentphysics.tensor;

import java.util.List;
import latentphysics.kernels.Providers;
import latentphysics.kernels.Workers;
import latentphysics.kernels.fft.DoubleFft;
import latentphysics.kernels.fft.FloatFft;

/**
 * Computes Fourier transforms of all lines along an axis: some lines at a time are laid side by
 * side, so that short transforms fill vectors and strided lines are read in the order of memory.
 */
final class FftEvaluation {
  /** Lines side by side: a vector of float32 at its widest. */
  private static final int LANES = 16;

  /** Longer lines are transformed in tiles of their own, and need no neighbours. */
  private static final int SHORT = 256;

  /** Numbers of one tile, to stay in the second-level cache. */
  private static final int TILE = 1 << 16;

  private static final double NANOS_PER_NUMBER_AND_BIT = 0.5;

  private final int axis;
  private final int length;
  private final ArrayTensor[] parts; // what the transform takes for real and imaginary
  private final Object[] results;
  private final Shape shape;
  private final int[] resultStrides;

  private FftEvaluation(int axis, ArrayTensor[] parts) {
    this.axis = axis;
    this.parts = parts;
    shape = parts[0].shape();
    length = shape.dim(axis);
    resultStrides = shape.rowMajorStrides();
    DType dtype = parts[0].dtype();
    results = new Object[] {dtype.newArray(shape.size()), dtype.newArray(shape.size())};
  }

  /** Real and imaginary parts of the unnormalized transform. */
  static List<Tensor> apply(int axis, boolean inverse, ArrayTensor re, ArrayTensor im) {
    // Exchanged parts, before and after, turn the exponent's sign.
    ArrayTensor[] parts = inverse ? new ArrayTensor[] {im, re} : new ArrayTensor[] {re, im};
    FftEvaluation evaluation = new FftEvaluation(axis, parts);
    if (evaluation.shape.size() > 0) {
      evaluation.run();
    }
    Tensor first = ArrayTensor.rowMajor(re.dtype(), re.shape(), evaluation.results[0]);
    Tensor second = ArrayTensor.rowMajor(re.dtype(), re.shape(), evaluation.results[1]);
    return inverse ? List.of(second, first) : List.of(first, second);
  }

  private void run() {
    int lines = shape.size() / length;
    boolean adjacent = axis == shape.rank() - 1;
    int lanes = adjacent && length >= SHORT ? 1 : Math.clamp(TILE / length, 1, LANES);
    // Of nearly equal width: a narrow last tile would not fill vectors.
    int tiles = Math.max(1, lines / lanes);
    int perTask = Math.max(1, TILE / (length * lanes)); // which share their memory
    int widest = Math.ceilDiv(lines, tiles);
    Workers.current()
        .forEach(
            Math.ceilDiv(tiles, perTask),
            NANOS_PER_NUMBER_AND_BIT * shape.size() * (1 + Math.log(length)),
            task -> {
              Tile memory = results[0] instanceof float[] ? floats(widest) : doubles(widest);
              int end = Math.min(tiles, (task + 1) * perTask);
              for (int tile = task * perTask; tile < end; tile++) {
                int first = (int) ((long) lines * tile / tiles);
                int last = (int) ((long) lines * (tile + 1) / tiles);
                transform(first, last - first, memory);
              }
            });
  }

  /** Lines side by side in memory of one thread. */
  private interface Tile {
    /** Takes a part of lines that begin at the given places. */
    void gather(int part, int[] starts);

    void transform(int lanes);

    /** Writes a part of the result to lines that begin at the given places. */
    void scatter(int part, int[] starts);
  }

  private void transform(int first, int lanes, Tile tile) {
    int[] starts = new int[lanes];
    for (int p = 0; p < 2; p++) {
      for (int lane = 0; lane < lanes; lane++) {
        starts[lane] = start(first + lane, parts[p].strides, parts[p].offset);
      }
      tile.gather(p, starts);
    }
    tile.transform(lanes);
    for (int lane = 0; lane < lanes; lane++) {
      starts[lane] = start(first + lane, resultStrides, 0);
    }
    tile.scatter(0, starts);
    tile.scatter(1, starts);
  }

  private Tile floats(int widest) {
    FloatFft fft = FloatFft.of(length);
    FloatFft.Work work = fft.work(widest);
    float[][] sideBySide = new float[2][length * widest];
    return new Tile() {
      @Override
      public void gather(int part, int[] starts) {
        ArrayTensor x = parts[part];
        FftEvaluation.this.gather((float[]) x.data, starts, x.strides[axis], sideBySide[part]);
      }

      @Override
      public void transform(int lanes) {
        fft.transform(Providers.best(), sideBySide[0], sideBySide[1], lanes, work);
      }

      @Override
      public void scatter(int part, int[] starts) {
        FftEvaluation.this.scatter(sideBySide[part], (float[]) results[part], starts);
      }
    };
  }

  private Tile doubles(int widest) {
    DoubleFft fft = DoubleFft.of(length);
    DoubleFft.Work work = fft.work(widest);
    double[][] sideBySide = new double[2][length * widest];
    return new Tile() {
      @Override
      public void gather(int part, int[] starts) {
        ArrayTensor x = parts[part];
        FftEvaluation.this.gather((double[]) x.data, starts, x.strides[axis], sideBySide[part]);
      }

      @Override
      public void transform(int lanes) {
        fft.transform(Providers.best(), sideBySide[0], sideBySide[1], lanes, work);
      }

      @Override
      public void scatter(int part, int[] starts) {
        FftEvaluation.this.scatter(sideBySide[part], (double[]) results[part], starts);
      }
    };
  }

  /** Where a line begins; lines count in row-major order of the other axes. */
  private int start(int line, int[] strides, int offset) {
    int start = offset;
    int rest = line;
    for (int a = shape.rank() - 1; a >= 0; a--) {
      if (a != axis) {
        start += rest % shape.dim(a) * strides[a];
        rest /= shape.dim(a);
      }
    }
    return start;
  }

  /** Whether numbers of neighbouring lines are neighbours in memory. */
  private static boolean areAdjacent(int[] starts) {
    for (int lane = 1; lane < starts.length; lane++) {
      if (starts[lane] != starts[0] + lane) {
        return false;
      }
    }
    return starts.length > 1;
  }

  private void gather(float[] from, int[] starts, int step, float[] to) {
    int lanes = starts.length;
    if (areAdjacent(starts)) {
      for (int j = 0; j < length; j++) {
        System.arraycopy(from, starts[0] + j * step, to, j * lanes, lanes);
      }
      return;
    }
    for (int lane = 0; lane < lanes; lane++) {
      int start = starts[lane];
      for (int j = 0; j < length; j++) {
        to[j * lanes + lane] = from[start + j * step];
      }
    }
  }

  private void gather(double[] from, int[] starts, int step, double[] to) {
    int lanes = starts.length;
    if (areAdjacent(starts)) {
      for (int j = 0; j < length; j++) {
        System.arraycopy(from, starts[0] + j * step, to, j * lanes, lanes);
      }
      return;
    }
    for (int lane = 0; lane < lanes; lane++) {
      int start = starts[lane];
      for (int j = 0; j < length; j++) {
        to[j * lanes + lane] = from[start + j * step];
      }
    }
  }

  private void scatter(float[] from, float[] to, int[] starts) {
    int lanes = starts.length;
    int step = resultStrides[axis];
    if (areAdjacent(starts)) {
      for (int j = 0; j < length; j++) {
        System.arraycopy(from, j * lanes, to, starts[0] + j * step, lanes);
      }
      return;
    }
    for (int lane = 0; lane < lanes; lane++) {
      int start = starts[lane];
      for (int j = 0; j < length; j++) {
        to[start + j * step] = from[j * lanes + lane];
      }
    }
  }

  private void scatter(double[] from, double[] to, int[] starts) {
    int lanes = starts.length;
    int step = resultStrides[axis];
    if (areAdjacent(starts)) {
      for (int j = 0; j < length; j++) {
        System.arraycopy(from, j * lanes, to, starts[0] + j * step, lanes);
      }
      return;
    }
    for (int lane = 0; lane < lanes; lane++) {
      int start = starts[lane];
      for (int j = 0; j < length; j++) {
        to[start + j * step] = from[j * lanes + lane];
      }
    }
  }
}
