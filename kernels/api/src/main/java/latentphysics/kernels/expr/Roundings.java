package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import latentphysics.kernels.ElementType;

/** Roundings to integers, which keep the sign of zero, infinities and NaN. */
final class Roundings extends Elementary {

  Roundings(ElementType type) {
    super(type);
  }

  /** Adding 2^(fraction bits) to |x| leaves no room for a fraction; what is larger has none. */
  Expr round(Expr x) {
    Expr limit = constant(either(0x1p23, 0x1p52));
    Expr magnitude = x.abs();
    return magnitude.ifLess(limit, copySign(magnitude.add(limit).sub(limit), x), x);
  }

  /** floor(x). */
  Expr floor(Expr x) {
    Expr nearest = round(x);
    return nearest.sub(x.ifLess(nearest, constant(1), constant(0)));
  }

  /** ceil(x) = −floor(−x). */
  Expr ceil(Expr x) {
    return floor(x.neg()).neg();
  }

  /** trunc(x). */
  Expr trunc(Expr x) {
    return copySign(floor(x.abs()), x);
  }
}
