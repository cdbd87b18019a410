package latentphysics.kernels.expr;

/**
 * Remainders of large numbers by π/2, after Payne and Hanek (SIGNUM Newsletter 18, 1983): of 2/π
 * only those 192 bits matter that meet the bits of x at weights from 2 downwards, because multiples
 * of four quarter turns drop out and lower bits are below any wanted precision.
 *
 * <p>All in integers: x = M·2^e gives the quarter turns as a fixed-point number, whose fraction
 * times π/2 is the remainder. No float64 comes within 2⁻⁶² of a multiple of π/2, so 64 correct bits
 * are left at least. Both parts of the result are exact truncations of these bits: other languages
 * get the same from the same steps.
 */
public final class PayneHanek {
  /** Where {@code x = quadrant·π/2 + remainder + tail}, |remainder| ≤ π/4: what is asked for. */
  public enum Part {
    /** The leading bits of the remainder. */
    REMAINDER(0),
    /** The next bits of the remainder. */
    TAIL(1),
    /** The quadrant modulo 4, plus 1.5·2^(fraction bits) to have it in the low bits. */
    QUADRANT(2);

    private final int code;

    Part(int code) {
      this.code = code;
    }

    /** A number that stands for the part in instructions. */
    public int code() {
      return code;
    }

    /** The part with a code. */
    public static Part of(long code) {
      return code == 0 ? REMAINDER : code == 1 ? TAIL : QUADRANT;
    }
  }

  /** Beyond this, sine, cosine and tangent in float32 take the remainders of this class. */
  public static final float FAR_FLOAT = 0x1p18f;

  /** Beyond this, sine, cosine and tangent in float64 take the remainders of this class. */
  public static final double FAR_DOUBLE = 0x1p30;

  /** π/2 in units of 2⁻⁶³. */
  public static final long HALF_PI = 0xc90fdaa22168c234L;

  /** 64 zeros, then the first 1280 bits of 2/π, highest first. */
  private static final long[] TWO_OVER_PI = {
    0x0000000000000000L,
    0xa2f9836e4e441529L,
    0xfc2757d1f534ddc0L,
    0xdb6295993c439041L,
    0xfe5163abdebbc561L,
    0xb7246e3a424dd2e0L,
    0x06492eea09d1921cL,
    0xfe1deb1cb129a73eL,
    0xe88235f52ebb4484L,
    0xe99c7026b45f7e41L,
    0x3991d639835339f4L,
    0x9c845f8bbdf9283bL,
    0x1ff897ffde05980fL,
    0xef2f118b5a0a6d1fL,
    0x6d367ecf27cb09b7L,
    0x4f463f669e5fea2dL,
    0x7527bac7ebe5f17bL,
    0x3d0739f78a5292eaL,
    0x6bfb5fb11f8d5d08L,
    0x56033046fc7b6babL,
    0xf0cfbc209af4361dL
  };

  private PayneHanek() {}

  /** 64 zeros, then the first 1280 bits of 2/π, highest first. */
  public static long[] twoOverPi() {
    return TWO_OVER_PI.clone();
  }

  /** Beyond what |x| sine, cosine and tangent take the remainders of this class. */
  public static double far(boolean single) {
    return single ? FAR_FLOAT : FAR_DOUBLE;
  }

  /**
   * {@code near} where |x| ≤ {@link #FAR_FLOAT} or x is NaN, else the part of x's remainder; NaN
   * for infinities.
   */
  public static float remainder(float x, float near) {
    return Math.abs(x) > FAR_FLOAT ? part(x, Part.REMAINDER) : near;
  }

  /** As {@link #remainder(float, float)}, for the next bits. */
  public static float tail(float x, float near) {
    return Math.abs(x) > FAR_FLOAT ? part(x, Part.TAIL) : near;
  }

  /** As {@link #remainder(float, float)}, for the quadrant. */
  public static float quadrant(float x, float near) {
    return Math.abs(x) > FAR_FLOAT ? part(x, Part.QUADRANT) : near;
  }

  /** As {@link #remainder(float, float)}, in double precision. */
  public static double remainder(double x, double near) {
    return Math.abs(x) > FAR_DOUBLE ? part(x, Part.REMAINDER) : near;
  }

  /** As {@link #remainder(float, float)}, for the next bits, in double precision. */
  public static double tail(double x, double near) {
    return Math.abs(x) > FAR_DOUBLE ? part(x, Part.TAIL) : near;
  }

  /** As {@link #remainder(float, float)}, for the quadrant, in double precision. */
  public static double quadrant(double x, double near) {
    return Math.abs(x) > FAR_DOUBLE ? part(x, Part.QUADRANT) : near;
  }

  private static float part(float x, Part part) {
    int bits = Float.floatToRawIntBits(x) & 0x7fffffff;
    int exponent = (bits >>> 23) - 150;
    return exponent == 255 - 150
        ? Float.NaN
        : (float) part((bits & 0x7fffffL) | 0x800000L, exponent, part, true);
  }

  private static double part(double x, Part part) {
    long bits = Double.doubleToRawLongBits(x) & Long.MAX_VALUE;
    int exponent = (int) (bits >>> 52) - 1075;
    return exponent == 2047 - 1075
        ? Double.NaN
        : part((bits & 0xfffffffffffffL) | 0x10000000000000L, exponent, part, false);
  }

  /** A part of the remainder of mantissa·2^exponent, mantissa below 2⁵³; exact in its type. */
  private static double part(long mantissa, int exponent, Part part, boolean single) {
    // Bit p of the table, counted from 0, has weight 2^(63−p): begin with the one that makes 2.
    int position = exponent + 62;
    long high = window(position);
    long middle = window(position + 64);
    long low = window(position + 128);
    // mantissa·window modulo 2^192; the lowest 64 bits are below what is needed.
    long carry = Math.unsignedMultiplyHigh(mantissa, low);
    long next = mantissa * middle + carry;
    long overflow = Long.compareUnsigned(next, carry) < 0 ? 1 : 0;
    long turns = mantissa * high + Math.unsignedMultiplyHigh(mantissa, middle) + overflow;
    if (part == Part.QUADRANT) {
      // To the nearest, hence one more where the fraction is at least a half.
      return (single ? 0x1.8p23 : 0x1.8p52) + ((turns >>> 62) + (turns >>> 61 & 1) & 3);
    }
    long fraction = turns << 2 | next >>> 62;
    long rest = next << 2;
    boolean negative = fraction < 0;
    if (negative) {
      fraction = rest == 0 ? -fraction : ~fraction;
      rest = -rest;
    }
    int shift = Long.numberOfLeadingZeros(fraction);
    long leading = shift == 0 ? fraction : fraction << shift | rest >>> (64 - shift);
    // (leading·2^(−64−shift))·(HALF_PI·2^−63)
    long product = Math.unsignedMultiplyHigh(leading, HALF_PI);
    boolean first = part == Part.REMAINDER;
    int dropped = single ? (first ? 40 : 16) : (first ? 11 : 0);
    long word = first ? product >>> dropped : product >>> dropped & (single ? 0xffffff : 0x7ff);
    double magnitude = word * Double.longBitsToDouble((1023L + dropped - 63 - shift) << 52);
    return negative ? -magnitude : magnitude;
  }

  /** 64 bits of the table. */
  private static long window(int position) {
    int word = position >> 6;
    int shift = position & 63;
    return shift == 0
        ? TWO_OVER_PI[word]
        : TWO_OVER_PI[word] << shift | TWO_OVER_PI[word + 1] >>> (64 - shift);
  }
}
