package latentphysics.kernels.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.linalg.FloatPrecision;

/**
 * QL steps on tridiagonal matrices, one in each lane; see {@link
 * latentphysics.kernels.linalg.FloatTridiagonalQl}.
 *
 * <p>All lanes sweep together, from the lowest end of any to the highest beginning of any; a lane
 * takes part between its own. A matrix that has to be swept the other way round is turned round
 * before.
 */
final class FloatLaneQl {
  private static final VectorSpecies<Float> SPECIES = FloatLaneLoops.SPECIES;
  private static final int LANES = FloatLaneLoops.LANES;

  /** Lanes that need more are given up. */
  private static final int SWEEPS_PER_VALUE = 30;

  private final int n;
  private final float[] diagonal;
  private final float[] off;
  private final float[] rows;

  /** Lanes that have come to rest or were given up. */
  private long idle;

  /** Lanes not given up. */
  private long good;

  /** For each link the lanes in which it is negligible, as bits. */
  private final long[] negligible;

  /** For each lane the links that are negligible, and a bit for its end. */
  private final long[] breaks = new long[LANES];

  /** For each lane, where its eigenvalue is to appear and where its block ends. */
  private final int[] firsts = new int[LANES];

  private final int[] lasts = new int[LANES];

  // The same as numbers of the lanes; those of idle lanes are equal.
  private final float[] first = new float[LANES];
  private final float[] last = new float[LANES];

  private final float[] shift = new float[LANES];

  /** cos and sin for each link of the sweep. */
  private final float[] cosines;

  private final float[] sines;

  private FloatLaneQl(long lanes, int n, float[] diagonal, float[] off, float[] rows) {
    this.n = n;
    this.diagonal = diagonal;
    this.off = off;
    this.rows = rows;
    good = lanes;
    idle = ~lanes;
    negligible = new long[n];
    cosines = new float[n * LANES];
    sines = new float[n * LANES];
  }

  /**
   * Makes T diagonal, and takes the rows of the matrices along.
   *
   * @param lanes bit l is 0 if there is nothing in lane l
   * @param n from 2 to 64
   * @param diagonal of T, becomes the eigenvalues; mirrored where a matrix was turned round
   * @param off beside it; used up
   * @param rows n×n
   * @return the lanes that took the usual way
   */
  static long solve(long lanes, int n, float[] diagonal, float[] off, float[] rows) {
    FloatLaneQl ql = new FloatLaneQl(lanes, n, diagonal, off, rows);
    ql.giveUpWhereSplit();
    long turned = ql.upsideDown();
    ql.turnRound(turned);
    for (int sweep = 0; ql.findBlocks() && sweep < SWEEPS_PER_VALUE * n; sweep++) {
      ql.sweep();
    }
    ql.turnRound(turned);
    return ql.good & ql.idle;
  }

  private void giveUp(long lanes) {
    good &= ~lanes;
    idle |= lanes;
  }

  private void giveUpWhereSplit() {
    long split = 0;
    for (int i = 0; i < n - 1; i++) {
      look(i);
      split |= negligible[i];
    }
    giveUp(split);
  }

  /** Whether |eᵢ|² ≤ ε²·|dᵢ·dᵢ₊₁|. */
  private void look(int i) {
    FloatVector e = FloatVector.fromArray(SPECIES, off, i * LANES);
    FloatVector upper = FloatVector.fromArray(SPECIES, diagonal, i * LANES).abs();
    FloatVector lower = FloatVector.fromArray(SPECIES, diagonal, (i + 1) * LANES).abs();
    FloatVector limit =
        upper.mul(FloatPrecision.UNIT).mul(lower.mul(FloatPrecision.UNIT)).add(Float.MIN_NORMAL);
    negligible[i] = e.mul(e).compare(VectorOperators.LE, limit).toLong();
  }

  /** Lanes in which the larger end of the diagonal is in front. */
  private long upsideDown() {
    FloatVector begin = FloatVector.fromArray(SPECIES, diagonal, 0).abs();
    FloatVector end = FloatVector.fromArray(SPECIES, diagonal, (n - 1) * LANES).abs();
    return begin.compare(VectorOperators.LE, end).not().toLong();
  }

  private void turnRound(long turned) {
    if (turned != 0) {
      for (int i = 0; i < n / 2; i++) {
        exchange(diagonal, i, n - 1 - i, 1, turned);
        exchange(rows, i * n, (n - 1 - i) * n, n, turned);
      }
      for (int i = 0; i < (n - 1) / 2; i++) {
        exchange(off, i, n - 2 - i, 1, turned);
      }
    }
  }

