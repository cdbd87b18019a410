package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Protects the derivatives of everything that {@link Tensor} offers, in first and second order,
 * over broadcast shapes and layouts. A method with neither a row nor a reason to have none fails.
 */
final class TensorMethodGradientTest {
  /** Methods that give tensors and are not differentiated, with the reason. */
  private static final Map<String, String> NOT_DIFFERENTIATED =
      Map.ofEntries(
          Map.entry("of(float[], int[])", "makes a constant"),
          Map.entry("of(double[], int[])", "makes a constant"),
          Map.entry("of(DType, double[], int[])", "makes a constant"),
          Map.entry("scalar(DType, double)", "makes a constant"),
          Map.entry("full(DType, double, int[])", "makes a constant"),
          Map.entry("of(int[], int[])", "makes a constant"),
          Map.entry("of(boolean[], int[])", "makes a constant"),
          Map.entry("zeros(DType, int[])", "makes a constant"),
          Map.entry("ones(DType, int[])", "makes a constant"),
          Map.entry("eye(DType, int)", "makes a constant"),
          Map.entry("arange(int)", "makes a constant"),
          Map.entry("linspace(DType, double, double, int)", "makes a constant"),
          Map.entry("stopGradient()", "is there to have no derivative; see AutodiffTest"),
          Map.entry("oneHot(int, DType)", "of integers"),
          Map.entry("less(Tensor)", "gives truth values"),
          Map.entry("less(double)", "gives truth values"),
          Map.entry("lessEqual(Tensor)", "gives truth values"),
          Map.entry("lessEqual(double)", "gives truth values"),
          Map.entry("greater(Tensor)", "gives truth values"),
          Map.entry("greater(double)", "gives truth values"),
          Map.entry("greaterEqual(Tensor)", "gives truth values"),
          Map.entry("greaterEqual(double)", "gives truth values"),
          Map.entry("equal(Tensor)", "gives truth values"),
          Map.entry("equal(double)", "gives truth values"),
          Map.entry("notEqual(Tensor)", "gives truth values"),
          Map.entry("notEqual(double)", "gives truth values"),
          Map.entry("logicalNot()", "gives truth values"),
          Map.entry("logicalAnd(Tensor)", "gives truth values"),
          Map.entry("logicalOr(Tensor)", "gives truth values"),
          Map.entry("logicalXor(Tensor)", "gives truth values"),
          Map.entry("any(int[])", "gives truth values"),
          Map.entry("all(int[])", "gives truth values"),
          Map.entry("argmax(int)", "gives integers"),
          Map.entry("argmin(int)", "gives integers"),
          Map.entry("argsort(int)", "gives integers"),
          Map.entry("argsort(int, boolean)", "gives integers"),
          Map.entry("isNaN()", "gives truth values"),
          Map.entry("isInf()", "gives truth values"));

  private static final MapFunction MIX =
      MapFunction.of("mix", 2, x -> List.of(x.get(0).call(Expr.Function.TANH).mul(x.get(1))));
  private static final MapFunction TANH =
      MapFunction.unary("own tanh", x -> x.call(Expr.Function.TANH));
  private static final MapFunction MIX_OF_THREE =
      MapFunction.of("mix of three", 3, x -> List.of(x.get(0).fma(x.get(1), x.get(2))));
  private static final MapFunction SUM_AND_PRODUCT =
      MapFunction.of(
          "sum and product", 2, x -> List.of(x.get(0).add(x.get(1)), x.get(0).mul(x.get(1))));

  private static final int[][] SHAPES = {{}, {0}, {1}, {7}, {2, 0, 3}, {2, 3, 5}};
  private static final int[][][] BROADCAST_PAIRS = {
    {{}, {}},
    {{0}, {0}},
    {{1}, {7}},
    {{2, 3}, {}},
    {{2, 3}, {3}},
    {{3, 1}, {1, 4}},
    {{1, 3}, {0, 3}},
    {{2, 1, 5}, {3, 1}},
  };

  /** Makes an argument of a shape. */
  private interface Domain {
    Tensor point(long seed, int... dims);
  }

