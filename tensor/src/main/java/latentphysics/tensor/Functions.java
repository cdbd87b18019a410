package latentphysics.tensor;

import java.util.List;
import java.util.function.BinaryOperator;
import latentphysics.kernels.expr.Expr;

/** The elementwise functions behind the methods of {@link Tensor}. */
final class Functions {
  static final MapFunction ADD = binary("add", Expr::add);
  static final MapFunction SUB = binary("sub", Expr::sub);
  static final MapFunction MUL = binary("mul", Expr::mul);
  static final MapFunction DIV = binary("div", Expr::div);
  static final MapFunction MAXIMUM = binary("maximum", Expr::max);
  static final MapFunction MINIMUM = binary("minimum", Expr::min);
  static final MapFunction NEG = MapFunction.unary("neg", Expr::neg);
  static final MapFunction ABS = MapFunction.unary("abs", Expr::abs);
  static final MapFunction SQUARE = MapFunction.unary("square", x -> x.mul(x));
  static final MapFunction SQRT = MapFunction.unary("sqrt", Expr::sqrt);
  static final MapFunction EXP = call("exp", Expr.Function.EXP);
  static final MapFunction LOG = call("log", Expr.Function.LOG);
  static final MapFunction SIN = call("sin", Expr.Function.SIN);
  static final MapFunction COS = call("cos", Expr.Function.COS);
  static final MapFunction TANH = call("tanh", Expr.Function.TANH);
  static final MapFunction IDENTITY = MapFunction.unary("identity", x -> x);

  private Functions() {}

  private static MapFunction call(String name, Expr.Function function) {
    return MapFunction.unary(name, x -> x.call(function));
  }

  private static MapFunction binary(String name, BinaryOperator<Expr> definition) {
    return MapFunction.of(name, 2, x -> List.of(definition.apply(x.get(0), x.get(1))));
  }
}
