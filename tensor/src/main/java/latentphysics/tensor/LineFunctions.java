package latentphysics.tensor;

import java.util.List;
import java.util.stream.IntStream;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.AxisFunction.Line;

/** The functions along an axis behind the methods of {@link Reductions}. */
final class LineFunctions {
  private static final Expr ZERO = Expr.constant(0);
  private static final Expr ONE = Expr.constant(1);
  private static final Expr INFINITY = Expr.constant(Double.POSITIVE_INFINITY);

  /** √x, with derivative 0 at 0: no root is taken there. */
  static final MapFunction ROOT =
      MapFunction.unary("root", x -> x.ifEqual(ZERO, ZERO, x.ifEqual(ZERO, ONE, x).sqrt()));

  private static final MapFunction EXP_OF_DIFFERENCE =
      MapFunction.of(
          "exp of difference", 2, x -> List.of(x.get(0).sub(x.get(1)).call(Expr.Function.EXP)));

  private static final MapFunction LOG_AND_SUM =
      MapFunction.of(
          "log and sum", 2, x -> List.of(x.get(0).call(Expr.Function.LOG).add(x.get(1))));

  private static final MapFunction DIFFERENCE_TO_LOG =
      MapFunction.of(
          "difference to log",
          3,
          x -> List.of(x.get(0).sub(x.get(1)).sub(x.get(2).call(Expr.Function.LOG))));

  private static final MapFunction SQUARED_DIFFERENCE =
      MapFunction.of(
          "squared difference",
          2,
          x -> {
            Expr d = x.get(0).sub(x.get(1));
            return List.of(d.mul(d));
          });

  /** x where it is finite, else 0. */
  private static final MapFunction FINITE_OR_ZERO =
      MapFunction.unary("finite or 0", x -> x.abs().ifLess(INFINITY, x, ZERO));

  /** x where it can scale: neither 0 nor infinite nor NaN; else 1. */
  private static final MapFunction SCALE =
      MapFunction.unary("scale", x -> ZERO.ifLess(x, x.ifLess(INFINITY, x, ONE), ONE));

  private static final MapFunction SQUARED_RATIO =
      MapFunction.of(
          "squared ratio",
          2,
          x -> {
            Expr r = x.get(0).div(x.get(1));
            return List.of(r.mul(r));
          });

  private static final MapFunction SCALED_ROOT =
      MapFunction.of("scaled root", 2, x -> List.of(root(x.get(0)).mul(x.get(1))));

  private static final MapFunction POWER_OF_RATIO =
      MapFunction.of(
          "power of ratio", 3, x -> List.of(power(x.get(0).abs().div(x.get(1)), x.get(2))));

  private static final MapFunction SCALED_POWER =
      MapFunction.of(
          "scaled power", 3, x -> List.of(power(x.get(0), ONE.div(x.get(2))).mul(x.get(1))));

  static final AxisFunction SOFTMAX =
      AxisFunction.of(
          "softmax",
          1,
          0,
          x -> {
            Line powers = Line.map(EXP_OF_DIFFERENCE, x.getFirst(), peak(x.getFirst()));
            return Line.map(Functions.DIV, powers, powers.sum());
          });

  static final AxisFunction LOG_SOFTMAX =
      AxisFunction.of(
          "logSoftmax",
          1,
          0,
          x -> {
            Line peak = peak(x.getFirst());
            Line sum = Line.sumOf(EXP_OF_DIFFERENCE, x.getFirst(), peak);
            return Line.map(DIFFERENCE_TO_LOG, x.getFirst(), peak, sum);
          });

  static final AxisFunction LOGSUMEXP =
      AxisFunction.of(
          "logsumexp",
          1,
          0,
          x -> {
            Line shift = Line.map(FINITE_OR_ZERO, peak(x.getFirst()));
            return Line.map(LOG_AND_SUM, Line.sumOf(EXP_OF_DIFFERENCE, x.getFirst(), shift), shift);
          });

  /** Of x, with the number of elements and what the squares are divided by. */
  static final AxisFunction VARIANCE =
      AxisFunction.of(
          "var",
          1,
          2,
          x -> {
            Line mean = Line.map(Functions.DIV, x.get(0).sum(), x.get(1));
            return Line.map(
                Functions.DIV, Line.sumOf(SQUARED_DIFFERENCE, x.get(0), mean), x.get(2));
          });

