package latentphysics.kernels.expr;

import org.jspecify.annotations.Nullable;

/**
 * A scalar expression over numbered inputs: the one definition from which scalar loops, SIMD loops,
 * OpenCL source and derivatives are made.
 *
 * <p>An expression is a directed acyclic graph: a node may be used several times and is then
 * computed once. All operations round to nearest even and keep NaN, infinity, denormals and signed
 * zeros, so every backend gives the same bits.
 *
 * <p>Inputs and constants are equal by value; every other node equals only itself, because a graph
 * that shares nodes may stand for a tree that is exponentially larger.
 */
public sealed interface Expr {

  /** Value of operand {@code index}, from 0. */
  record Input(int index) implements Expr {
    /**
     * Checks the index.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Input {
      if (index < 0) {
        throw new IllegalArgumentException("input: index " + index + ", expected at least 0");
      }
    }
  }

  /** A number; rounded to float32 where the expression is compiled for float32. */
  record Constant(double value) implements Expr {}

  /** An operation on one number that the hardware rounds correctly. */
  record Unary(UnaryOp op, Expr x) implements Expr {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public String toString() {
      return Listing.of(this);
    }
  }

  /** An operation on two numbers that the hardware rounds correctly. */
  record Binary(BinaryOp op, Expr a, Expr b) implements Expr {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public String toString() {
      return Listing.of(this);
    }
  }

  /** {@code a·b + c} with one rounding. */
  record Fma(Expr a, Expr b, Expr c) implements Expr {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public String toString() {
      return Listing.of(this);
    }
  }

  /** {@code then} where the comparison holds, else {@code otherwise}; false when unordered. */
  record Select(Comparison comparison, Expr a, Expr b, Expr then, Expr otherwise) implements Expr {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public String toString() {
      return Listing.of(this);
    }
  }

  /** An elementary function; {@link Elementary} gives its expansion into the other nodes. */
  record Call(Function function, Expr x) implements Expr {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public String toString() {
      return Listing.of(this);
    }
  }

  /** An elementary function of two numbers. */
  record Call2(Function2 function, Expr a, Expr b) implements Expr {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public String toString() {
      return Listing.of(this);
    }
  }

  /**
   * {@code near} where |x| ≤ {@link PayneHanek#far}, else a part of the remainder of x by π/2; for
   * the expansions of sine, cosine and tangent.
   */
  record FarAngle(PayneHanek.Part part, Expr x, Expr near) implements Expr {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public String toString() {
      return Listing.of(this);
    }
  }

  /** The number whose IEEE representation is {@code bits}. */
  record FromBits(Bits bits) implements Expr {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public String toString() {
      return Listing.of(this);
    }
  }

  /** Correctly rounded operations on one number. */
  enum UnaryOp {
    /** Changes the sign, also of zero and NaN. */
    NEG,
    /** Clears the sign. */
    ABS,
    /** Square root; NaN below zero. */
    SQRT
  }

  /** Correctly rounded operations on two numbers. */
  enum BinaryOp {
    /** Sum. */
    ADD,
    /** Difference. */
    SUB,
    /** Product. */
    MUL,
    /** Quotient. */
    DIV
  }

  /** Ordered comparisons. */
  enum Comparison {
    /** Less than. */
    LT,
    /** Less than or equal. */
    LE,
    /** Equal; zeros of either sign are equal. */
    EQ
  }

  /**
   * Elementary functions of one number, all with errors below 2 units in the last place over their
   * whole domain. NaN gives NaN.
   */
  enum Function {
    /** e to the x; 0 at −∞. */
    EXP,
    /** e to the x, less 1, accurate near 0; keeps the sign of zero. */
    EXPM1,
    /** Natural logarithm; −∞ at zeros of either sign, NaN below. */
    LOG,
    /** Logarithm of 1 + x, accurate near 0; −∞ at −1, NaN below; keeps the sign of zero. */
    LOG1P,
    /** Sine of radians; NaN at infinities. */
    SIN,
    /** Cosine of radians; NaN at infinities. */
    COS,
    /** Tangent of radians; NaN at infinities. */
    TAN,
    /** Angle in [−π/2, π/2] whose sine is x; NaN outside of [−1, 1]. */
    ASIN,
    /** Angle in [0, π] whose cosine is x; NaN outside of [−1, 1]. */
    ACOS,
    /** Angle in [−π/2, π/2] whose tangent is x. */
    ATAN,
    /** Hyperbolic sine. */
    SINH,
    /** Hyperbolic cosine. */
    COSH,
    /** Hyperbolic tangent. */
    TANH,
    /** Error function 2/√π·∫₀ˣ exp(−t²) dt. */
    ERF,
    /** Complementary error function 1 − erf(x), accurate where it is tiny. */
    ERFC,
    /** Φ(x) = ½·erfc(−x/√2), the probability that a standard normal number is below x. */
    NORMAL_CDF,
    /** Logistic function 1/(1 + exp(−x)). */
    SIGMOID,
    /** log(1 + exp(x)) without overflow. */
    SOFTPLUS,
    /** Largest integer not above x. Derivative 0, as for the other roundings. */
    FLOOR,
    /** Smallest integer not below x. */
    CEIL,
    /** Nearest integer, the even one halfway between two. */
    ROUND,
    /** Integer part. */
    TRUNC
  }

  /** Elementary functions of two numbers. */
  enum Function2 {
    /**
     * a to the b, by the rules of IEEE 754: b = 0 and a = 1 give 1 whatever the other is, NaN
     * included; a negative a gives a number for integer b only; (−1)^±∞ = 1.
     */
    POW,
    /** Angle of the point with ordinate a and abscissa b, in [−π, π]. */
    ATAN2
  }

