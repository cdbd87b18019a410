package latentphysics.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.linalg.FloatPrecision;

/**
 * Householder's QR without pivoting, one matrix in each lane; see {@link
 * latentphysics.kernels.linalg.FloatQr}.
 */
final class FloatLaneQr {
  private static final VectorSpecies<Float> SPECIES = FloatLaneLoops.SPECIES;
  private static final int LANES = FloatLaneLoops.LANES;

  private FloatLaneQr() {}

  /** See {@link latentphysics.kernels.FloatLanes#qr}. */
  static long factor(int m, int n, float[] a, float[] tau) {
    float[] row = new float[n * LANES];
    long done = FloatLaneLoops.ALL;
    for (int j = 0; j < Math.min(m, n); j++) {
      int diagonal = j * n + j;
      if (j == m - 1) {
        FloatVector.zero(SPECIES).intoArray(tau, j * LANES);
      } else {
        done &= reflector(m - j, a, diagonal, n, tau, j);
        reflect(m - j, n - j - 1, a, diagonal, n, tau, j, a, diagonal + 1, n, row);
      }
    }
    return done;
  }

  /** Lanes in which squares keep their digits, and something is to be turned. */
  private static long reflector(
      int count, float[] x, int offset, int step, float[] tau, int tauOffset) {
    FloatVector rest = FloatVector.zero(SPECIES);
    for (int i = 1; i < count; i++) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, (offset + i * step) * LANES);
      rest = value.fma(value, rest);
    }
    VectorMask<Float> usual = rest.compare(VectorOperators.GE, FloatPrecision.LEAST_SQUARE);
    FloatVector first = FloatVector.fromArray(SPECIES, x, offset * LANES);
    FloatVector norm = first.fma(first, rest).sqrt();
    FloatVector beta = norm.blend(norm.neg(), first.test(VectorOperators.IS_NEGATIVE).not());
    FloatVector pivot = first.sub(beta);
    for (int i = 1; i < count; i++) {
      int at = (offset + i * step) * LANES;
      FloatVector.fromArray(SPECIES, x, at).div(pivot).intoArray(x, at);
    }
    beta.intoArray(x, offset * LANES);
    beta.sub(first).div(beta).intoArray(tau, tauOffset * LANES);
    return usual.toLong();
  }

  /** B − τ·v·(vᵀ·B); v₀ is 1, whatever lies there. */
  static void reflect(
      int rows,
      int columns,
      float[] v,
      int vOffset,
      int vStep,
      float[] tau,
      int tauOffset,
      float[] b,
      int bOffset,
      int bRow,
      float[] row) {
    FloatVector kept = FloatVector.fromArray(SPECIES, v, vOffset * LANES);
    FloatVector.broadcast(SPECIES, 1).intoArray(v, vOffset * LANES);
    FloatLaneLoops.gemv(rows, columns, v, vOffset, vStep, b, bOffset, bRow, row, 0);
    FloatVector factor = FloatVector.fromArray(SPECIES, tau, tauOffset * LANES).neg();
    for (int j = 0; j < columns; j++) {
      FloatVector.fromArray(SPECIES, row, j * LANES).mul(factor).intoArray(row, j * LANES);
    }
    FloatLaneLoops.ger(rows, columns, v, vOffset, vStep, row, 0, b, bOffset, bRow);
    kept.intoArray(v, vOffset * LANES);
  }

  /** See {@link latentphysics.kernels.FloatLanes#multiplyQ}. */
  static void multiply(
      boolean transposed, int m, int n, float[] qr, float[] tau, int r, float[] b) {
    float[] row = new float[r * LANES];
    int count = Math.min(m - 1, n);
    for (int step = 0; step < count; step++) {
      int j = transposed ? step : count - 1 - step;
      FloatVector factor = FloatVector.fromArray(SPECIES, tau, j * LANES);
      long none = factor.compare(VectorOperators.EQ, 0).toLong();
      if (none == 0) {
        reflect(m - j, r, qr, j * n + j, n, tau, j, b, j * r, r, row);
      } else if (none != FloatLaneLoops.ALL) {
        float[] before = b.clone();
        reflect(m - j, r, qr, j * n + j, n, tau, j, b, j * r, r, row);
        restore(none, before, b);
      }
    }
  }

  /** Takes back what has happened in lanes without a reflector. */
  private static void restore(long lanes, float[] before, float[] b) {
    VectorMask<Float> some = VectorMask.fromLong(SPECIES, lanes);
    for (int at = 0; at < b.length; at += LANES) {
      FloatVector kept = FloatVector.fromArray(SPECIES, before, at);
      FloatVector.fromArray(SPECIES, b, at).blend(kept, some).intoArray(b, at);
    }
  }
}
