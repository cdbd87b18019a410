package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Protects the values of the elementwise methods against a plain loop in double, for every layout,
 * broadcast operands and any number of threads.
 */
final class ElementwiseTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private record Unary(
      UnaryOperator<Tensor> method, DoubleUnaryOperator reference, double ulps, boolean positive) {}

  private record Binary(BinaryOperator<Tensor> method, DoubleBinaryOperator reference) {}

  private static Map.Entry<String, Unary> unary(
      String name, UnaryOperator<Tensor> method, DoubleUnaryOperator reference, double ulps) {
    return Map.entry(name, new Unary(method, reference, ulps, false));
  }

  private static Map.Entry<String, Unary> ofPositive(
      String name, UnaryOperator<Tensor> method, DoubleUnaryOperator reference, double ulps) {
    return Map.entry(name, new Unary(method, reference, ulps, true));
  }

  // Accuracy is checked where the functions are defined; here, that each method means its function.
  private static final Map<String, Unary> UNARY =
      Map.ofEntries(
          unary("neg", Tensor::neg, x -> -x, 0),
          unary("abs", Tensor::abs, Math::abs, 0),
          unary("square", Tensor::square, x -> x * x, 0.5),
          ofPositive("sqrt", Tensor::sqrt, Math::sqrt, 0.5),
          ofPositive("rsqrt", Tensor::rsqrt, x -> 1 / Math.sqrt(x), 2),
          unary("exp", Tensor::exp, StrictMath::exp, 3),
          unary("expm1", Tensor::expm1, StrictMath::expm1, 3),
          ofPositive("log", Tensor::log, StrictMath::log, 3),
          ofPositive("log1p", Tensor::log1p, StrictMath::log1p, 3),
          unary("pow", x -> x.pow(3), x -> x * x * x, 3),
          ofPositive("pow 0.5", x -> x.pow(0.5), Math::sqrt, 3),
          unary("sin", Tensor::sin, StrictMath::sin, 3),
          unary("cos", Tensor::cos, StrictMath::cos, 3),
          unary("tan", Tensor::tan, StrictMath::tan, 3),
          unary("asin", x -> x.mul(0.5).asin(), x -> StrictMath.asin(x / 2), 3),
          unary("acos", x -> x.mul(0.5).acos(), x -> StrictMath.acos(x / 2), 3),
          unary("atan", Tensor::atan, StrictMath::atan, 3),
          unary("sinh", Tensor::sinh, StrictMath::sinh, 4),
          unary("cosh", Tensor::cosh, StrictMath::cosh, 4),
          unary("tanh", Tensor::tanh, StrictMath::tanh, 3),
          unary("sign", Tensor::sign, Math::signum, 0),
          unary("floor", Tensor::floor, Math::floor, 0),
          unary("ceil", Tensor::ceil, Math::ceil, 0),
          unary("round", Tensor::round, Math::rint, 0),
          unary("trunc", Tensor::trunc, x -> x < 0 ? Math.ceil(x) : Math.floor(x), 0),
          unary("sigmoid", Tensor::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)), 4),
          unary("softplus", Tensor::softplus, x -> StrictMath.log1p(StrictMath.exp(x)), 4),
          unary("silu", Tensor::silu, x -> x / (1 + StrictMath.exp(-x)), 5),
          unary("relu", Tensor::relu, x -> Math.max(x, 0), 0),
          unary("leakyRelu", x -> x.leakyRelu(0.25), x -> x > 0 ? x : x / 4, 0),
          unary("clamp", x -> x.clamp(-0.5, 1), x -> Math.clamp(x, -0.5, 1), 0));

  private static final Map<String, Binary> BINARY =
      Map.ofEntries(
          Map.entry("add", new Binary(Tensor::add, Double::sum)),
          Map.entry("sub", new Binary(Tensor::sub, (a, b) -> a - b)),
          Map.entry("mul", new Binary(Tensor::mul, (a, b) -> a * b)),
          Map.entry("div", new Binary(Tensor::div, (a, b) -> a / b)),
          Map.entry("maximum", new Binary(Tensor::maximum, Math::max)),
          Map.entry("minimum", new Binary(Tensor::minimum, Math::min)));

  private static final List<Shape> SHAPES =
      List.of(
          Shape.of(),
          Shape.of(0),
          Shape.of(1),
          Shape.of(3, 0, 2),
          Shape.of(7),
          Shape.of(5, 33),
          Shape.of(3, 1, 65),
          Shape.of(2, 3, 4, 5),
          Shape.of(2, 1, 2, 3, 1, 2, 1, 3));

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void functionsOfOneOperand(DType dtype) {
    UNARY.forEach((name, unary) -> {
      for (int s = 0; s < SHAPES.size(); s++) {
        Tensor drawn = Samples.random(dtype, 100 + s, SHAPES.get(s).dims());
        Tensor operand = unary.positive() ? drawn.abs().add(0.015625) : drawn;
        double[] expected = Samples.mapped(operand.toDoubles(), unary.reference());
        for (Samples.Layout layout : Samples.layouts(operand)) {
          String context = name + " of " + layout + ", seed " + (100 + s);
          Tensor result = unary.method().apply(layout.tensor());
          assertEquals(SHAPES.get(s), result.shape(), context);
          assertEquals(dtype, result.dtype(), context);
          Check.close(expected, result, unary.ulps(), context);
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void functionsOfTwoOperandsInAnyLayout(DType dtype) {
    BINARY.forEach((name, binary) -> {
      for (int s = 0; s < SHAPES.size(); s++) {
        Tensor left = Samples.random(dtype, 200 + s, SHAPES.get(s).dims());
        Tensor right = Samples.random(dtype, 300 + s, SHAPES.get(s).dims());
        double[] expected = combined(left.toDoubles(), right.toDoubles(), binary.reference());
        List<Samples.Layout> rights = Samples.layouts(right);
        for (Samples.Layout a : Samples.layouts(left)) {
          for (Samples.Layout b : rights) {
            String context = name + " of " + a + " and " + b + ", shape " + s;
            Check.close(expected, binary.method().apply(a.tensor(), b.tensor()), 0.5, context);
          }
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void operandsBroadcast(DType dtype) {
    int[][][] pairs = {
      {{4, 5}, {5}},
      {{5}, {4, 5}},
      {{4, 1}, {1, 5}},
      {{}, {3, 2}},
      {{3, 2}, {1}},
      {{6, 1, 70}, {4, 1}},
      {{0, 3}, {1}},
      {{2, 1, 2, 1, 2, 1, 2, 1}, {3, 1, 3, 1, 3}}
    };
    BINARY.forEach((name, binary) -> {
      for (int[][] pair : pairs) {
        Tensor left = Samples.random(dtype, 31, pair[0]);
        Tensor right = Samples.random(dtype, 32, pair[1]);
        Shape shape = Shape.broadcast("test", left.shape(), right.shape());
        double[] expected =
            combined(repeated(left, shape), repeated(right, shape), binary.reference());
        Tensor result = binary.method().apply(left, right);
        String context = name + " of " + left.shape() + " and " + right.shape() + ", seed 31";
        assertEquals(shape, result.shape(), context);
        Check.close(expected, result, 0.5, context);
      }
    });
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void functionsWithKnownValues(DType dtype) {
    Tensor x = Tensor.of(dtype, new double[] {-1, 0, 0.5, 2});
    // erf(½), erf(1), erf(2) and erfc(2): Abramowitz and Stegun, table 7.1
    double half = 0.5204998778130465;
    double one = 0.8427007929497149;
    double two = 0.9953222650189527;
    Check.close(new double[] {-one, 0, half, two}, x.erf(), 2, "erf");
    Check.close(new double[] {1 + one, 1, 1 - half, 0.004677734981047266}, x.erfc(), 2, "erfc");
    double root = Math.sqrt(0.5);
    Tensor scaled = Tensor.of(dtype, new double[] {1 / root, -1 / root});
    Check.within(
        new double[] {(1 + one) / 2 / root, -(1 - one) / 2 / root},
        scaled.gelu(),
        2 * dtype.epsilon(),
        "gelu");
    Check.within(scaled.gelu().toDoubles(), scaled.geluTanh(), 1e-3, "the approximation lies near");
    Check.close(
        new double[] {-Math.PI / 2, 0, StrictMath.atan2(0.5, -1), StrictMath.atan2(2, -3)},
        x.atan2(Tensor.of(dtype, new double[] {0, 2, -1, -3})),
        2,
        "atan2");
    Check.close(
        new double[] {-1, 1, Math.sqrt(0.5), 0.125},
        x.pow(Tensor.of(dtype, new double[] {3, 0, 0.5, -3})),
        2,
        "pow");
    Check.rejects("clamp: from 2.0 to 1.0, expected the smaller first", () -> x.clamp(2, 1));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void numbersAsOperands(DType dtype) {
    Tensor x = Samples.random(dtype, 41, 3, 4).transpose();
    double[] v = x.toDoubles();
    Check.close(Samples.mapped(v, a -> a + 0.5), x.add(0.5), 0.5, "add");
    Check.close(Samples.mapped(v, a -> a - 0.5), x.sub(0.5), 0.5, "sub");
    Check.close(Samples.mapped(v, a -> a * 3), x.mul(3), 0.5, "mul");
    Check.close(Samples.mapped(v, a -> a / 3), x.div(3), 0.5, "div");
    Check.values(Samples.mapped(v, a -> Math.max(a, 0.25)), x.maximum(0.25), "maximum");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void specialValues(DType dtype) {
    Tensor x = Tensor.of(dtype, new double[] {NAN, -INFINITY, -1, -0.0, 0, 1, INFINITY});
    Check.values(new double[] {NAN, NAN, NAN, 0, 0, 1, INFINITY}, x.sqrt(), "sqrt");
    Check.values(new double[] {NAN, NAN, NAN, -INFINITY, -INFINITY, 0, INFINITY}, x.log(), "log");
    Check.close(new double[] {NAN, 0, 1 / Math.E, 1, 1, Math.E, INFINITY}, x.exp(), 2, "exp");
    Check.values(new double[] {NAN, INFINITY, 1, 0, 0, 1, INFINITY}, x.abs(), "abs");
    Check.close(
        new double[] {NAN, -1, -StrictMath.tanh(1), 0, 0, StrictMath.tanh(1), 1},
        x.tanh(),
        2,
        "tanh");
    Check.close(
        new double[] {NAN, NAN, -StrictMath.sin(1), 0, 0, StrictMath.sin(1), NAN},
        x.sin(),
        2,
        "sin");
    Check.close(
        new double[] {NAN, NAN, StrictMath.cos(1), 1, 1, StrictMath.cos(1), NAN},
        x.cos(),
        2,
        "cos");
    Check.values(new double[] {NAN, 0, 0, 0, 0, 1, INFINITY}, x.maximum(0), "maximum");
    Check.values(
        new double[] {NAN, -INFINITY, -1, 0, 0, 0, 0},
        x.minimum(Tensor.scalar(dtype, 0)),
        "minimum");
    Tensor nan = Tensor.scalar(dtype, NAN);
    double[] allNan = IntStream.range(0, 7).mapToDouble(i -> NAN).toArray();
    Check.values(allNan, x.maximum(nan), "maximum with NaN");
    Check.values(allNan, nan.minimum(x), "minimum with NaN");
  }

  @Test
  void anglesMayBeOfAnySize() {
    Tensor single = Tensor.of(new float[] {0x1p22f, -0x1p23f, Float.MAX_VALUE});
    double[] sines = {
      StrictMath.sin(0x1p22), StrictMath.sin(-0x1p23), StrictMath.sin(Float.MAX_VALUE)
    };
    Check.close(sines, single.sin(), 2, "sin float32");
    Tensor twice = Tensor.of(new double[] {0x1p31, -0x1p40, Double.MAX_VALUE});
    double[] cosines = {
      StrictMath.cos(0x1p31), StrictMath.cos(-0x1p40), StrictMath.cos(Double.MAX_VALUE)
    };
    Check.close(cosines, twice.cos(), 2, "cos float64");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void threadsDoNotChangeABit(DType dtype) {
    Tensor x = Samples.random(dtype, 51, 300, 401);
    Tensor row = Samples.random(dtype, 52, 401);
    for (Samples.Layout layout : Samples.layouts(x)) {
      Tensor result =
          Check.onAnyThreads(
              () -> layout.tensor().mul(row).tanh().add(layout.tensor()), layout + ", seed 51");
      Check.sameBits(x.mul(row).tanh().add(x), result, layout + ", seed 51");
    }
  }

  @Test
  void operandsOfDifferentTypesAreRefused() {
    Check.rejects(
        "add: operands of different types: float32, float64; convert one with astype",
        () -> Tensor.zeros(DType.FLOAT32, 2).add(Tensor.zeros(DType.FLOAT64, 2)));
    Check.rejects(
        "mul: operands of different types: float64, float32; convert one with astype",
        () -> Tensor.zeros(DType.FLOAT64, 2, 2).mul(Tensor.zeros(DType.FLOAT32, 2)));
  }

  @Test
  void shapesThatDoNotBroadcastAreRefused() {
    Check.rejects(
        "sub: shapes do not broadcast: [2, 3] and [2]",
        () -> Tensor.zeros(DType.FLOAT32, 2, 3).sub(Tensor.zeros(DType.FLOAT32, 2)));
    Check.rejects(
        "maximum: shapes do not broadcast: [0] and [2]",
        () -> Tensor.zeros(DType.FLOAT64, 0).maximum(Tensor.zeros(DType.FLOAT64, 2)));
    Check.rejects("exp: no operand, expected at least one", () -> Tensor.map(Functions.EXP));
    Check.rejects(
        "exp: 2 operands, expected 1",
        () -> Tensor.map(Functions.EXP, Tensor.zeros(DType.FLOAT32), Tensor.zeros(DType.FLOAT32)));
    Check.rejects(
        "add: shapes differ: [2], [1]",
        () ->
            Primitive.apply(
                new Primitive.Map(Functions.ADD),
                List.of(Tensor.zeros(DType.FLOAT32, 2), Tensor.zeros(DType.FLOAT32, 1))));
  }

  private static double[] combined(double[] a, double[] b, DoubleBinaryOperator function) {
    return IntStream.range(0, a.length)
        .mapToDouble(i -> function.applyAsDouble(a[i], b[i]))
        .toArray();
  }

  /** The elements of a tensor repeated to a shape, found index by index. */
  private static double[] repeated(Tensor tensor, Shape shape) {
    double[] from = tensor.toDoubles();
    double[] to = new double[shape.size()];
    for (int i = 0; i < to.length; i++) {
      int rest = i;
      int position = 0;
      int stride = 1;
      for (int axis = 1; axis <= shape.rank(); axis++) {
        int index = rest % shape.dim(-axis);
        rest /= shape.dim(-axis);
        if (axis <= tensor.shape().rank()) {
          position += tensor.dim(-axis) == 1 ? 0 : index * stride;
          stride *= tensor.dim(-axis);
        }
      }
      to[i] = from[position];
    }
    return to;
  }
}