  private final Map<String, List<GradientCase>> rows = new LinkedHashMap<>();
  private long seed = 5000;

  TensorMethodGradientTest() {
    elementwise();
    reductions();
    statistics();
    matrices();
    shapes();
  }

  private void elementwise() {
    unary("neg()", Tensor::neg, Points::normal);
    unary("abs()", Tensor::abs, Points::awayFromZero);
    unary("square()", Tensor::square, Points::normal);
    unary("sqrt()", Tensor::sqrt, Points::positive);
    unary("exp()", Tensor::exp, Points::normal);
    unary("log()", Tensor::log, Points::positive);
    unary("sin()", Tensor::sin, Points::normal);
    unary("cos()", Tensor::cos, Points::normal);
    unary("rsqrt()", Tensor::rsqrt, Points::positive);
    unary("expm1()", Tensor::expm1, Points::normal);
    unary("log1p()", Tensor::log1p, Points::positive);
    unary("tan()", x -> x.mul(0.3).tan(), Points::normal);
    unary("asin()", x -> x.tanh().mul(0.9).asin(), Points::normal);
    unary("acos()", x -> x.tanh().mul(0.9).acos(), Points::normal);
    unary("atan()", Tensor::atan, Points::normal);
    unary("sinh()", Tensor::sinh, Points::normal);
    unary("cosh()", Tensor::cosh, Points::normal);
    unary("sign()", Tensor::sign, Points::awayFromZero);
    unary("floor()", x -> x.mul(0.01).floor(), Points::awayFromZero);
    unary("ceil()", x -> x.mul(0.01).ceil(), Points::awayFromZero);
    unary("round()", x -> x.mul(0.01).round(), Points::normal);
    unary("trunc()", x -> x.mul(0.01).trunc(), Points::normal);
    unary("erf()", Tensor::erf, Points::normal);
    unary("erfc()", Tensor::erfc, Points::normal);
    unary("gelu()", Tensor::gelu, Points::normal);
    unary("geluTanh()", Tensor::geluTanh, Points::normal);
    unary("sigmoid()", Tensor::sigmoid, Points::normal);
    unary("softplus()", Tensor::softplus, Points::normal);
    unary("silu()", Tensor::silu, Points::normal);
    unary("relu()", Tensor::relu, Points::awayFromZero);
    unary("leakyRelu(double)", x -> x.leakyRelu(0.1), Points::awayFromZero);
    unary("clamp(double, double)", x -> x.clamp(-0.01, 9), Points::awayFromZero);
    unary("pow(double)", x -> x.pow(1.7), Points::positive);
    unary("pow(double)", x -> x.pow(3), Points::normal);
    binary("pow(Tensor)", Tensor::pow, Points::positive);
    binary("atan2(Tensor)", Tensor::atan2, Points::awayFromZero);
    unary("tanh()", Tensor::tanh, Points::normal);
    unary("add(double)", x -> x.add(0.3), Points::normal);
    unary("sub(double)", x -> x.sub(0.3), Points::normal);
    unary("mul(double)", x -> x.mul(-1.7), Points::normal);
    unary("div(double)", x -> x.div(0.6), Points::normal);
    unary("maximum(double)", x -> x.maximum(0.01), Points::awayFromZero);
    unary("minimum(double)", x -> x.minimum(0.01), Points::awayFromZero);
    binary("add(Tensor)", Tensor::add, Points::normal);
    binary("sub(Tensor)", Tensor::sub, Points::normal);
    binary("mul(Tensor)", Tensor::mul, Points::normal);
    binary("div(Tensor)", Tensor::div, Points::awayFromZero);
    binary("maximum(Tensor)", Tensor::maximum, Points::normal);
    binary("minimum(Tensor)", Tensor::minimum, Points::normal);
    unary("map(MapFunction, Tensor)", x -> Tensor.map(TANH, x), Points::normal);
    binary("map(MapFunction, Tensor, Tensor)", (x, y) -> Tensor.map(MIX, x, y), Points::normal);
    binary(
        "map(MapFunction, Tensor[])", (x, y) -> Tensor.map(MIX_OF_THREE, x, y, x), Points::normal);
    binary(
        "where(Tensor, Tensor, Tensor)",
        (x, y) -> Tensor.where(Tensor.of(new boolean[] {true}), x.exp(), y),
        Points::normal);
    binary(
        "where(Tensor, Tensor, Tensor)",
        (x, y) -> Tensor.where(x.less(y), x.mul(y), y.sub(x)),
        Points::normal);
    unary("astype(DType)", x -> x.mul(x).astype(DType.FLOAT64), Points::normal);
    for (int[][] dims : BROADCAST_PAIRS) {
      row(
          "mapAll(MapFunction, Tensor[])",
          x -> Tensor.mapAll(SUM_AND_PRODUCT, x.get(0), x.get(1)),
          normal(dims[0]),
          normal(dims[1]));
    }
  }

