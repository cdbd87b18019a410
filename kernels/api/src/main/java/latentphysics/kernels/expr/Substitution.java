package latentphysics.kernels.expr;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BinaryOperator;
import latentphysics.kernels.expr.Expr.Bits;

/** Replaces parts of expressions; what they share stays shared. */
public final class Substitution {
  private final IdentityHashMap<Object, Object> replaced = new IdentityHashMap<>();

  private Substitution() {}

  /**
   * Expressions with some of their nodes replaced.
   *
   * @param replacement of a node, given it and what it has become by the replacement of its parts;
   *     the latter if there is nothing to replace
   */
  public static List<Expr> apply(List<Expr> roots, BinaryOperator<Expr> replacement) {
    Substitution substitution = new Substitution();
    for (Object node : Nodes.inOrder(roots, Nodes::arguments)) {
      Object rebuilt = substitution.rebuilt(node);
      substitution.replaced.put(
          node, node instanceof Expr e ? replacement.apply(e, (Expr) rebuilt) : rebuilt);
    }
    return roots.stream().map(substitution::of).toList();
  }

  /** Numbers of the inputs that some expressions read, increasing. */
  public static List<Integer> inputs(List<Expr> roots) {
    return Nodes.inOrder(roots, Nodes::arguments).stream()
        .filter(Expr.Input.class::isInstance)
        .map(node -> ((Expr.Input) node).index())
        .distinct()
        .sorted()
        .toList();
  }

  private Expr of(Expr node) {
    return (Expr) replaced.getOrDefault(node, node);
  }

  private Bits of(Bits node) {
    return (Bits) replaced.getOrDefault(node, node);
  }

  @SuppressWarnings("ReferenceEquality") // a node equals only itself
  private boolean isKept(Object node) {
    return replaced.get(node) == node;
  }

  private Object rebuilt(Object node) {
    if (Nodes.arguments(node).stream().allMatch(this::isKept)) {
      return node;
    }
    return switch (node) {
      case Expr.Unary(Expr.UnaryOp op, Expr x) -> new Expr.Unary(op, of(x));
      case Expr.Binary(Expr.BinaryOp op, Expr a, Expr b) -> new Expr.Binary(op, of(a), of(b));
      case Expr.Fma(Expr a, Expr b, Expr c) -> new Expr.Fma(of(a), of(b), of(c));
      case Expr.Select(Expr.Comparison op, Expr a, Expr b, Expr then, Expr otherwise) ->
          new Expr.Select(op, of(a), of(b), of(then), of(otherwise));
      case Expr.Call(Expr.Function function, Expr x) -> new Expr.Call(function, of(x));
      case Expr.Call2(Expr.Function2 function, Expr a, Expr b) ->
          new Expr.Call2(function, of(a), of(b));
      case Expr.FarAngle(PayneHanek.Part part, Expr x, Expr near) ->
          new Expr.FarAngle(part, of(x), of(near));
      case Expr.FromBits(Bits bits) -> new Expr.FromBits(of(bits));
      case Bits.Of(Expr x) -> new Bits.Of(of(x));
      case Bits.Combine(Expr.BitsOp op, Bits a, Bits b) -> new Bits.Combine(op, of(a), of(b));
      case Bits.Shift(boolean left, Bits x, int count) -> new Bits.Shift(left, of(x), count);
      default -> throw new AssertionError(node);
    };
  }
}