  private static void exchange(float[] x, int one, int other, int count, long lanes) {
    VectorMask<Float> some = VectorMask.fromLong(SPECIES, lanes);
    for (int i = 0; i < count; i++) {
      int p = (one + i) * LANES;
      int q = (other + i) * LANES;
      FloatVector a = FloatVector.fromArray(SPECIES, x, p);
      FloatVector b = FloatVector.fromArray(SPECIES, x, q);
      a.blend(b, some).intoArray(x, p);
      b.blend(a, some).intoArray(x, q);
    }
  }

  /**
   * For each lane the block that is swept next.
   *
   * @return false if no lane has one
   */
  private boolean findBlocks() {
    Arrays.fill(breaks, 1L << (n - 1));
    for (int i = 0; i < n - 1; i++) {
      long lanes = negligible[i];
      while (lanes != 0) {
        breaks[Long.numberOfTrailingZeros(lanes)] |= 1L << i;
        lanes &= lanes - 1;
      }
    }
    boolean some = false;
    for (int l = 0; l < LANES; l++) {
      int at = firsts[l];
      int to = n - 1;
      if ((idle >>> l & 1) == 0) {
        // A block of one is an eigenvalue.
        while (at < n - 1 && (breaks[l] >>> at & 1) != 0) {
          at++;
        }
        to = at + Long.numberOfTrailingZeros(breaks[l] >>> at);
      } else {
        at = n - 1;
      }
      if (at == to) {
        idle |= 1L << l;
      } else {
        some = true;
      }
      firsts[l] = at;
      lasts[l] = to;
      first[l] = at;
      last[l] = to;
    }
    if (some) {
      findShifts();
    }
    return some;
  }

  /** Wilkinson's shift: d₀ − e/(γ + sign(γ)·√(γ² + 1)) with γ = (d₁ − d₀)/(2·e). */
  private void findShifts() {
    float[] e = new float[LANES];
    float[] d0 = new float[LANES];
    float[] d1 = new float[LANES];
    for (int l = 0; l < LANES; l++) {
      int at = firsts[l] * LANES + l;
      boolean idles = firsts[l] == lasts[l];
      e[l] = idles ? 1 : off[at];
      d0[l] = diagonal[at];
      d1[l] = idles ? d0[l] : diagonal[at + LANES];
    }
    FloatVector link = FloatVector.fromArray(SPECIES, e, 0);
    FloatVector front = FloatVector.fromArray(SPECIES, d0, 0);
    FloatVector gamma = FloatVector.fromArray(SPECIES, d1, 0).sub(front).div(link.mul(2));
    FloatVector root = gamma.fma(gamma, FloatVector.broadcast(SPECIES, 1)).sqrt();
    FloatVector signed = root.blend(root.neg(), gamma.test(VectorOperators.IS_NEGATIVE));
    front.sub(link.div(gamma.add(signed))).intoArray(shift, 0);
  }

  private void sweep() {
    int begin = n;
    int end = 0;
    for (int l = 0; l < LANES; l++) {
      if (firsts[l] != lasts[l]) {
        begin = Math.min(begin, firsts[l]);
        end = Math.max(end, lasts[l]);
      }
    }
    long whole = turnLinks(begin, end);
    for (int i = end; i > begin; i--) {
      if ((whole >>> i & 1) != 0) {
        turnRows(i);
      } else {
        turnSomeRows(i);
      }
    }
  }