  private void reductions() {
    unary("sum(int[])", Tensor::sum, Points::normal);
    // The mean of nothing is NaN.
    for (int[] dims : new int[][] {{}, {1}, {7}, {2, 3, 5}}) {
      row("mean(int[])", x -> List.of(x.getFirst().mean()), normal(dims));
    }
    row("mean(int[])", x -> List.of(x.getFirst().mean(0)), normal(2, 0, 3));
    for (int[] axes : new int[][] {{0}, {1}, {-1}, {0, 2}, {-1, 0, 1}}) {
      row("sum(int[])", x -> List.of(x.getFirst().sum(axes)), normal(2, 3, 5));
      row("mean(int[])", x -> List.of(x.getFirst().mean(axes)), normal(2, 3, 5));
    }
    String sumOf = "sumOf(MapFunction, int[], Tensor[])";
    for (int[][] dims : BROADCAST_PAIRS) {
      row(
          sumOf,
          x -> List.of(Tensor.sumOf(MIX, new int[] {}, x.get(0), x.get(1))),
          normal(dims[0]),
          normal(dims[1]));
    }
    row(
        sumOf,
        x -> List.of(Tensor.sumOf(MIX, new int[] {-1}, x.get(0), x.get(1))),
        normal(3, 1),
        normal(2, 1, 4));
  }

  private void statistics() {
    for (int[] axes : new int[][] {{}, {0}, {1}, {-1}, {0, 2}}) {
      over("var(int[])", x -> x.var(axes), Points::normal);
      over("varDdof(int, int[])", x -> x.varDdof(1, axes), Points::normal);
      distinct("std(int[])", x -> x.std(axes));
      distinct("stdDdof(int, int[])", x -> x.stdDdof(1, axes));
      over("prod(int[])", x -> x.prod(axes), Points::normal);
      over("logsumexp(int[])", x -> x.logsumexp(axes), Points::normal);
      over("norm(int[])", x -> x.norm(axes), Points::awayFromZero);
      over("normOfOrder(double, int[])", x -> x.normOfOrder(1, axes), Points::awayFromZero);
      over("normOfOrder(double, int[])", x -> x.normOfOrder(3.5, axes), Points::awayFromZero);
      distinct("max(int[])", x -> x.max(axes));
      distinct("min(int[])", x -> x.min(axes));
    }
    distinct("normOfOrder(double, int[])", x -> x.normOfOrder(Double.POSITIVE_INFINITY, 1));
    Tensor zeros = Tensor.of(new double[] {2, 0, 3, 0, -1, 0.5}, 2, 3);
    row("prod(int[])", x -> List.of(x.getFirst().prod(0)), zeros);
    row("prod(int[])", x -> List.of(x.getFirst().prod()), zeros);
    row("prod(int[])", x -> List.of(x.getFirst().prod(0)), normal(0, 3));
    for (int axis : new int[] {0, 1, -1}) {
      over("softmax(int)", x -> x.softmax(axis), Points::normal);
      over("logSoftmax(int)", x -> x.logSoftmax(axis), Points::normal);
      over("cumsum(int)", x -> x.cumsum(axis), Points::normal);
      distinct("sort(int)", x -> x.sort(axis));
      distinct("sort(int, boolean)", x -> x.sort(axis, true));
    }
    row("softmax(int)", x -> List.of(x.getFirst().softmax(0)), normal(0, 3));
  }

