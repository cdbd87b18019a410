package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.linalg.FloatPrecision;

/**
 * Reduction of symmetric matrices to tridiagonal form, one matrix in each lane; see {@link
 * latentphysics.kernels.linalg.FloatTridiagonal}.
 */
final class FloatLaneTridiagonal {
  private static final VectorSpecies<Float> SPECIES = FloatLaneLoops.SPECIES;
  private static final int LANES = FloatLaneLoops.LANES;

  private FloatLaneTridiagonal() {}

  /**
   * A = Q·T·Qᵀ.
   *
   * @param a symmetric n×n, n ≥ 2; used up
   * @param diagonal of T, n elements
   * @param off what stands beside the diagonal of T
   * @param q becomes Q
   * @return bit l is 1 if matrix l has a reflection for each column but the last two
   */
  static long reduce(int n, float[] a, float[] diagonal, float[] off, float[] q) {
    float[] factors = new float[n * LANES];
    float[] w = new float[n * LANES];
    float[] number = new float[LANES];
    long done = FloatLaneLoops.ALL;
    for (int k = 0; k < n - 2; k++) {
      copy(a, k * n + k, diagonal, k);
      done &= reflect(n, a, k, off, factors, w, number);
    }
    copy(a, n * n - n - 2, diagonal, n - 2);
    copy(a, n * n - 1, diagonal, n - 1);
    copy(a, n * n - 2, off, n - 2);
    accumulate(n, a, factors, q, w);
    return done;
  }

  private static void copy(float[] x, int from, float[] y, int to) {
    System.arraycopy(x, from * LANES, y, to * LANES, LANES);
  }

  /** Brings row and column k to zero beyond the neighbour of the diagonal. */
  private static long reflect(
      int n, float[] a, int k, float[] off, float[] factors, float[] w, float[] number) {
    int size = n - k - 1;
    int v = k * n + k + 1;
    FloatLaneLoops.dot(size - 1, a, v + 1, a, v + 1, number, 0);
    FloatVector others = FloatVector.fromArray(SPECIES, number, 0);
    FloatVector first = FloatVector.fromArray(SPECIES, a, v * LANES);
    FloatVector square = first.fma(first, others);
    VectorMask<Float> usual =
        square
            .compare(VectorOperators.GE, FloatPrecision.LEAST_SQUARE)
            .and(others.compare(VectorOperators.NE, 0));
    // H = I − τ·v·vᵀ takes x to μ·e₀: μ = −sign(x₀)·‖x‖, v = x/(x₀ − μ) + …, v₀ = 1, τ = (μ −
    // x₀)/μ.
    FloatVector norm = square.sqrt();
    FloatVector mu = norm.blend(norm.neg(), first.test(VectorOperators.IS_NEGATIVE).not());
    FloatVector tau = mu.sub(first).div(mu);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    one.div(first.sub(mu)).intoArray(number, 0);
    FloatLaneLoops.scal(size - 1, number, 0, a, v + 1);
    one.intoArray(a, v * LANES);
    mu.intoArray(off, k * LANES);
    tau.intoArray(factors, k * LANES);
    // H·A·H = A + v·wᵀ + w·vᵀ with w = p − (τ/2)·(pᵀv)·v, p = −τ·A·v.
    int rest = v + n;
    FloatLaneLoops.gemv(size, size, a, v, 1, a, rest, n, w, 0);
    tau.neg().intoArray(number, 0);
    FloatLaneLoops.scal(size, number, 0, w, 0);
    FloatLaneLoops.dot(size, w, 0, a, v, number, 0);
    tau.neg().div(2).mul(FloatVector.fromArray(SPECIES, number, 0)).intoArray(number, 0);
    FloatLaneLoops.axpy(size, number, 0, a, v, w, 0);
    FloatLaneLoops.symmetricGer(size, a, v, w, a, rest, n);
    return usual.toLong();
  }

  /** Q, the product of the reflections in their order, built from the last. */
  private static void accumulate(int n, float[] a, float[] factors, float[] q, float[] w) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        (i == j ? one : zero).intoArray(q, (i * n + j) * LANES);
      }
    }
    for (int k = n - 3; k >= 0; k--) {
      int size = n - k - 1;
      int v = k * n + k + 1;
      FloatLaneQr.reflect(size, size, a, v, 1, factors, k, q, v + n, n, w);
    }
  }
}