  /**
   * The sweep on the diagonal and beside it; see FloatTridiagonalQl.sweep.
   *
   * @return the links at which all lanes take part, as bits
   */
  private long turnLinks(int begin, int end) {
    long whole = 0;
    VectorMask<Float> strange = SPECIES.maskAll(false);
    FloatVector from = FloatVector.fromArray(SPECIES, first, 0);
    FloatVector to = FloatVector.fromArray(SPECIES, last, 0);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector g = one;
    FloatVector c = one;
    FloatVector s = one;
    FloatVector p = FloatVector.zero(SPECIES);
    FloatVector here = FloatVector.fromArray(SPECIES, diagonal, end * LANES);
    FloatVector above = FloatVector.fromArray(SPECIES, diagonal, Math.min(end + 1, n - 1) * LANES);
    for (int i = end; i > begin; i--) {
      VectorMask<Float> active =
          to.compare(VectorOperators.GE, (float) i)
              .and(from.compare(VectorOperators.LT, (float) i));
      VectorMask<Float> starts = to.compare(VectorOperators.EQ, (float) i);
      g = g.blend(here.sub(FloatVector.fromArray(SPECIES, shift, 0)), starts);
      FloatVector link = FloatVector.fromArray(SPECIES, off, (i - 1) * LANES);
      FloatVector next = FloatVector.fromArray(SPECIES, diagonal, (i - 1) * LANES);
      FloatVector f = s.mul(link);
      FloatVector b = c.mul(link);
      // rotation(g, f)
      FloatVector square = g.fma(g, f.mul(f));
      strange =
          strange.or(
              active.and(
                  square
                      .compare(VectorOperators.LT, FloatPrecision.LEAST_SQUARE)
                      .or(f.compare(VectorOperators.EQ, 0))));
      FloatVector length = square.sqrt();
      FloatVector inverse = length.mul(one.div(square));
      FloatVector cosine = g.mul(inverse);
      FloatVector sine = f.mul(inverse);
      FloatVector rest = here.sub(p);
      FloatVector t = next.sub(rest).fma(sine, cosine.mul(2).mul(b));
      FloatVector moved = sine.mul(t);
      FloatVector beside = cosine.fma(t, b.neg());
      if (active.allTrue()) {
        whole |= 1L << i;
      }
      cosine.intoArray(cosines, i * LANES);
      sine.intoArray(sines, i * LANES);
      // The link above is settled now, unless it lies beyond the end of all.
      FloatVector old = FloatVector.fromArray(SPECIES, off, i * LANES);
      FloatVector e = old.blend(length, active.andNot(starts));
      e.intoArray(off, i * LANES);
      FloatVector d = here.blend(rest.add(moved), active);
      d.intoArray(diagonal, i * LANES);
      FloatVector limit =
          d.abs()
              .mul(FloatPrecision.UNIT)
              .mul(above.abs().mul(FloatPrecision.UNIT))
              .add(Float.MIN_NORMAL);
      negligible[i] = e.mul(e).compare(VectorOperators.LE, limit).toLong();
      above = d;
      c = c.blend(cosine, active);
      s = s.blend(sine, active);
      p = p.blend(moved, active);
      g = g.blend(beside, active);
      VectorMask<Float> ends = active.and(from.compare(VectorOperators.EQ, (float) (i - 1)));
      link.blend(g, ends).intoArray(off, (i - 1) * LANES);
      here = next.blend(next.sub(p), ends);
      here.intoArray(diagonal, (i - 1) * LANES);
    }
    look(begin);
    giveUp(strange.toLong());
    return whole;
  }

  /** Rows i and i − 1 turned by the angle of their link. */
  private void turnRows(int i) {
    FloatVector c = FloatVector.fromArray(SPECIES, cosines, i * LANES);
    FloatVector s = FloatVector.fromArray(SPECIES, sines, i * LANES);
    int p = i * n * LANES;
    int q = p - n * LANES;
    for (int j = 0; j < n; j++) {
      FloatVector x = FloatVector.fromArray(SPECIES, rows, p);
      FloatVector y = FloatVector.fromArray(SPECIES, rows, q);
      c.fma(x, s.mul(y)).intoArray(rows, p);
      c.fma(y, s.mul(x).neg()).intoArray(rows, q);
      p += LANES;
      q += LANES;
    }
  }

  /** The same in the lanes that take part. */
  private void turnSomeRows(int i) {
    VectorMask<Float> active =
        FloatVector.fromArray(SPECIES, last, 0)
            .compare(VectorOperators.GE, (float) i)
            .and(FloatVector.fromArray(SPECIES, first, 0).compare(VectorOperators.LT, (float) i));
    FloatVector c = FloatVector.fromArray(SPECIES, cosines, i * LANES);
    FloatVector s = FloatVector.fromArray(SPECIES, sines, i * LANES);
    int p = i * n * LANES;
    int q = p - n * LANES;
    for (int j = 0; j < n; j++) {
      FloatVector x = FloatVector.fromArray(SPECIES, rows, p);
      FloatVector y = FloatVector.fromArray(SPECIES, rows, q);
      x.blend(c.fma(x, s.mul(y)), active).intoArray(rows, p);
      y.blend(c.fma(y, s.mul(x).neg()), active).intoArray(rows, q);
      p += LANES;
      q += LANES;
    }
  }
}