  private void over(String method, UnaryOperator<Tensor> operation, Domain domain) {
    row(method, x -> List.of(operation.apply(x.getFirst())), domain.point(seed++, 2, 3, 4));
  }

  /** Where elements are equal there is no derivative. */
  private void distinct(String method, UnaryOperator<Tensor> operation) {
    GradientCase unrepeated =
        GradientCase.of(
            method, x -> List.of(operation.apply(x.getFirst())), Points.normal(seed++, 2, 3, 4));
    put(method, unrepeated.withoutRepetition());
  }

  private void matrices() {
    int[][][] products = {
      {{2, 3}, {3, 4}},
      {{2, 2, 3}, {3, 4}},
      {{2, 3}, {5, 3, 1}},
      {{3, 1, 2, 2}, {4, 2, 1}},
      {{0, 2, 3}, {3, 4}},
    };
    for (int[][] dims : products) {
      row(
          "matmul(Tensor)",
          x -> List.of(x.get(0).matmul(x.get(1))),
          normal(dims[0]),
          normal(dims[1]));
      int columns = dims[1][dims[1].length - 1];
      row(
          "matmulThen(MapFunction, Tensor, Tensor[])",
          x -> List.of(x.get(0).matmulThen(MIX, x.get(1), x.get(2))),
          normal(dims[0]),
          normal(dims[1]),
          normal(columns));
      row(
          "linear(Tensor, Tensor)",
          x -> List.of(x.get(0).linear(x.get(1), x.get(2))),
          normal(dims[0]),
          normal(dims[1]),
          normal(columns));
    }
    int[][][] systems = {
      {{4, 2}, {4, 3}},
      {{2, 4, 2}, {4, 1}},
      {{3, 3}, {2, 3, 2}},
      {{3, 1, 2, 3}, {2, 2, 1}},
    };
    for (int[][] dims : systems) {
      GradientCase system =
          GradientCase.of(
              "lstsq(Tensor)",
              x -> List.of(x.get(0).lstsq(x.get(1))),
              Points.fullRank(seed++, dims[0]),
              normal(dims[1]));
      put("lstsq(Tensor)", system.withoutRepetition());
    }
  }

