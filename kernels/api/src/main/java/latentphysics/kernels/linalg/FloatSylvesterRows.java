package latentphysics.kernels.linalg;

import java.util.Arrays;
import latentphysics.kernels.Kernels;

/**
 * One block of rows of Sylvester's equation in Schur form: S·Y + Y·R = F with S of one or two rows
 * and R quasi upper triangular (Bartels and Stewart, Solution of the matrix equation AX + XB = C,
 * 1972). Each block of Y is a linear system of one, two or four unknowns.
 */
final class FloatSylvesterRows {
  private static final int MOST = 4; // unknowns of a small system

  private final Kernels kernels;
  private final int n;
  private final float[] r;
  private final boolean transposeR;
  private final float threshold;
  private final Cancelled cancelled;
  private final FloatSmallSystem small = new FloatSmallSystem();

  /** Where an eigenvalue of S and one of R add up to zero. */
  interface Cancelled {
    /**
     * Throws, or lets the block of Y be zero.
     *
     * @param largest element of the right-hand side
     */
    void at(float re, float im, float otherRe, float otherIm, float largest);
  }

  /**
   * @param n rows of R
   * @param r from index 0 on, in rows without gaps
   * @param transposeR for S·Y + Y·Rᵀ = F
   * @param threshold a sum of two eigenvalues that is no larger counts as zero
   */
  FloatSylvesterRows(
      Kernels kernels, int n, float[] r, boolean transposeR, float threshold, Cancelled cancelled) {
    this.kernels = kernels;
    this.n = n;
    this.r = r;
    this.transposeR = transposeR;
    this.threshold = threshold;
    this.cancelled = cancelled;
  }

  /**
   * Replaces rows of F by rows of Y.
   *
   * @param rows of the block S, 1 or 2
   * @param s where S lies, its rows {@code sRow} apart and its columns {@code sColumn}
   * @param first column of F to begin with: the equation is that of the columns and rows of R from
   *     there on
   * @param f rows n apart
   */
  void solve(
      int rows, float[] s, int sOffset, int sRow, int sColumn, int first, float[] f, int fOffset) {
    if (transposeR) {
      int end = n;
      while (end > first) {
        int columns = FloatSchur.sizeOfLast(n, r, 0, end);
        int j = end - columns;
        for (int i = 0; i < rows; i++) {
          for (int l = j; l < end; l++) {
            float sum = kernels.dot(n - end, f, fOffset + i * n + end, r, l * n + end);
            f[fOffset + i * n + l] -= sum;
          }
        }
        block(rows, s, sOffset, sRow, sColumn, j, columns, f, fOffset);
        end = j;
      }
    } else {
      int j = first;
      while (j < n) {
        int columns = FloatSchur.blockSize(n, r, 0, j);
        block(rows, s, sOffset, sRow, sColumn, j, columns, f, fOffset);
        int end = j + columns;
        for (int i = 0; i < rows; i++) {
          for (int l = j; l < end; l++) {
            float y = -f[fOffset + i * n + l];
            kernels.axpy(n - end, y, r, l * n + end, f, fOffset + i * n + end);
          }
        }
        j = end;
      }
    }
  }

  /** Unknown i·columns + l is Y[i, l]; equation (i, l) is Σ S[i, k]·Y[k, l] + Σ Y[i, k]·R[k, l]. */
  private void block(
      int rows,
      float[] s,
      int sOffset,
      int sRow,
      int sColumn,
      int j,
      int columns,
      float[] f,
      int fOffset) {
    int size = rows * columns;
    float largest = 0;
    for (int e = 0; e < size; e++) {
      int i = e / columns;
      int l = e % columns;
      for (int u = 0; u < size; u++) {
        int k = u / columns;
        int c = u % columns;
        float element = 0;
        if (c == l) {
          element += s[sOffset + i * sRow + k * sColumn];
        }
        if (k == i) {
          int row = transposeR ? l : c;
          int column = transposeR ? c : l;
          element += r[(j + row) * n + j + column];
        }
        small.matrix[e * MOST + u] = element;
      }
      small.x[e] = f[fOffset + i * n + j + l];
      largest = Math.max(largest, Math.abs(small.x[e]));
    }
    float re = s[sOffset];
    float im = rows == 2 ? FloatSchur.imaginary(s[sOffset + sRow], s[sOffset + sColumn]) : 0;
    int corner = j * n + j;
    float otherRe = r[corner];
    float otherIm = columns == 2 ? FloatSchur.imaginary(r[corner + 1], r[corner + n]) : 0;
    if (FloatStandardBlock.hypot(re + otherRe, im - otherIm) <= threshold) {
      cancelled.at(re, im, otherRe, -otherIm, largest);
      Arrays.fill(small.x, 0);
    } else {
      small.solve(size, Float.MIN_NORMAL);
    }
    for (int e = 0; e < size; e++) {
      f[fOffset + e / columns * n + j + e % columns] = small.x[e];
    }
  }
}
