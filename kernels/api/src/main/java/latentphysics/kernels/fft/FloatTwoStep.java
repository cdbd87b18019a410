package latentphysics.kernels.fft;

import latentphysics.kernels.Kernels;

/**
 * A long transform as two steps of short ones: with n = n₁·n₂, j = j₁·n₂ + j₂ and k = k₁ + n₁·k₂,
 *
 * <pre>
 *   Y(k) = Σ_{j₂} ω₂^(j₂·k₂) · ( ω^(j₂·k₁) · Σ_{j₁} ω₁^(j₁·k₁)·x(j) )
 * </pre>
 *
 * (Gentleman and Sande 1966). Both steps transform the columns of a matrix, a tile of neighbouring
 * columns at a time, so that passes run over adjacent numbers in the caches; the matrix is
 * transposed between them.
 */
final class FloatTwoStep extends FloatFft {
  private static final int TILE = 32;

  private final int n1;
  private final int n2;
  private final FloatFft first;
  private final FloatFft second;
  private final float[] twiddleRe; // of (j₂, k₁) at j₂·n₁ + k₁
  private final float[] twiddleIm;

  FloatTwoStep(int n) {
    super(n);
    n1 = Factors.nearRoot(n);
    n2 = n / n1;
    first = new FloatStockham(n1);
    second = new FloatStockham(n2);
    twiddleRe = new float[n];
    twiddleIm = new float[n];
    double[] roots = RootsOfUnity.all(n);
    for (int j2 = 0; j2 < n2; j2++) {
      for (int k1 = 0; k1 < n1; k1++) {
        twiddleRe[j2 * n1 + k1] = (float) roots[2 * j2 * k1]; // j₂·k₁ is less than n
        twiddleIm[j2 * n1 + k1] = (float) roots[2 * j2 * k1 + 1];
      }
    }
  }

  @Override
  public Work work(int lanes) {
    int columns = TILE * n2; // the larger of the two
    return Work.of(length() * lanes, Work.of(columns, second.work(TILE)));
  }

  @Override
  public void transform(Kernels kernels, float[] re, float[] im, int lanes, Work work) {
    Work tile = work.inner()[0];
    Work passes = tile.inner()[0];
    int columns = n2 * lanes;
    int width = Math.min(TILE, columns);
    for (int start = 0; start < columns; start = next(start, columns)) {
      copy(re, start, columns, tile.re(), 0, width, n1, width);
      copy(im, start, columns, tile.im(), 0, width, n1, width);
      first.transform(kernels, tile.re(), tile.im(), width, passes);
      transpose(tile, width, start, lanes, work);
    }
    columns = n1 * lanes;
    width = Math.min(TILE, columns);
    for (int start = 0; start < columns; start = next(start, columns)) {
      copy(work.re(), start, columns, tile.re(), 0, width, n2, width);
      copy(work.im(), start, columns, tile.im(), 0, width, n2, width);
      second.transform(kernels, tile.re(), tile.im(), width, passes);
      copy(tile.re(), 0, width, re, start, columns, n2, width);
      copy(tile.im(), 0, width, im, start, columns, n2, width);
    }
  }

  /**
   * The tile after the one at {@code start}. The last one ends with the matrix and so repeats
   * columns of the one before: narrow tiles would not fill vectors.
   */
  private static int next(int start, int columns) {
    return start + TILE >= columns ? columns : Math.min(start + TILE, columns - TILE);
  }

  /** Rows of {@code width} adjacent numbers. */
  private static void copy(
      float[] from, int start, int row, float[] to, int toStart, int toRow, int rows, int width) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(from, start + i * row, to, toStart + i * toRow, width);
    }
  }

  /** Multiplies column j₂ of lane l by its twiddle factors and writes it as a row. */
  private void transpose(Work tile, int width, int start, int lanes, Work result) {
    for (int c = 0; c < width; c++) {
      int j2 = (start + c) / lanes;
      int lane = (start + c) % lanes;
      for (int k1 = 0; k1 < n1; k1++) {
        float cos = twiddleRe[j2 * n1 + k1];
        float sin = twiddleIm[j2 * n1 + k1];
        float u = tile.re()[k1 * width + c];
        float v = tile.im()[k1 * width + c];
        int to = (j2 * n1 + k1) * lanes + lane;
        result.re()[to] = Math.fma(cos, u, -(sin * v));
        result.im()[to] = Math.fma(cos, v, sin * u);
      }
    }
  }
}