  private void shapes() {
    for (int[] dims : new int[][] {{3, 4}, {2, 3, 5}, {1, 1}, {0, 3}}) {
      row("transpose()", x -> List.of(x.getFirst().transpose()), normal(dims));
    }
    row("reshape(int[])", x -> List.of(x.getFirst().reshape(-1, 5)), normal(2, 3, 5));
    row("reshape(int[])", x -> List.of(x.getFirst().reshape(2, 3, 5)), normal(2, 3, 5));
    row("permute(int[])", x -> List.of(x.getFirst().permute(-1, 0, 1)), normal(2, 3, 5));
    row("broadcastTo(int[])", x -> List.of(x.getFirst().broadcastTo(2, 3, 5)), normal(3, 1));
    row("slice(int, int, int)", x -> List.of(x.getFirst().slice(-1, 1, 3)), normal(2, 5));
    row("slice(int, int, int)", x -> List.of(x.getFirst().slice(0, 1, 1)), normal(2, 5));
    row("slice(int, int, int, int)", x -> List.of(x.getFirst().slice(-1, 4, 0, -2)), normal(2, 5));
    row("slice(int, int, int, int)", x -> List.of(x.getFirst().slice(0, 0, 2, 3)), normal(2, 5));
    row("transpose(int, int)", x -> List.of(x.getFirst().transpose(0, 2)), normal(2, 3, 5));
    row("flatten()", x -> List.of(x.getFirst().flatten()), normal(2, 3, 5));
    row("expandDims(int)", x -> List.of(x.getFirst().expandDims(1)), normal(2, 3));
    row("squeeze(int[])", x -> List.of(x.getFirst().squeeze()), normal(2, 1, 3, 1));
    row("squeeze(int[])", x -> List.of(x.getFirst().squeeze(-1)), normal(2, 1, 3, 1));
    row("flip(int[])", x -> List.of(x.getFirst().flip()), normal(2, 3));
    row("flip(int[])", x -> List.of(x.getFirst().flip(0, -1)), normal(2, 3, 4));
    row("unfold(int, int, int)", x -> List.of(x.getFirst().unfold(1, 3, 2)), normal(2, 8, 3));
    row("unfold(int, int, int)", x -> List.of(x.getFirst().unfold(-1, 2, 1)), normal(4));
    row("unbind(int)", x -> x.getFirst().unbind(1), normal(2, 3));
    row("split(int, int[])", x -> x.getFirst().split(-1, 1, 0, 3), normal(2, 4));
    row("pad(int, int, int)", x -> List.of(x.getFirst().pad(0, 1, 2)), normal(2, 3));
    row("pad(int, int, int, double)", x -> List.of(x.getFirst().pad(-1, 1, 2, 7)), normal(2, 3));
    row(
        "stack(int, Tensor[])",
        x -> List.of(Tensor.stack(1, x.get(0), x.get(1), x.get(0))),
        normal(2, 3),
        normal(2, 3));
    Tensor indices = Tensor.of(new int[] {1, -1, 0, 0}, 2, 2);
    row("take(Tensor, int)", x -> List.of(x.getFirst().take(indices, 1)), normal(2, 3, 2));
    row("gather(Tensor, int)", x -> List.of(x.getFirst().gather(indices, 0)), normal(3, 2));
    row("gather(Tensor, int)", x -> List.of(x.getFirst().gather(indices, -1)), normal(1, 3));
    row(
        "scatterAdd(Tensor, Tensor, int)",
        x -> List.of(x.get(0).scatterAdd(indices, x.get(1), 1)),
        normal(2, 3),
        normal(2, 2));
    row(
        "concatenate(int, Tensor[])",
        x -> List.of(Tensor.concatenate(-1, x.get(0), x.get(1), x.get(0))),
        normal(2, 1),
        normal(2, 4));
  }

  private void unary(String method, UnaryOperator<Tensor> operation, Domain domain) {
    for (int[] dims : SHAPES) {
      row(method, x -> List.of(operation.apply(x.getFirst())), domain.point(seed++, dims));
    }
  }

  private void binary(String method, BinaryOperator<Tensor> operation, Domain domain) {
    for (int[][] dims : BROADCAST_PAIRS) {
      row(
          method,
          x -> List.of(operation.apply(x.get(0), x.get(1))),
          domain.point(seed++, dims[0]),
          domain.point(seed++, dims[1]));
    }
  }

  private void row(String method, UnaryOperator<List<Tensor>> operation, Tensor... point) {
    put(method, GradientCase.of(method, operation, point));
  }

  private void put(String method, GradientCase row) {
    rows.computeIfAbsent(method, m -> new ArrayList<>()).add(row);
  }

  private Tensor normal(int... dims) {
    return Points.normal(seed++, dims);
  }

  @Test
  void everyMethodHasARowOrAReason() {
    TreeSet<String> methods = new TreeSet<>();
    for (Method method : Tensor.class.getMethods()) {
      boolean givesTensors =
          Tensor.class.isAssignableFrom(method.getReturnType())
              || method.getGenericReturnType().getTypeName().contains(Tensor.class.getName());
      if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic() && givesTensors) {
        methods.add(
            Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", method.getName() + "(", ")")));
      }
    }
    TreeSet<String> known = new TreeSet<>(rows.keySet());
    known.addAll(NOT_DIFFERENTIATED.keySet());
    assertEquals(methods, known, "methods that give tensors, and those with a row or a reason");
  }

  @TestFactory
  Stream<DynamicTest> derivativesAreRight() {
    return rows.values().stream()
        .flatMap(List::stream)
        .map(row -> DynamicTest.dynamicTest(row.name(), row::checkAll));
  }

  /** Rows by method. */
  Map<String, List<GradientCase>> rows() {
    return rows;
  }
}
