package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * Francis's implicit double-shift QR iteration on a Hessenberg matrix (Golub and Van Loan, Matrix
 * Computations, 7.5), down to a quasi upper triangular one.
 *
 * <p>The orthogonal factor is kept transposed: then all that is done to it, and the half of what is
 * done to the matrix, runs along rows.
 */
final class FloatFrancis {
  private static final float ONE = 1;
  private static final float EPSILON = Math.ulp(ONE);
  private static final int STEPS_PER_ROW = 30;

  /** Steps without success after which elements count as zero by the size of the whole matrix. */
  private static final int PATIENCE = 20;

  private final Kernels kernels;
  private final String operation;
  private final int n;
  private final float[] t;
  private final boolean wanted;
  private final float[] zt;
  private final float[] sums;
  private final float[] v = new float[3];
  private final float[] scaled = new float[3];
  private final float negligible;
  private float re; // of the shifts re ± i·im
  private float im;

  private FloatFrancis(
      Kernels kernels, String operation, int n, float[] t, boolean wanted, float[] zt) {
    this.kernels = kernels;
    this.operation = operation;
    this.n = n;
    this.t = t;
    this.wanted = wanted;
    this.zt = zt;
    sums = new float[n];
    negligible = Float.MIN_NORMAL / EPSILON * n;
  }

  /**
   * Replaces H by T.
   *
   * @param operation named in the message
   * @param t H from index 0 on, its largest element near 1
   * @param wanted whether all of T and Z are wanted; if not, only the diagonal blocks of T are
   *     right, and their bits are the same
   * @param zt Qᵀ, becomes Zᵀ = (Q·…)ᵀ; not touched if not wanted
   * @throws ArithmeticException if more than 30·n steps would be needed
   */
  static void iterate(
      Kernels kernels, String operation, int n, float[] t, boolean wanted, float[] zt) {
    new FloatFrancis(kernels, operation, n, t, wanted, zt).iterate();
  }

  private void iterate() {
    int end = n - 1; // last row of the block that is worked on
    int steps = 0;
    int since = 0; // steps since a block split off
    while (end > 0) {
      int start = split(end, since);
      if (start >= end - 1) {
        if (start == end - 1) {
          standardize(start);
        }
        end = start - 1;
        since = 0;
      } else {
        if (steps == STEPS_PER_ROW * n) {
          throw new ArithmeticException(
              operation
                  + ": "
                  + (n - 1 - end)
                  + " of "
                  + n
                  + " eigenvalues had converged after "
                  + steps
                  + " steps");
        }
        chooseShifts(start, end, since);
        chase(start, firstRow(start, end), end);
        steps++;
        since++;
      }
    }
  }

  /** First row of the block that ends with row {@code end}; clears what splits it off. */
  private int split(int end, int since) {
    // An element that is rounding error of the whole matrix may be cleared, but small blocks then
    // lose the digits that grading left them: only where nothing else brings the iteration on.
    float least = since > PATIENCE ? EPSILON : negligible;
    for (int k = end; k > 0; k--) {
      if (splits(k, end, least)) {
        t[k * n + k - 1] = 0;
        return k;
      }
    }
    return 0;
  }

  /**
   * Whether the subdiagonal element h of row k may be cleared: |h| ≤ ε·(|a| + |d|) and |h·b| ≤
   * ε·|d·(a − d)|, where a and d are its neighbours on the diagonal and b its mirror image (Ahues
   * and Tisseur, A new deflation criterion for the QR algorithm, LAPACK working note 122).
   */
  private boolean splits(int k, int end, float least) {
    float h = Math.abs(t[k * n + k - 1]);
    if (h <= least) {
      return true;
    }
    float a = t[(k - 1) * n + k - 1];
    float d = t[k * n + k];
    float size = Math.abs(a) + Math.abs(d);
    if (size == 0) {
      size += k > 1 ? Math.abs(t[(k - 1) * n + k - 2]) : 0;
      size += k < end ? Math.abs(t[(k + 1) * n + k]) : 0;
    }
    if (h > EPSILON * size) {
      return false;
    }
    float b = Math.abs(t[(k - 1) * n + k]);
    float gap = Math.abs(a - d);
    float last = Math.max(Math.abs(d), gap);
    float other = Math.min(Math.abs(d), gap);
    // Both sides divided by the sum of the largest factors, so that no product vanishes.
    float sum = last + Math.max(h, b);
    return Math.min(h, b) * (Math.max(h, b) / sum)
        <= Math.max(least, EPSILON * (other * (last / sum)));
  }

  /** Shifts for a step on rows start to end: the eigenvalues of a 2×2 matrix. */
  private void chooseShifts(int start, int end, int since) {
    int corner = end * n + end;
    // Where ten steps brought nothing, shifts from elsewhere break the circle.
    if (since > 0 && since % 20 == 0) {
      int first = start * n + start;
      exceptional(t[first], t[first + n], t[first + 2 * n + 1]);
    } else if (since > 0 && since % 10 == 0) {
      exceptional(t[corner], t[corner - 1], t[corner - n - 2]);
    } else {
      shifts(t[corner - n - 1], t[corner - n], t[corner - 1], t[corner]);
    }
  }

  /** The numbers of EISPACK's hqr, made from an end of the diagonal and the subdiagonal there. */
  private void exceptional(float diagonal, float first, float second) {
    float s = Math.abs(first) + Math.abs(second);
    float a = Math.fma(s, 3 * ONE / 4, diagonal);
    shifts(a, -s * (7 * ONE / 16), s, a);
  }

