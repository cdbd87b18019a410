package latentphysics.kernels.linalg;

import latentphysics.kernels.Kernels;

/**
 * The principal square root of a real matrix, X·X = A with the eigenvalues of X in the right half
 * plane, by the real Schur form (Higham, Computing real square roots of a real matrix, 1987).
 */
public final class FloatSqrtm {
  private FloatSqrtm() {}

  /**
   * The root of one n×n matrix, in rows without gaps. ‖X·X − A‖ is some n·ε·‖X‖²; no method does
   * better if ‖X‖² is far above ‖A‖.
   *
   * @param x may be a
   * @throws ArithmeticException if A holds a number that is not finite; if an eigenvalue is
   *     negative, or is zero and has fewer eigenvectors than its multiplicity, both by more than
   *     n·ε·‖A‖; if more than 30·n QR steps would be needed; if the root is out of range
   */
  public static void solve(Kernels kernels, int n, float[] a, int aOffset, float[] x, int xOffset) {
    int exponent = FloatScale.exponent("sqrtm", n, n, a, aOffset);
    exponent -= Math.floorMod(exponent, 2); // the root's is half of it
    float[] t = FloatScale.scaled(-exponent, n * n, a, aOffset);
    float[] zt = new float[n * n];
    FloatSchur.factor(kernels, "sqrtm", n, t, true, zt);
    FloatQuasiTriangularRoot.solve(kernels, "sqrtm", n, t, exponent);
    FloatScale.scale(exponent / 2, n * n, t, 0);
    FloatRange.check("sqrtm: the root", n, n, t, 0);
    FloatSchur.multiply(kernels, n, t, zt, x, xOffset);
  }
}
