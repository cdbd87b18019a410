package latentphysics.tensor;

import java.util.List;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.AxisFunction.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Protects that a function along an axis gives the bits of its primitives, whatever the shape, the
 * axis, the layout of each operand and the number of threads.
 */
final class AxisFunctionTest {
  private static final MapFunction MIX =
      MapFunction.of(
          "mix", 3, x -> List.of(x.get(0).sub(x.get(1)).mul(x.get(2).call(Expr.Function.TANH))));
  private static final MapFunction SQUARE_OF_SUM =
      MapFunction.of(
          "square of sum",
          2,
          x -> {
            Expr s = x.get(0).add(x.get(1));
            return List.of(s.mul(s));
          });

  /** All kinds of steps: reductions of operands, of values and of computed terms. */
  private static final AxisFunction ALONG =
      AxisFunction.of(
          "along",
          2,
          1,
          x -> {
            Line peak = x.get(0).max().stopGradient();
            Line mixed = Line.map(MIX, x.get(0), peak, x.get(1));
            Line sum = mixed.sum();
            Line squares = Line.sumOf(SQUARE_OF_SUM, x.get(1), sum);
            Line scaled = Line.map(MIX, mixed, squares, x.get(2));
            return Line.map(MIX, scaled, Line.maxOf(SQUARE_OF_SUM, scaled, x.get(2)), mixed);
          });

  private static final AxisFunction SINGLE =
      AxisFunction.of("single", 1, 0, x -> Line.map(SQUARE_OF_SUM, x.get(0).max(), x.get(0).sum()));

  private static final AxisFunction ENDS_IN_A_CONSTANT =
      AxisFunction.of("constant", 1, 0, x -> x.get(0).max().stopGradient());

  private static final int[][] SHAPES = {
    {1},
    {7},
    {3000},
    {5, 9},
    {3, 1100},
    {1100, 3},
    {70, 70},
    {2, 3, 4},
    {4, 1, 5},
    {3, 130, 9},
    {2, 40, 600},
    {2, 3, 1030, 4},
    {0, 3},
    {3, 1, 1},
    {700, 2, 6},
    {1400, 3, 1}
  };

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void bitsOfThePrimitives(DType dtype) {
    for (int[] dims : SHAPES) {
      for (int axis = 0; axis < dims.length; axis++) {
        if (dims[axis] == 0) {
          continue;
        }
        int[] single = dims.clone();
        single[axis] = 1;
        Tensor x = Samples.random(dtype, 900, dims);
        Tensor number = Samples.random(dtype, 902, single);
        int chosen = axis;
        String context = Shape.of(dims) + " along " + axis + ", seeds 900 to 902";
        Tensor y = Samples.random(dtype, 901, dims);
        for (Tensor second : List.of(y, Samples.random(dtype, 903, dims[dims.length - 1]))) {
          Tensor expected = ALONG.applyByPrimitives(axis, x, second, number);
          for (Samples.Layout layout : Samples.layouts(x)) {
            Tensor actual =
                Check.onAnyThreads(
                    () -> ALONG.apply(chosen, layout.tensor(), second, number), context);
            Check.sameBits(expected, actual, layout + ": " + context);
          }
        }
        for (Samples.Layout layout : Samples.layouts(number)) {
          Check.sameBits(
              ALONG.applyByPrimitives(axis, x, y, number),
              ALONG.apply(axis, x, y, layout.tensor()),
              layout + ": " + context);
        }
        for (AxisFunction function : List.of(SINGLE, ENDS_IN_A_CONSTANT)) {
          Tensor expected = function.applyByPrimitives(axis, x);
          for (Samples.Layout layout : Samples.layouts(x)) {
            Check.sameBits(
                expected, function.apply(axis, layout.tensor()), layout + ": " + context);
          }
        }
      }
    }
  }

  /** Loops change to SIMD, and sums of maps to registers, after enough work. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void bitsStayWhileLoopsChange(DType dtype) {
    for (int[] dims : new int[][] {{9, 1000}, {5, 2048}, {2, 3, 100}}) {
      int[] single = dims.clone();
      single[dims.length - 1] = 1;
      Tensor x = Samples.random(dtype, 900, dims);
      Tensor y = Samples.random(dtype, 901, dims);
      Tensor number = Samples.random(dtype, 902, single);
      Tensor expected = ALONG.applyByPrimitives(-1, x, y, number);
      for (int call = 0; call < 1000; call++) {
        Tensor actual = ALONG.apply(-1, x, y, number);
        if (call % 50 == 0) {
          Check.sameBits(expected, actual, Shape.of(dims) + ", seeds 900 to 902, call " + call);
        }
      }
    }
  }

  @Test
  void operandsBroadcast() {
    Tensor x = Samples.random(DType.FLOAT64, 910, 4, 1, 30);
    Tensor y = Samples.random(DType.FLOAT64, 911, 5, 1);
    Tensor number = Tensor.scalar(DType.FLOAT64, 0.3);
    for (int axis = 0; axis < 3; axis++) {
      Check.sameBits(
          ALONG.applyByPrimitives(axis, x, y, number),
          ALONG.apply(axis, x, y, number),
          "axis " + axis + ", seeds 910 and 911");
    }
  }

  @Test
  void integersCountAsFloat64() {
    Tensor x = Tensor.of(new int[] {3, 1, 2});
    Check.values(new double[] {81}, SINGLE.apply(0, x), "(3 + 6) squared");
  }

  @Test
  void definitionsAndOperandsAreChecked() {
    Check.rejects(
        "none: expected an operand along the axis, and the result of the last step",
        () -> AxisFunction.of("none", 1, 0, x -> x.get(0)));
    Tensor x = Tensor.zeros(DType.FLOAT32, 2, 3);
    Check.rejects("along: 1 operands, expected 3", () -> ALONG.apply(0, x));
    Check.rejects("single: axis 2 of [2, 3], expected one of its 2", () -> SINGLE.apply(2, x));
    Check.rejects("broadcast: [2, 3] does not fill [2, 1]", () -> ALONG.apply(1, x, x, x));
  }
}
