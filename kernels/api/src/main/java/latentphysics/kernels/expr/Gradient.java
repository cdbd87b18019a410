package latentphysics.kernels.expr;

import static latentphysics.kernels.expr.Expr.constant;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Symbolic differentiation of expressions, in reverse.
 *
 * <p>Conventions where a function has no derivative: a {@link Expr.Select} differentiates the
 * branch that it takes and never its condition, so max(x, 0) has derivative 0 at 0 and max(a, b)
 * follows b where they are equal; |x| has derivative 0 at 0; √x has an infinite one.
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
    List<Expr> order = new ArrayList<>();
    Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    outputs.forEach(output -> visit(output, seen, order));

    Gradient gradient = new Gradient();
    for (int j = 0; j < outputs.size(); j++) {
      gradient.accumulate(outputs.get(j), seeds.get(j));
    }
    List<Expr> result = new ArrayList<>(Collections.nCopies(inputs, constant(0)));
    for (Expr node : order.reversed()) {
      Expr adjoint = gradient.adjoints.get(node);
      if (adjoint == null) {
        continue;
      }
      if (node instanceof Expr.Input(int index)) {
        if (index < inputs) {
          result.set(index, result.get(index).add(adjoint));
        }
      } else {
        gradient.propagate(node, adjoint);
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
      case Expr.Call(Expr.Function function, Expr x) ->
          accumulate(x, adjoint.mul(derivative(function, x, node)));
      case Expr.FromBits f ->
          throw new UnsupportedOperationException(
              "gradient: bit operations have no derivative; use the elementary function instead");
    }
  }

  private static Expr derivative(Expr.Function function, Expr x, Expr value) {
    return switch (function) {
      case EXP -> value;
      case LOG -> constant(1).div(x);
      case SIN -> x.call(Expr.Function.COS);
      case COS -> x.call(Expr.Function.SIN).neg();
      case TANH -> constant(1).sub(value.mul(value));
    };
  }

  private void accumulate(Expr node, Expr contribution) {
    if (!(node instanceof Expr.Constant)) {
      adjoints.merge(node, contribution, Expr::add);
    }
  }

  /** Appends each node after the nodes that it uses. */
  private static void visit(Expr node, Set<Expr> seen, List<Expr> order) {
    if (!seen.add(node)) {
      return;
    }
    switch (node) {
      case Expr.Input i -> {}
      case Expr.Constant c -> {}
      case Expr.Unary(Expr.UnaryOp op, Expr x) -> visit(x, seen, order);
      case Expr.Binary(Expr.BinaryOp op, Expr a, Expr b) -> {
        visit(a, seen, order);
        visit(b, seen, order);
      }
      case Expr.Fma(Expr a, Expr b, Expr c) -> {
        visit(a, seen, order);
        visit(b, seen, order);
        visit(c, seen, order);
      }
      case Expr.Select(Expr.Comparison c, Expr a, Expr b, Expr then, Expr otherwise) -> {
        visit(then, seen, order);
        visit(otherwise, seen, order);
      }
      case Expr.Call(Expr.Function f, Expr x) -> visit(x, seen, order);
      case Expr.FromBits f -> {}
    }
    order.add(node);
  }
}
