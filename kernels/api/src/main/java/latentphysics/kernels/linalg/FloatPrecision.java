package latentphysics.kernels.linalg;

/** Limits that the factorizations of {@code float} matrices share. */
public final class FloatPrecision {
  private static final float ONE = 1;

  /** The unit of rounding: half the distance from 1 to the next number. */
  public static final float UNIT = Math.ulp(ONE) / 2;

  /** Sums of squares below this may have lost digits to underflow. */
  public static final float LEAST_SQUARE = Float.MIN_NORMAL / UNIT;

  private FloatPrecision() {}
}