  private static final AxisFunction EUCLIDEAN_NORM =
      AxisFunction.of(
          "norm",
          1,
          0,
          x -> {
            Line scale = scale(x.getFirst());
            return Line.map(SCALED_ROOT, Line.sumOf(SQUARED_RATIO, x.getFirst(), scale), scale);
          });

  /** Of x, with the order. */
  private static final AxisFunction NORM_OF_ORDER =
      AxisFunction.of(
          "norm",
          1,
          1,
          x -> {
            Line scale = scale(x.get(0));
            return Line.map(
                SCALED_POWER,
                Line.sumOf(POWER_OF_RATIO, x.get(0), scale, x.get(1)),
                scale,
                x.get(1));
          });

  private LineFunctions() {}

  // The results do not depend on what is taken off or divided by, so no derivative flows through.
  private static Line peak(Line x) {
    return x.max().stopGradient();
  }

  private static Line scale(Line x) {
    return Line.map(SCALE, Line.maxOf(Functions.ABS, x)).stopGradient();
  }

  private static Expr root(Expr x) {
    return x.ifEqual(ZERO, ZERO, x.ifEqual(ZERO, ONE, x).sqrt());
  }

  /** xᵖ for x ≥ 0 and p &gt; 0, with derivative 0 at 0. */
  private static Expr power(Expr x, Expr p) {
    Expr positive = x.ifEqual(ZERO, ONE, x);
    return x.ifEqual(ZERO, ZERO, positive.call(Expr.Function.LOG).mul(p).call(Expr.Function.EXP));
  }

  /** The tensor if it is float32 or float64, else its elements in float64. */
  static Tensor floating(Tensor x) {
    return x.dtype().isFloat() ? x : x.astype(DType.FLOAT64);
  }

  /** How many elements a reduction over the axes makes one of. */
  static int count(Tensor x, String name, int... axes) {
    int count = 1;
    for (int axis : x.shape().distinctAxes(name, axes)) {
      count *= x.dim(axis);
    }
    return count;
  }

  /** A tensor of one value in the shape that a reduction over the axes has. */
  static Tensor ofNothing(String name, Tensor x, double value, int... axes) {
    List<Integer> reduced = x.shape().distinctAxes(name, axes);
    return Tensor.full(
        x.dtype(),
        value,
        IntStream.range(0, x.shape().rank())
            .filter(axis -> !reduced.contains(axis))
            .map(x::dim)
            .toArray());
  }

  /** The tensor with the given axes, in order, as one last axis. */
  static Tensor merged(String name, Tensor x, int... axes) {
    List<Integer> chosen = x.shape().distinctAxes(name, axes);
    int rank = x.shape().rank();
    if (chosen.equals(List.of(rank - 1))) {
      return x;
    }
    int[] kept = IntStream.range(0, rank).filter(axis -> !chosen.contains(axis)).toArray();
    int[] order =
        IntStream.concat(IntStream.of(kept), chosen.stream().mapToInt(Integer::intValue)).toArray();
    int[] dims =
        IntStream.concat(IntStream.of(kept).map(x::dim), IntStream.of(count(x, name, axes)))
            .toArray();
    return x.permute(order).reshape(dims);
  }

  /** A function of one number for each line, over several axes. */
  static Tensor apply(String name, AxisFunction function, int[] axes, Tensor x, Tensor... numbers) {
    List<Integer> chosen = x.shape().distinctAxes(name, axes);
    boolean one = chosen.size() == 1;
    Tensor lines = one ? x : merged(name, x, axes);
    int axis = one ? chosen.getFirst() : lines.shape().rank() - 1;
    Tensor[] operands = new Tensor[numbers.length + 1];
    operands[0] = lines;
    System.arraycopy(numbers, 0, operands, 1, numbers.length);
    return function.apply(axis, operands).squeeze(axis);
  }

  static Tensor norm(double p, Tensor given, int... axes) {
    if (!(p >= 1)) {
      throw new IllegalArgumentException("norm: order " + p + ", expected at least 1");
    }
    Tensor x = floating(given);
    if (count(x, "norm", axes) == 0) {
      return ofNothing("norm", x, 0, axes);
    }
    if (p == 1) {
      return Tensor.sumOf(Functions.ABS, axes, x);
    }
    if (p == 2) {
      return apply("norm", EUCLIDEAN_NORM, axes, x);
    }
    return p == Double.POSITIVE_INFINITY
        ? x.abs().max(axes)
        : apply("norm", NORM_OF_ORDER, axes, x, Tensor.scalar(x.dtype(), p));
  }
}
