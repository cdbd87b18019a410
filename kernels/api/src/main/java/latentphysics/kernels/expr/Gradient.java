package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import latentphysics.kernels.expr.Expr.Function;
import latentphysics.kernels.expr.Expr.Function2;

/**
 * Symbolic differentiation of expressions, in reverse.
 *
 * <p>Conventions where a function has no derivative: a {@link Expr.Select} differentiates the
 * branch that it takes and never its condition, so max(x, 0) has derivative 0 at 0 and max(a, b)
 * follows b where they are equal; |x| has derivative 0 at 0; √x has an infinite one. Roundings have
 * derivative 0, also where they jump; the angle of the origin (ATAN2) too. a to the b has, by a,
 * derivative 0 where both are 0; by b, 0 where a is 0 and NaN where a is negative.
 *
 * <p>A seed that is the constant 0 is as good as absent: its output leaves no trace, not even a NaN
 * where its derivative is infinite.
 */
public final class Gradient {
  private final IdentityHashMap<Expr, Expr> adjoints = new IdentityHashMap<>();

  private Gradient() {}

  /**
   * The vector-Jacobian product Σⱼ seedⱼ·∂outputⱼ/∂inputᵢ, for i = 0 … inputs−1.
   *
   * @param outputs the functions
   * @param seeds one factor for each output; may use inputs beyond those of the outputs
   * @param inputs how many inputs to differentiate by
   * @throws UnsupportedOperationException if an output depends on an input through bit operations
   */
  public static List<Expr> vjp(List<Expr> outputs, List<Expr> seeds, int inputs) {
    List<Object> order = Nodes.inOrder(outputs, Gradient::differentiated);
    Gradient gradient = new Gradient();
    for (int j = 0; j < outputs.size(); j++) {
      gradient.accumulate(outputs.get(j), seeds.get(j));
    }
    List<Expr> result = new ArrayList<>(Collections.nCopies(inputs, constant(0)));
    for (Object node : order.reversed()) {
      Expr adjoint = gradient.adjoints.get(node);
      if (adjoint == null) {
        continue;
      }
      if (node instanceof Expr.Input(int index)) {
        if (index < inputs) {
          result.set(index, result.get(index).add(adjoint));
        }
      } else {
        gradient.propagate((Expr) node, adjoint);
      }
    }
    return result;
  }

  private void propagate(Expr node, Expr adjoint) {
    switch (node) {
      case Expr.Input i -> {}
      case Expr.Constant c -> {}
      case Expr.Unary(Expr.UnaryOp op, Expr x) ->
          accumulate(
              x,
              switch (op) {
                case NEG -> adjoint.neg();
                case ABS -> {
                  Expr zero = constant(0);
                  yield x.ifLess(zero, adjoint.neg(), x.ifEqual(zero, zero, adjoint));
                }
                case SQRT -> adjoint.mul(constant(0.5)).div(node);
              });
      case Expr.Binary(Expr.BinaryOp op, Expr a, Expr b) -> {
        switch (op) {
          case ADD -> {
            accumulate(a, adjoint);
            accumulate(b, adjoint);
          }
          case SUB -> {
            accumulate(a, adjoint);
            accumulate(b, adjoint.neg());
          }
          case MUL -> {
            accumulate(a, adjoint.mul(b));
            accumulate(b, adjoint.mul(a));
          }
          case DIV -> {
            // q = a/b: dq = (da − q·db)/b
            Expr share = adjoint.div(b);
            accumulate(a, share);
            accumulate(b, share.mul(node).neg());
          }
        }
      }
      case Expr.Fma(Expr a, Expr b, Expr c) -> {
        accumulate(a, adjoint.mul(b));
        accumulate(b, adjoint.mul(a));
        accumulate(c, adjoint);
      }
      case Expr.Select(Expr.Comparison comparison, Expr a, Expr b, Expr then, Expr otherwise) -> {
        Expr zero = constant(0);
        accumulate(then, new Expr.Select(comparison, a, b, adjoint, zero));
        accumulate(otherwise, new Expr.Select(comparison, a, b, zero, adjoint));
      }
      case Expr.Call(Function function, Expr x) ->
          accumulate(x, times(adjoint, derivative(function, x, node)));
      case Expr.Call2(Function2 function, Expr a, Expr b) -> {
        accumulate(a, adjoint.mul(derivativeByFirst(function, a, b)));
        accumulate(b, adjoint.mul(derivativeBySecond(function, a, b, node)));
      }
      case Expr.FromBits f -> throw noDerivative();
      case Expr.FarAngle f -> throw noDerivative();
    }
  }

