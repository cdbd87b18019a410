package latentphysics.kernels.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import latentphysics.kernels.linalg.FloatPrecision;

/**
 * One-sided Jacobi on the rows of several matrices, one in each lane; see {@link
 * latentphysics.kernels.linalg.FloatOneSidedJacobi}.
 */
final class FloatLaneJacobi {
  private static final VectorSpecies<Float> SPECIES = FloatLaneLoops.SPECIES;
  private static final int LANES = FloatLaneLoops.LANES;

  /** Lanes that need more are given up. */
  private static final int MOST_SWEEPS = 60;

  private final int count;
  private final int length;
  private final float[] rows;
  private final int step;
  private final float[] squares;
  private final float tolerance;
  private final float[] gram;
  private final float[] inverses;

  /** Lanes in which a row has changed since the products were made. */
  private final long[] turned;

  private final float[] products;
  private final float[] cosines;
  private final float[] sines;

  /** Lanes whose rows are not orthogonal yet, as far as is known. */
  private long active;

  private FloatLaneJacobi(
      long lanes, int count, int length, float[] rows, int step, float[] squares) {
    active = lanes;
    this.count = count;
    this.length = length;
    this.rows = rows;
    this.step = step;
    this.squares = squares;
    float cosine = FloatPrecision.UNIT * Math.max(4, (float) Math.sqrt(length));
    tolerance = cosine * cosine;
    gram = new float[count * count * LANES];
    inverses = new float[count * LANES];
    turned = new long[count];
    products = new float[count * LANES];
    cosines = new float[count * LANES];
    sines = new float[count * LANES];
  }

  /** See {@link latentphysics.kernels.FloatLanes#orthogonalize}. */
  static long solve(long lanes, int count, int length, float[] rows, int step, float[] squares) {
    FloatLaneJacobi jacobi = new FloatLaneJacobi(lanes, count, length, rows, step, squares);
    for (int sweep = 0; sweep < MOST_SWEEPS && jacobi.active != 0; sweep++) {
      jacobi.active &= jacobi.sweep();
    }
    return lanes & ~jacobi.active;
  }

  /**
   * Turns each pair once.
   *
   * @return the lanes in which there was one to turn
   */
  private long sweep() {
    measure();
    FloatLaneProducts.upperGram(count, length, rows, step, gram, count);
    Arrays.fill(turned, 0);
    long met = 0;
    for (int sum = 1; sum <= 2 * count - 3; sum++) {
      int first = Math.max(0, sum - count + 1);
      int end = (sum + 1) / 2;
      long some = 0;
      for (int p = first; p < end; p++) {
        if (multiply(p, sum - p)) {
          some |= angle(p, sum - p);
        }
      }
      if (some != 0) {
        met |= some;
        for (int p = first; p < end; p++) {
          turn(p, sum - p);
        }
      }
    }
    return met;
  }

  /** Squared norms of the rows, and their reciprocals. */
  private void measure() {
    VectorMask<Float> wanted = VectorMask.fromLong(SPECIES, active);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    for (int i = 0; i < count; i++) {
      FloatLaneLoops.dot(length, rows, i * step, rows, i * step, products, 0);
      FloatVector square = FloatVector.fromArray(SPECIES, products, 0);
      FloatVector old = FloatVector.fromArray(SPECIES, squares, i * LANES);
      old.blend(square, wanted).intoArray(squares, i * LANES);
      one.div(square)
          .blend(zero, square.compare(VectorOperators.LT, FloatPrecision.LEAST_SQUARE))
          .intoArray(inverses, i * LANES);
    }
  }

