package latentphysics.kernels.expr;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import latentphysics.kernels.expr.Expr.Bits;

/** Expressions as text: one short equation for each node, so shared nodes are not repeated. */
final class Listing {
  private Listing() {}

  /** Such as {@code v0 = MUL(x0, 2.0); v1 = TANH(v0)}. */
  static String of(Object root) {
    IdentityHashMap<Object, String> names = new IdentityHashMap<>();
    StringJoiner text = new StringJoiner("; ");
    int equations = 0;
    for (Object node : Nodes.inOrder(List.of(root), Nodes::arguments)) {
      switch (node) {
        case Expr.Input(int index) -> names.put(node, "x" + index);
        case Expr.Constant(double value) -> names.put(node, Double.toString(value));
        case Bits.Pattern(long value) -> names.put(node, "0x" + Long.toHexString(value));
        default -> {
          String name = "v" + equations++;
          String arguments =
              Nodes.arguments(node).stream().map(names::get).collect(Collectors.joining(", "));
          text.add(name + " = " + label(node) + "(" + arguments + ")");
          names.put(node, name);
        }
      }
    }
    return text.toString();
  }

  private static String label(Object node) {
    return switch (node) {
      case Expr.Unary u -> u.op().name();
      case Expr.Binary b -> b.op().name();
      case Expr.Select s -> "IF_" + s.comparison().name();
      case Expr.Call c -> c.function().name();
      case Expr.Call2 c -> c.function().name();
      case Expr.FarAngle a -> "FAR_" + a.part().name();
      case Bits.Combine c -> "BITS_" + c.op().name();
      case Bits.Shift s -> (s.left() ? "SHIFT_LEFT_" : "SHIFT_RIGHT_") + s.count();
      default -> node.getClass().getSimpleName().toUpperCase(Locale.ROOT);
    };
  }
}