  private static UnsupportedOperationException noDerivative() {
    return new UnsupportedOperationException(
        "gradient: bit operations have no derivative; use the elementary function instead");
  }

  private static Expr derivative(Function function, Expr x, Expr value) {
    Expr one = constant(1);
    return switch (function) {
      case EXP -> value;
      case EXPM1 -> x.call(Function.EXP);
      case LOG -> one.div(x);
      case LOG1P -> one.div(one.add(x));
      case SIN -> x.call(Function.COS);
      case COS -> x.call(Function.SIN).neg();
      case TAN -> value.fma(value, one);
      case ASIN -> one.div(one.sub(x).mul(one.add(x)).sqrt());
      case ACOS -> constant(-1).div(one.sub(x).mul(one.add(x)).sqrt());
      case ATAN -> one.div(x.fma(x, one));
      case SINH -> x.call(Function.COSH);
      case COSH -> x.call(Function.SINH);
      case TANH -> one.sub(value.mul(value));
      case ERF -> gaussian(x, 1, 2 / Math.sqrt(Math.PI));
      case ERFC -> gaussian(x, 1, -2 / Math.sqrt(Math.PI));
      case NORMAL_CDF -> gaussian(x, 0.5, 1 / Math.sqrt(2 * Math.PI));
      // 1 − σ(x) would cancel where x is large.
      case SIGMOID -> value.mul(x.neg().call(Function.SIGMOID));
      case SOFTPLUS -> x.call(Function.SIGMOID);
      case FLOOR, CEIL, ROUND, TRUNC -> constant(0);
    };
  }

  /** factor·exp(−scale·x²). */
  private static Expr gaussian(Expr x, double scale, double factor) {
    return x.mul(x).mul(constant(-scale)).call(Function.EXP).mul(constant(factor));
  }

  private static Expr derivativeByFirst(Function2 function, Expr a, Expr b) {
    Expr zero = constant(0);
    return switch (function) {
      // b·a^(b−1); where a and b are 0 this is 0, not 0·∞.
      case POW -> {
        Expr less = b instanceof Expr.Constant(double v) ? constant(v - 1) : b.sub(constant(1));
        Expr base = a.ifEqual(zero, b.ifEqual(zero, constant(1), a), a);
        yield b.mul(base.call(Function2.POW, less));
      }
      case ATAN2 -> b.div(squaredRadius(a, b));
    };
  }

  private static Expr derivativeBySecond(Function2 function, Expr a, Expr b, Expr value) {
    Expr zero = constant(0);
    return switch (function) {
      // log(a)·a^b; 0 where a is 0, the limit for positive b.
      case POW -> value.mul(a.ifEqual(zero, constant(1), a).call(Function.LOG));
      case ATAN2 -> a.neg().div(squaredRadius(a, b));
    };
  }

  /** a² + b², but 1 at the origin, where the angle's derivatives are taken as 0. */
  private static Expr squaredRadius(Expr a, Expr b) {
    Expr sum = a.fma(a, b.mul(b));
    return sum.ifEqual(constant(0), constant(1), sum);
  }

  private void accumulate(Expr node, Expr contribution) {
    if (!(node instanceof Expr.Constant || isZero(contribution))) {
      adjoints.merge(node, contribution, Expr::add);
    }
  }

  private static Expr times(Expr adjoint, Expr derivative) {
    return isZero(derivative) ? derivative : adjoint.mul(derivative);
  }

  /** Nothing flows back where a zero is known beforehand: 0·∞ would be NaN. */
  private static boolean isZero(Expr e) {
    return e instanceof Expr.Constant(double v) && v == 0;
  }

  /** What a node depends on, conditions and patterns apart. */
  private static List<Object> differentiated(Object node) {
    return switch (node) {
      case Expr.Select(Expr.Comparison c, Expr a, Expr b, Expr then, Expr otherwise) ->
          List.of(then, otherwise);
      case Expr.FromBits f -> List.of();
      default -> Nodes.arguments(node);
    };
  }
}
