package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * Sylvester's equation A·X + X·B = C by Bartels and Stewart: with the Schur forms A = U·S·Uᵀ and B
 * = V·R·Vᵀ it is S·Y + Y·R = Uᵀ·C·V, solved row by row, and X = U·Y·Vᵀ.
 */
public final class FloatSylvester {
  private static final float ONE = 1;
  private static final float EPSILON = Math.ulp(ONE);

  private FloatSylvester() {}

  /**
   * Factors A and B by {@link FloatSchur} and solves A·X + X·B = C.
   *
   * @param m rows of A, C and X
   * @param n rows of B, columns of C and X
   * @throws ArithmeticException as the solution with given factors
   */
  public static void solve(
      Kernels kernels,
      int m,
      int n,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      float[] x,
      int xOffset) {
    float[] s = new float[m * m];
    float[] u = new float[m * m];
    float[] r = new float[n * n];
    float[] v = new float[n * n];
    FloatSchur.solve(kernels, m, a, aOffset, s, 0, u, 0);
    FloatSchur.solve(kernels, n, b, bOffset, r, 0, v, 0);
    solve(kernels, m, n, false, false, s, 0, u, 0, r, 0, v, 0, c, cOffset, x, xOffset);
  }

  /**
   * Solves A·X + X·B = C with given Schur factors, all matrices in rows without gaps.
   *
   * @param m rows of A, C and X
   * @param n rows of B, columns of C and X
   * @param transposeA for Aᵀ in place of A; with both the equation is the adjoint one, and with
   *     only the second and the factors of A given twice it is Lyapunov's A·X + X·Aᵀ = C
   * @param transposeB for Bᵀ in place of B
   * @param s T of A's Schur form, u is Z of it
   * @param r T of B's Schur form, v is Z of it
   * @param x may be c
   * @throws ArithmeticException if an eigenvalue of A and one of B add up to no more than ε·(‖A‖² +
   *     ‖B‖²)^½ in Frobenius' norm; if A, B or C holds a number that is not finite; if the solution
   *     is out of range
   */
  public static void solve(
      Kernels kernels,
      int m,
      int n,
      boolean transposeA,
      boolean transposeB,
      float[] s,
      int sOffset,
      float[] u,
      int uOffset,
      float[] r,
      int rOffset,
      float[] v,
      int vOffset,
      float[] c,
      int cOffset,
      float[] x,
      int xOffset) {
    FloatScale.exponent("sylvester", m, m, s, sOffset);
    FloatScale.exponent("sylvester", n, n, r, rOffset);
    float[] both = new float[m * m + n * n];
    System.arraycopy(s, sOffset, both, n * n, m * m);
    System.arraycopy(r, rOffset, both, 0, n * n);
    int exponent = FloatScale.exponent("sylvester", 1, both.length, both, 0);
    FloatScale.scale(-exponent, both.length, both, 0);
    int right = FloatScale.exponent("sylvester", m, n, c, cOffset);
    float[] f = FloatScale.scaled(-right, m * n, c, cOffset);

    float[] work = new float[m * n];
    kernels.gemm(m, n, m, u, uOffset, 1, m, f, 0, n, 1, work, 0, n);
    kernels.gemm(m, n, n, work, 0, n, 1, v, vOffset, n, 1, f, 0, n);
    float threshold = EPSILON * (float) Math.sqrt(kernels.dot(both.length, both, 0, both, 0));
    FloatSylvesterRows rows =
        new FloatSylvesterRows(
            kernels,
            n,
            both,
            transposeB,
            threshold,
            (re, im, otherRe, otherIm, largest) -> {
              throw new ArithmeticException(
                  "sylvester: the eigenvalues "
                      + complex(re, im, exponent)
                      + " of A and "
                      + complex(otherRe, otherIm, exponent)
                      + " of B add up to zero or nearly so");
            });
    solveRows(kernels, m, n, transposeA, both, n * n, rows, f);
    kernels.gemm(m, n, m, u, uOffset, m, 1, f, 0, n, 1, work, 0, n);
    kernels.gemm(m, n, n, work, 0, n, 1, v, vOffset, 1, n, f, 0, n);
    FloatScale.scale(right - exponent, m * n, f, 0);
    FloatRange.check("sylvester: the solution", m, n, f, 0);
    System.arraycopy(f, 0, x, xOffset, m * n);
  }

  /** Blocks of rows from the last to the first, or from the first on with Sᵀ. */
  private static void solveRows(
      Kernels kernels,
      int m,
      int n,
      boolean transposed,
      float[] s,
      int sOffset,
      FloatSylvesterRows rows,
      float[] f) {
    float[] sums = new float[n];
    int done = 0;
    while (done < m) {
      int size;
      int i;
      if (transposed) {
        i = done;
        size = FloatSchur.blockSize(m, s, sOffset, i);
      } else {
        size = FloatSchur.sizeOfLast(m, s, sOffset, m - done);
        i = m - done - size;
      }
      // What the rows that are known add: those above, or those below.
      int known = transposed ? 0 : i + size;
      for (int k = i; k < i + size; k++) {
        int line = transposed ? sOffset + k : sOffset + k * m + known;
        kernels.gemv(done, n, s, line, transposed ? m : 1, f, known * n, n, sums, 0);
        kernels.axpy(n, -ONE, sums, 0, f, k * n);
      }
      int corner = sOffset + i * m + i;
      rows.solve(size, s, corner, transposed ? 1 : m, transposed ? m : 1, 0, f, i * n);
      done += size;
    }
  }

  private static String complex(float re, float im, int exponent) {
    float x = Math.scalb(re, exponent);
    float y = Math.scalb(im, exponent);
    return y == 0 ? "" + x : x + (y < 0 ? " - " : " + ") + Math.abs(y) + "i";
  }
}