  /**
   * Products of a pair; 0 in lanes in which it has not changed and was orthogonal before the sweep.
   *
   * @return whether there are others
   */
  private boolean multiply(int p, int q) {
    FloatVector before = FloatVector.fromArray(SPECIES, gram, (p * count + q) * LANES);
    FloatVector square =
        before
            .mul(FloatVector.fromArray(SPECIES, inverses, p * LANES))
            .mul(before.mul(FloatVector.fromArray(SPECIES, inverses, q * LANES)));
    long known = ~(turned[p] | turned[q]) & square.compare(VectorOperators.LE, tolerance).toLong();
    if ((active & ~known) == 0) {
      FloatVector.zero(SPECIES).intoArray(sines, p * LANES);
      return false;
    }
    FloatLaneLoops.dot(length, rows, p * step, rows, q * step, products, p);
    FloatVector product = FloatVector.fromArray(SPECIES, products, p * LANES);
    product.blend(0, VectorMask.fromLong(SPECIES, known | ~active)).intoArray(products, p * LANES);
    return true;
  }

  /**
   * The rotations that make a pair orthogonal; the sine is 0 where it is.
   *
   * @return the lanes in which it was not
   */
  private long angle(int p, int q) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector x = FloatVector.fromArray(SPECIES, squares, p * LANES);
    FloatVector y = FloatVector.fromArray(SPECIES, squares, q * LANES);
    FloatVector xy = FloatVector.fromArray(SPECIES, products, p * LANES);
    VectorMask<Float> some =
        xy.div(x)
            .mul(xy.div(y))
            .compare(VectorOperators.GT, tolerance)
            .and(xy.compare(VectorOperators.NE, 0))
            .and(x.compare(VectorOperators.GE, FloatPrecision.LEAST_SQUARE))
            .and(y.compare(VectorOperators.GE, FloatPrecision.LEAST_SQUARE));
    // cot 2θ = ζ = (‖x‖² − ‖y‖²)/(2·x·y), t = tan θ = sign(ζ)/(|ζ| + √(ζ² + 1)).
    FloatVector zeta = x.sub(y).abs().div(xy.mul(2));
    FloatVector size = zeta.abs();
    FloatVector root =
        size.blend(
            size.fma(size, one).sqrt(), size.compare(VectorOperators.LT, 1 / FloatPrecision.UNIT));
    FloatVector positive = one.div(size.add(root));
    FloatVector t = positive.blend(positive.neg(), zeta.test(VectorOperators.IS_NEGATIVE));
    // cos θ = 1 − t²/(h·(h + 1)), h = √(t² + 1).
    FloatVector h = t.fma(t, one).sqrt();
    FloatVector cosine = one.sub(t.mul(t).div(h.mul(h.add(1))));
    FloatVector sine = t.mul(cosine);
    // The longer row goes first: from a pair in the other order by a quarter turn more.
    VectorMask<Float> ordered = x.compare(VectorOperators.GE, y);
    sine.blend(cosine, ordered).intoArray(cosines, p * LANES);
    FloatVector.zero(SPECIES).blend(cosine.blend(sine, ordered), some).intoArray(sines, p * LANES);
    FloatVector gain = t.mul(xy);
    x.blend(x.max(y).add(gain), some).intoArray(squares, p * LANES);
    y.blend(x.min(y).sub(gain), some).intoArray(squares, q * LANES);
    return some.toLong();
  }

  private void turn(int p, int q) {
    FloatVector s = FloatVector.fromArray(SPECIES, sines, p * LANES);
    VectorMask<Float> some = s.compare(VectorOperators.NE, 0);
    long lanes = some.toLong();
    if (lanes == 0) {
      return;
    }
    turned[p] |= lanes;
    turned[q] |= lanes;
    FloatVector c = FloatVector.fromArray(SPECIES, cosines, p * LANES);
    int one = p * step * LANES;
    int other = q * step * LANES;
    for (int i = 0; i < step; i++) {
      FloatVector x = FloatVector.fromArray(SPECIES, rows, one);
      FloatVector y = FloatVector.fromArray(SPECIES, rows, other);
      x.blend(c.fma(x, s.mul(y)), some).intoArray(rows, one);
      y.blend(c.fma(y, s.mul(x).neg()), some).intoArray(rows, other);
      one += LANES;
      other += LANES;
    }
  }
}
