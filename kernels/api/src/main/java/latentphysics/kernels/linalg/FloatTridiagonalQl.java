package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * Eigenvalues of a symmetric tridiagonal matrix by QL steps with Wilkinson's shift (Golub and Van
 * Loan, 8.3.3 and 8.3.4; Bowdler, Martin, Reinsch and Wilkinson, Numerische Mathematik 11, 1968).
 *
 * <p>A block that falls off in size runs the other way round, which is the QR step: either
 * converges at the end with the smaller numbers, where the larger would drown what is wanted.
 */
final class FloatTridiagonalQl {
  private static final float ONE = 1;

  private static final int SWEEPS_PER_VALUE = 30;

  private final String operation;
  private final int n;
  private final float[] diagonal;
  private final float[] off;
  private final FloatSweeps rotations;
  private int sweepsLeft;
  private int converged;

  // The plane rotation made last: c and s, and the length of the pair that it was made from.
  private float cosine;
  private float sine;
  private float length;

  private FloatTridiagonalQl(
      Kernels kernels,
      String operation,
      int n,
      float[] diagonal,
      float[] off,
      float[] rows,
      int rowLength) {
    this.operation = operation;
    this.n = n;
    this.diagonal = diagonal;
    this.off = off;
    rotations = new FloatSweeps(kernels, n, rowLength, rows);
    sweepsLeft = SWEEPS_PER_VALUE * n;
  }

  /**
   * Makes T diagonal, and takes the rows of a matrix along: where T = S·Λ·Sᵀ, they become Sᵀ times
   * what they were.
   *
   * @param operation named in the message
   * @param diagonal of T, n elements of at most about 1; becomes Λ, in no order
   * @param off element i stands in rows i and i + 1 of T; used up
   * @param rows n rows
   * @param rowLength 0 if only Λ is wanted
   * @throws ArithmeticException if 30·n sweeps do not suffice
   */
  static void solve(
      Kernels kernels,
      String operation,
      int n,
      float[] diagonal,
      float[] off,
      float[] rows,
      int rowLength) {
    FloatTridiagonalQl ql =
        new FloatTridiagonalQl(kernels, operation, n, diagonal, off, rows, rowLength);
    int start = 0;
    while (start < n) {
      int end = start;
      while (end < n - 1 && !ql.negligible(end, end)) {
        end++;
      }
      if (Math.abs(diagonal[start]) <= Math.abs(diagonal[end])) {
        ql.isolate(start, end);
      } else {
        ql.isolate(end, start);
      }
      start = end + 1;
    }
    ql.rotations.apply();
  }

  /** Index of what couples i with its neighbour in the direction of the step. */
  private static int link(int i, int step) {
    return step > 0 ? i : i - 1;
  }

  /** |eᵢ|² ≤ ε²·|dᵢ·dᵢ₊₁|, for the coupling of i and i + 1. */
  private boolean negligible(int link, int i) {
    float e = Math.abs(off[link]);
    return e * e
        <= FloatPrecision.UNIT
                * Math.abs(diagonal[i])
                * (FloatPrecision.UNIT * Math.abs(diagonal[i + 1]))
            + Float.MIN_NORMAL;
  }

  /** Finds the eigenvalues of a block one after the other, from one end to the other. */
  private void isolate(int from, int to) {
    int step = to >= from ? 1 : -1;
    for (int first = from; first != to + step; first += step) {
      int last = couples(first, to, step);
      while (last != first) {
        if (sweepsLeft-- == 0) {
          throw new ArithmeticException(
              operation
                  + ": "
                  + converged
                  + " of "
                  + n
                  + " eigenvalues of a matrix ["
                  + n
                  + ", "
                  + n
                  + "] converged in "
                  + SWEEPS_PER_VALUE * n
                  + " sweeps");
        }
        sweep(first, last, step);
        last = couples(first, to, step);
      }
      converged++;
    }
  }

  /** The last index that a chain of couplings that count reaches. */
  private int couples(int first, int to, int step) {
    int last = first;
    while (last != to) {
      int link = link(last, step);
      if (negligible(link, link)) {
        break;
      }
      last += step;
    }
    return last;
  }

  /** An implicit step from {@code last} to {@code first}, where the eigenvalue is to appear. */
  private void sweep(int first, int last, int step) {
    // Wilkinson's shift: the eigenvalue of the 2×2 block at {@code first} that is closer to d₀, as
    // d₀ − e/(γ + sign(γ)·√(γ² + 1)) with γ = (d₁ − d₀)/(2·e).
    float e = off[link(first, step)];
    float gamma = (diagonal[first + step] - diagonal[first]) / (2 * e);
    float root = (float) Math.sqrt(Math.fma(gamma, gamma, ONE));
    float shift = diagonal[first] - e / (gamma + Math.copySign(root, gamma));
    float g = diagonal[last] - shift;
    float c = 1;
    float s = 1;
    float p = 0;
    rotations.begin(last, -step);
    for (int i = last; i != first; i -= step) {
      int next = i - step;
      int link = link(next, step);
      float f = s * off[link];
      float b = c * off[link];
      rotation(g, f);
      c = cosine;
      s = sine;
      if (i != last) {
        off[link(i, step)] = length;
      }
      g = diagonal[i] - p;
      float t = Math.fma(diagonal[next] - g, s, 2 * c * b);
      p = s * t;
      diagonal[i] = g + p;
      g = Math.fma(c, t, -b);
      rotations.add(c, s);
    }
    diagonal[first] -= p;
    off[link(first, step)] = g;
  }

  /** c and s with c·f + s·g = r and c·g = s·f. */
  private void rotation(float f, float g) {
    float square = Math.fma(f, f, g * g);
    if (g == 0) {
      cosine = 1;
      sine = 0;
      length = f;
    } else if (square >= FloatPrecision.LEAST_SQUARE) {
      length = (float) Math.sqrt(square);
      float inverse = length * (1 / square);
      cosine = f * inverse;
      sine = g * inverse;
    } else {
      // Numbers of at most √LEAST_SQUARE: their size is brought to between 1/2 and 1.
      int exponent = Math.getExponent(Math.max(Math.abs(f), Math.abs(g))) + 1;
      float x = Math.scalb(f, -exponent);
      float y = Math.scalb(g, -exponent);
      float r = (float) Math.sqrt(Math.fma(x, x, y * y));
      length = Math.scalb(r, exponent);
      cosine = x / r;
      sine = y / r;
    }
  }
}