  /** Integers of the element's width, two's complement. */
  sealed interface Bits {
    /** IEEE representation of a number. */
    record Of(Expr x) implements Bits {
      @Override
      public boolean equals(@Nullable Object other) {
        return this == other;
      }

      @Override
      public int hashCode() {
        return System.identityHashCode(this);
      }

      @Override
      public String toString() {
        return Listing.of(this);
      }
    }

    /** A given pattern; the low half where the element is float32. */
    record Pattern(long value) implements Bits {}

    /** An operation on two patterns. */
    record Combine(BitsOp op, Bits a, Bits b) implements Bits {
      @Override
      public boolean equals(@Nullable Object other) {
        return this == other;
      }

      @Override
      public int hashCode() {
        return System.identityHashCode(this);
      }

      @Override
      public String toString() {
        return Listing.of(this);
      }
    }

    /** Shift by a fixed count, to the left or (keeping the sign) to the right. */
    record Shift(boolean left, Bits x, int count) implements Bits {
      @Override
      public boolean equals(@Nullable Object other) {
        return this == other;
      }

      @Override
      public int hashCode() {
        return System.identityHashCode(this);
      }

      @Override
      public String toString() {
        return Listing.of(this);
      }
    }
  }

  /** Operations on patterns; sums wrap around. */
  enum BitsOp {
    /** Sum modulo the width. */
    ADD,
    /** Difference modulo the width. */
    SUB,
    /** Both. */
    AND,
    /** One but not both. */
    XOR
  }

  /** Operand {@code index}. */
  static Expr input(int index) {
    return new Input(index);
  }

  /** The number {@code value}. */
  static Expr constant(double value) {
    return new Constant(value);
  }

  /** {@code this + other}. */
  default Expr add(Expr other) {
    if (isConstant(this, 0)) {
      return other;
    }
    return isConstant(other, 0) ? this : new Binary(BinaryOp.ADD, this, other);
  }

  /** {@code this − other}. */
  default Expr sub(Expr other) {
    return isConstant(other, 0) ? this : new Binary(BinaryOp.SUB, this, other);
  }

  /** {@code this · other}. */
  default Expr mul(Expr other) {
    if (isConstant(this, 1)) {
      return other;
    }
    return isConstant(other, 1) ? this : new Binary(BinaryOp.MUL, this, other);
  }

  /** {@code this ÷ other}. */
  default Expr div(Expr other) {
    return isConstant(other, 1) ? this : new Binary(BinaryOp.DIV, this, other);
  }

  /** {@code this · factor + term}, rounded once. */
  default Expr fma(Expr factor, Expr term) {
    return new Fma(this, factor, term);
  }

  /** {@code −this}. */
  default Expr neg() {
    return new Unary(UnaryOp.NEG, this);
  }

  /** Absolute value. */
  default Expr abs() {
    return new Unary(UnaryOp.ABS, this);
  }

  /** Square root. */
  default Expr sqrt() {
    return new Unary(UnaryOp.SQRT, this);
  }

  /** 1/√this. */
  default Expr rsqrt() {
    return constant(1).div(sqrt());
  }

  /** −1, 0 (also of −0) or 1; derivative 0. */
  default Expr sign() {
    Expr zero = constant(0);
    Expr notBelow = zero.ifLess(this, constant(1), ifEqual(zero, zero, this));
    return ifLess(zero, constant(-1), notBelow);
  }

  /**
   * This, but at least {@code low} and then at most {@code high}, as NumPy's clip. Where it equals
   * a limit, the derivative is that of this.
   */
  default Expr clamp(Expr low, Expr high) {
    Expr atLeast = ifLess(low, low, this);
    return high.ifLess(atLeast, high, atLeast);
  }

  /**
   * This to the power {@code exponent}; products where the exponent is a constant from −1 to 3, and
   * {@link Function2#POW} elsewhere.
   */
  default Expr pow(Expr exponent) {
    if (exponent instanceof Constant(double v)) {
      if (v == 0) {
        return constant(1);
      } else if (v == 1) {
        return this;
      } else if (v == 2) {
        return mul(this);
      } else if (v == 3) {
        return mul(this).mul(this);
      } else if (v == -1) {
        return constant(1).div(this);
      }
    }
    return call(Function2.POW, exponent);
  }

  /** The elementary function of this. */
  default Expr call(Function function) {
    return new Call(function, this);
  }

  /** The elementary function of this and another number. */
  default Expr call(Function2 function, Expr other) {
    return new Call2(function, this, other);
  }

  /** {@code then} where {@code this < other}, else {@code otherwise}. */
  default Expr ifLess(Expr other, Expr then, Expr otherwise) {
    return new Select(Comparison.LT, this, other, then, otherwise);
  }

  /** {@code then} where {@code this ≤ other}, else {@code otherwise}. */
  default Expr ifLessOrEqual(Expr other, Expr then, Expr otherwise) {
    return new Select(Comparison.LE, this, other, then, otherwise);
  }

  /** {@code then} where {@code this = other}, else {@code otherwise}. */
  default Expr ifEqual(Expr other, Expr then, Expr otherwise) {
    return new Select(Comparison.EQ, this, other, then, otherwise);
  }

  /** The larger; NaN if either is NaN. Where both are equal, and in derivatives, the second. */
  default Expr max(Expr other) {
    return other.ifLess(this, this, ifEqual(this, other, this));
  }

  /** The smaller; NaN if either is NaN. Where both are equal, and in derivatives, the second. */
  default Expr min(Expr other) {
    return ifLess(other, this, ifEqual(this, other, this));
  }

  private static boolean isConstant(Expr e, double value) {
    return e instanceof Constant(double v)
        && Double.doubleToRawLongBits(v) == Double.doubleToRawLongBits(value);
  }
}