  /** The eigenvalues of [a b; c d]: a conjugate pair, or twice the one nearer to d. */
  private void shifts(float a, float b, float c, float d) {
    float scale = Math.abs(a) + Math.abs(b) + Math.abs(c) + Math.abs(d);
    re = 0;
    im = 0;
    if (scale > 0) {
      float p = (a - d) / 2 / scale;
      float product = b / scale * (c / scale);
      float discriminant = Math.fma(p, p, product);
      if (discriminant < 0) {
        re = (a + d) / 2;
        im = scale * (float) Math.sqrt(-discriminant);
      } else {
        float z = p + Math.copySign((float) Math.sqrt(discriminant), p);
        re = z == 0 ? d : d - product / z * scale;
      }
    }
  }

  /**
   * The row where the step begins, with v the first column of (H − λ₁)·(H − λ₂) there but for a
   * factor: the last row that two small subdiagonal elements let it begin at.
   */
  private int firstRow(int start, int end) {
    for (int m = end - 2; ; m--) {
      int p = m * n + m;
      float below = t[p + n];
      float s = Math.abs(t[p] - re) + Math.abs(im) + Math.abs(below);
      float distance = t[p] - re;
      float ratio = below / s;
      v[0] = Math.fma(ratio, t[p + 1], Math.fma(distance, distance / s, im * (im / s)));
      v[1] = ratio * (distance + (t[p + n + 1] - re));
      v[2] = ratio * t[p + 2 * n + 1];
      float size = Math.abs(v[0]) + Math.abs(v[1]) + Math.abs(v[2]);
      for (int i = 0; i < 3 && size > 0; i++) {
        v[i] /= size;
      }
      if (m == start) {
        return m;
      }
      float diagonal = Math.abs(t[p - n - 1]) + Math.abs(t[p]) + Math.abs(t[p + n + 1]);
      float lost = Math.abs(t[p - 1]) * (Math.abs(v[1]) + Math.abs(v[2]));
      if (lost <= EPSILON * Math.abs(v[0]) * diagonal) {
        return m;
      }
    }
  }

  /** Moves the bulge that v makes in row m down and out of the block. */
  private void chase(int start, int m, int end) {
    for (int k = m; k < end; k++) {
      int rows = Math.min(3, end - k + 1);
      int below = k * n + k - 1;
      if (k > m) {
        for (int i = 0; i < rows; i++) {
          v[i] = t[below + i * n];
        }
      }
      if (rows < 3) {
        v[2] = 0;
      }
      float size = Math.abs(v[0]) + Math.abs(v[1]) + Math.abs(v[2]);
      if (size == 0) {
        continue;
      }
      float x = v[0] / size;
      float y = v[1] / size;
      float z = v[2] / size;
      // As in the reduction to Hessenberg form: H = I − τ·v·vᵀ maps (x, y, z) to (μ, 0, 0).
      float norm = (float) Math.sqrt(Math.fma(x, x, Math.fma(y, y, z * z)));
      float mu = -Math.copySign(norm, x);
      float head = x - mu;
      float tau = -head / mu;
      v[0] = 1;
      v[1] = y / head;
      v[2] = z / head;
      if (k > m) {
        t[below] = mu * size;
        for (int i = 1; i < rows; i++) {
          t[below + i * n] = 0;
        }
      } else if (m > start) {
        // The elements below it are small enough to count as zero. Not −1 times: y and z may have
        // vanished beside x.
        t[below] *= 1 - tau;
      }
      reflect(k, rows, tau, start, end);
    }
  }

  /** H·T·H and Zᵀ ← H·Zᵀ for the reflection of v in rows from k on. */
  private void reflect(int k, int rows, float tau, int start, int end) {
    for (int i = 0; i < rows; i++) {
      scaled[i] = -tau * v[i];
    }
    int columns = (wanted ? n : end + 1) - k;
    int corner = k * n + k;
    kernels.gemv(rows, columns, v, 0, 1, t, corner, n, sums, 0);
    kernels.ger(rows, columns, scaled, 0, 1, sums, 0, t, corner, n);
    int last = Math.min(k + 3, end);
    for (int i = wanted ? 0 : start; i <= last; i++) {
      int p = i * n + k;
      if (rows == 3) {
        float sum = Math.fma(v[2], t[p + 2], Math.fma(v[1], t[p + 1], t[p]));
        t[p] = Math.fma(-tau, sum, t[p]);
        t[p + 1] = Math.fma(scaled[1], sum, t[p + 1]);
        t[p + 2] = Math.fma(scaled[2], sum, t[p + 2]);
      } else {
        float sum = Math.fma(v[1], t[p + 1], t[p]);
        t[p] = Math.fma(-tau, sum, t[p]);
        t[p + 1] = Math.fma(scaled[1], sum, t[p + 1]);
      }
    }
    if (wanted) {
      kernels.gemv(rows, n, v, 0, 1, zt, k * n, n, sums, 0);
      kernels.ger(rows, n, scaled, 0, 1, sums, 0, zt, k * n, n);
    }
  }

  /** Brings the 2×2 block of rows k and k + 1 to standard form. */
  private void standardize(int k) {
    int p = k * n + k;
    FloatStandardBlock block = new FloatStandardBlock(t[p], t[p + 1], t[p + n], t[p + n + 1]);
    t[p] = block.a;
    t[p + 1] = block.b;
    t[p + n] = block.c;
    t[p + n + 1] = block.d;
    if (wanted && block.sin != 0) {
      kernels.rot(n - k - 2, t, p + 2, t, p + n + 2, block.cos, block.sin);
      for (int i = 0; i < k; i++) {
        float x = t[i * n + k];
        float y = t[i * n + k + 1];
        t[i * n + k] = Math.fma(block.cos, x, block.sin * y);
        t[i * n + k + 1] = Math.fma(block.cos, y, -(block.sin * x));
      }
      kernels.rot(n, zt, k * n, zt, (k + 1) * n, block.cos, block.sin);
    }
  }
}
