package latentphysics.kernels.expr;

/**
 * A scalar expression over numbered inputs: the one definition from which scalar loops, SIMD loops,
 * OpenCL source and derivatives are made.
 *
 * <p>An expression is a directed acyclic graph: a node may be used several times and is then
 * computed once. All operations round to nearest even and keep NaN, infinity, denormals and signed
 * zeros, so every backend gives the same bits.
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
  record Unary(UnaryOp op, Expr x) implements Expr {}

  /** An operation on two numbers that the hardware rounds correctly. */
  record Binary(BinaryOp op, Expr a, Expr b) implements Expr {}

  /** {@code a·b + c} with one rounding. */
  record Fma(Expr a, Expr b, Expr c) implements Expr {}

  /** {@code then} where the comparison holds, else {@code otherwise}; false when unordered. */
  record Select(Comparison comparison, Expr a, Expr b, Expr then, Expr otherwise) implements Expr {}

  /** An elementary function; {@link Elementary} gives its expansion into the other nodes. */
  record Call(Function function, Expr x) implements Expr {}

  /** The number whose IEEE representation is {@code bits}. */
  record FromBits(Bits bits) implements Expr {}

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

  /** Elementary functions. */
  enum Function {
    /** e to the x. */
    EXP,
    /** Natural logarithm. */
    LOG,
    /** Sine of radians. */
    SIN,
    /** Cosine of radians. */
    COS,
    /** Hyperbolic tangent. */
    TANH
  }

  /** Integers of the element's width, two's complement. */
  sealed interface Bits {
    /** IEEE representation of a number. */
    record Of(Expr x) implements Bits {}

    /** A given pattern; the low half where the element is float32. */
    record Pattern(long value) implements Bits {}

    /** An operation on two patterns. */
    record Combine(BitsOp op, Bits a, Bits b) implements Bits {}

    /** Shift by a fixed count, to the left or (keeping the sign) to the right. */
    record Shift(boolean left, Bits x, int count) implements Bits {}
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

  /** The elementary function of this. */
  default Expr call(Function function) {
    return new Call(function, this);
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
