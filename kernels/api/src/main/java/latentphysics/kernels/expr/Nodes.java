package latentphysics.kernels.expr;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import latentphysics.kernels.expr.Expr.Bits;

/** Walks over graphs of nodes; none is recursive, so a graph may be as deep as it likes. */
final class Nodes {
  private Nodes() {}

  /** What an {@link Expr} or {@link Bits} is computed from. */
  static List<Object> arguments(Object node) {
    return switch (node) {
      case Expr.Unary(Expr.UnaryOp op, Expr x) -> List.of(x);
      case Expr.Binary(Expr.BinaryOp op, Expr a, Expr b) -> List.of(a, b);
      case Expr.Fma(Expr a, Expr b, Expr c) -> List.of(a, b, c);
      case Expr.Select(Expr.Comparison op, Expr a, Expr b, Expr then, Expr otherwise) ->
          List.of(a, b, then, otherwise);
      case Expr.Call(Expr.Function function, Expr x) -> List.of(x);
      case Expr.Call2(Expr.Function2 function, Expr a, Expr b) -> List.of(a, b);
      case Expr.FarAngle(PayneHanek.Part part, Expr x, Expr near) -> List.of(x, near);
      case Expr.FromBits(Bits bits) -> List.of(bits);
      case Bits.Of(Expr x) -> List.of(x);
      case Bits.Combine(Expr.BitsOp op, Bits a, Bits b) -> List.of(a, b);
      case Bits.Shift(boolean left, Bits x, int count) -> List.of(x);
      default -> List.of();
    };
  }

  /**
   * All nodes that some are made of, each once and after the nodes that it uses.
   *
   * @param uses the nodes that a node uses
   */
  static List<Object> inOrder(List<?> roots, Function<Object, List<Object>> uses) {
    List<Object> order = new ArrayList<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Object> placed = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> path = new ArrayDeque<>();
    for (Object root : roots) {
      path.push(root);
      while (!path.isEmpty()) {
        Object node = path.element();
        if (seen.add(node)) {
          // The last one pushed is visited first.
          uses.apply(node).reversed().stream().filter(n -> !seen.contains(n)).forEach(path::push);
        } else {
          path.pop();
          if (placed.add(node)) {
            order.add(node);
          }
        }
      }
    }
    return order;
  }
}
