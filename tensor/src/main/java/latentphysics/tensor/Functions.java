package latentphysics.tensor;

import java.util.List;
import java.util.function.BinaryOperator;
import latentphysics.kernels.expr.Activations;
import latentphysics.kernels.expr.Expr;

/** The elementwise functions behind the methods of {@link Tensor}. */
final class Functions {
  private static final Expr ZERO = Expr.constant(0);
  private static final Expr ONE = Expr.constant(1);

  // Arithmetic; sums and products of truth values are "or" and "and", as in NumPy.
  static final MapFunction ADD = alsoOfTruthValues("add", Expr::add);
  static final MapFunction SUB = binary("sub", Expr::sub);
  static final MapFunction MUL = alsoOfTruthValues("mul", Expr::mul);
  static final MapFunction DIV = binary("div", Expr::div);
  static final MapFunction MAXIMUM = alsoOfTruthValues("maximum", Expr::max);
  static final MapFunction MINIMUM = alsoOfTruthValues("minimum", Expr::min);
  static final MapFunction NEG = MapFunction.unary("neg", Expr::neg);
  static final MapFunction ABS = MapFunction.unary("abs", Expr::abs);
  static final MapFunction SQUARE = MapFunction.unary("square", x -> x.mul(x));
  static final MapFunction IDENTITY = MapFunction.alsoOfTruthValues("identity", 1, List::copyOf);

  // As NumPy: the quotient of integers by 0 is 0.
  static final MapFunction INTEGER_FLOOR_DIVIDE =
      MapFunction.ofIntegers(
          "floorDivide",
          2,
          x ->
              List.of(
                  x.get(1)
                      .ifEqual(ZERO, ZERO, x.get(0).div(x.get(1).ifEqual(ZERO, ONE, x.get(1))))));

  // Comparisons
  static final MapFunction LESS = compare("less", (a, b) -> a.ifLess(b, ONE, ZERO));
  static final MapFunction LESS_EQUAL =
      compare("lessEqual", (a, b) -> a.ifLessOrEqual(b, ONE, ZERO));
  static final MapFunction EQUAL = compare("equal", (a, b) -> a.ifEqual(b, ONE, ZERO));
  static final MapFunction NOT_EQUAL = compare("notEqual", (a, b) -> a.ifEqual(b, ZERO, ONE));
  static final MapFunction NOT =
      MapFunction.predicate("logicalNot", 1, x -> List.of(x.get(0).ifEqual(ZERO, ONE, ZERO)));
  static final MapFunction AND =
      compare("logicalAnd", (a, b) -> a.ifEqual(ZERO, ZERO, b.ifEqual(ZERO, ZERO, ONE)));
  static final MapFunction OR =
      compare("logicalOr", (a, b) -> a.ifEqual(ZERO, b.ifEqual(ZERO, ZERO, ONE), ONE));
  static final MapFunction XOR =
      compare(
          "logicalXor",
          (a, b) -> a.ifEqual(ZERO, b.ifEqual(ZERO, ZERO, ONE), b.ifEqual(ZERO, ONE, ZERO)));
  static final MapFunction IS_NAN =
      MapFunction.predicate("isNaN", 1, x -> List.of(x.get(0).ifEqual(x.get(0), ZERO, ONE)));
  static final MapFunction IS_INF =
      MapFunction.predicate(
          "isInf",
          1,
          x -> List.of(x.get(0).abs().ifEqual(Expr.constant(Double.POSITIVE_INFINITY), ONE, ZERO)));
  static final MapFunction WHERE =
      MapFunction.alsoOfTruthValues(
          "where", 3, x -> List.of(x.get(0).ifEqual(ZERO, x.get(2), x.get(1))));

  // Elementary functions
  static final MapFunction SQRT = MapFunction.unary("sqrt", Expr::sqrt);
  static final MapFunction RSQRT = MapFunction.unary("rsqrt", Expr::rsqrt);
  static final MapFunction EXP = call("exp", Expr.Function.EXP);
  static final MapFunction EXPM1 = call("expm1", Expr.Function.EXPM1);
  static final MapFunction LOG = call("log", Expr.Function.LOG);
  static final MapFunction LOG1P = call("log1p", Expr.Function.LOG1P);
  static final MapFunction POW = binary("pow", (a, b) -> a.call(Expr.Function2.POW, b));
  static final MapFunction SIN = call("sin", Expr.Function.SIN);
  static final MapFunction COS = call("cos", Expr.Function.COS);
  static final MapFunction TAN = call("tan", Expr.Function.TAN);
  static final MapFunction ASIN = call("asin", Expr.Function.ASIN);
  static final MapFunction ACOS = call("acos", Expr.Function.ACOS);
  static final MapFunction ATAN = call("atan", Expr.Function.ATAN);
  static final MapFunction ATAN2 = binary("atan2", (a, b) -> a.call(Expr.Function2.ATAN2, b));
  static final MapFunction SINH = call("sinh", Expr.Function.SINH);
  static final MapFunction COSH = call("cosh", Expr.Function.COSH);
  static final MapFunction TANH = call("tanh", Expr.Function.TANH);
  static final MapFunction SIGN = MapFunction.unary("sign", Expr::sign);
  static final MapFunction FLOOR = call("floor", Expr.Function.FLOOR);
  static final MapFunction CEIL = call("ceil", Expr.Function.CEIL);
  static final MapFunction ROUND = call("round", Expr.Function.ROUND);
  static final MapFunction TRUNC = call("trunc", Expr.Function.TRUNC);
  static final MapFunction ERF = call("erf", Expr.Function.ERF);
  static final MapFunction ERFC = call("erfc", Expr.Function.ERFC);
  static final MapFunction GELU = MapFunction.unary("gelu", Activations::gelu);
  static final MapFunction GELU_TANH = MapFunction.unary("geluTanh", Activations::geluTanh);
  static final MapFunction SIGMOID = call("sigmoid", Expr.Function.SIGMOID);
  static final MapFunction SOFTPLUS = call("softplus", Expr.Function.SOFTPLUS);
  static final MapFunction SILU = MapFunction.unary("silu", Activations::silu);
  static final MapFunction RELU = MapFunction.unary("relu", Activations::relu);
  // Slope and limits are operands: a number in an expression would need a kernel of its own.
  static final MapFunction LEAKY_RELU =
      binary("leakyRelu", (x, slope) -> ZERO.ifLess(x, x, x.mul(slope)));
  static final MapFunction CLAMP =
      MapFunction.of("clamp", 3, x -> List.of(x.get(0).clamp(x.get(1), x.get(2))));

  private Functions() {}

  private static MapFunction call(String name, Expr.Function function) {
    return MapFunction.unary(name, x -> x.call(function));
  }

  private static MapFunction binary(String name, BinaryOperator<Expr> definition) {
    return MapFunction.of(name, 2, x -> List.of(definition.apply(x.get(0), x.get(1))));
  }

  private static MapFunction alsoOfTruthValues(String name, BinaryOperator<Expr> definition) {
    return MapFunction.alsoOfTruthValues(
        name, 2, x -> List.of(definition.apply(x.get(0), x.get(1))));
  }

  private static MapFunction compare(String name, BinaryOperator<Expr> definition) {
    return MapFunction.predicate(name, 2, x -> List.of(definition.apply(x.get(0), x.get(1))));
  }
}
