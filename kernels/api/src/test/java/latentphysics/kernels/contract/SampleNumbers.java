package latentphysics.kernels.contract;

import java.util.Random;
import latentphysics.kernels.ElementType;

/** Numbers to try operations on: ordinary ones, every special one, and any pattern at all. */
public final class SampleNumbers {
  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    -1,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -3 * Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Double.MIN_VALUE,
    -5 * Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Math.PI / 2,
    -Math.PI,
    1e9,
    88.8,
    -103.9,
    709.8,
    -745.2,
    0x1p18,
    -3e5,
    1e22,
    2.5,
    -3.5,
    0x1p53 + 2
  };

  private SampleNumbers() {}

  /** A {@code float[]} or {@code double[]} of ordinary and special numbers. */
  public static Object any(Random random, ElementType type, int length) {
    return fill(random, type, length, false);
  }

  /** A {@code float[]} or {@code double[]} of numbers of ordinary size. */
  public static Object ordinary(Random random, ElementType type, int length) {
    return fill(random, type, length, true);
  }

  /** A copy of a {@code float[]} or {@code double[]}. */
  public static Object copy(Object array) {
    return array instanceof float[] floats ? floats.clone() : ((double[]) array).clone();
  }

  private static Object fill(Random random, ElementType type, int length, boolean ordinary) {
    if (type == ElementType.FLOAT32) {
      float[] x = new float[length];
      for (int i = 0; i < length; i++) {
        x[i] =
            !ordinary && random.nextInt(4) == 0
                ? Float.intBitsToFloat(random.nextInt())
                : (float) next(random, ordinary);
      }
      return x;
    }
    double[] x = new double[length];
    for (int i = 0; i < length; i++) {
      x[i] =
          !ordinary && random.nextInt(4) == 0
              ? Double.longBitsToDouble(random.nextLong())
              : next(random, ordinary);
    }
    return x;
  }

  private static double next(Random random, boolean ordinary) {
    if (ordinary) {
      return random.nextGaussian();
    }
    return switch (random.nextInt(3)) {
      case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
      case 1 -> random.nextGaussian();
      default -> random.nextGaussian() * Math.scalb(1.0, random.nextInt(40) - 20);
    };
  }
}
