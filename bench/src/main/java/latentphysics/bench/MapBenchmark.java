package latentphysics.bench;

import java.util.List;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Instructions;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Elementwise functions. */
public class MapBenchmark extends KernelBenchmark {

  /** The function: an operation of {@link Expr}, or one of {@link Expr.Function}. */
  @Param({"add", "div", "sqrt", "EXP", "LOG", "SIN", "TANH"})
  String function = "add";

  /** Type of the elements. */
  @Param({"FLOAT32", "FLOAT64"})
  ElementType type = ElementType.FLOAT32;

  /** Number of elements: in the first cache, and in none. */
  @Param({"4096", "1048576"})
  int length;

  private @Nullable MapKernel kernel;
  private Object[] arrays = new Object[0];
  private final int[] offsets = {0, 0, 0};
  private final int[] strides = {1, 1, 1};

  /** Compiles the function. */
  @Setup
  public void setup() {
    kernel = kernels().compile(Instructions.compile(List.of(expression()), 2, type));
    arrays =
        type == ElementType.FLOAT32
            ? new Object[] {floats(length), floats(length), new float[length]}
            : new Object[] {doubles(length), doubles(length), new double[length]};
  }

  private Expr expression() {
    Expr x = Expr.input(0);
    Expr y = Expr.input(1);
    return switch (function) {
      case "add" -> x.add(y);
      case "div" -> x.div(y);
      case "sqrt" -> x.sqrt();
      default -> x.call(Expr.Function.valueOf(function));
    };
  }

  /** The function of all elements. */
  @Benchmark
  public @Nullable MapKernel map() {
    if (kernel != null) {
      kernel.run(arrays, offsets, strides, 0, length);
    }
    return kernel;
  }
}
