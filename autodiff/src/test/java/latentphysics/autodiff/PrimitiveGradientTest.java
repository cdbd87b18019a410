package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape.Role;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Protects the derivative rule of every primitive, in first and second order, over shapes with and
 * without elements, layouts in memory, and every choice of operands to differentiate by. A
 * primitive without a row fails.
 */
final class PrimitiveGradientTest {
  private static final MapFunction WAVE =
      MapFunction.unary("wave", x -> x.call(Expr.Function.SIN).mul(x));
  private static final MapFunction RATIO =
      MapFunction.of(
          "ratio", 2, x -> List.of(x.get(0).div(x.get(1).mul(x.get(1)).add(Expr.constant(1)))));
  private static final MapFunction THREE_TO_TWO =
      MapFunction.of(
          "three to two",
          3,
          x ->
              List.of(
                  x.get(0).fma(x.get(1), x.get(2)),
                  x.get(0).call(Expr.Function.TANH).mul(x.get(2))));
  private static final MapFunction SECOND = MapFunction.of("second", 2, x -> List.of(x.get(1)));
  private static final MapFunction CONSTANT =
      MapFunction.unary("constant", x -> Expr.constant(0.5));
  private static final MapFunction BRANCH =
      MapFunction.unary(
          "branch", x -> x.ifLess(Expr.constant(0.1), x.mul(x), x.call(Expr.Function.EXP)));
  private static final Tensor DEEP = Tensor.scalar(DType.FLOAT64, 3);
  private static final Tensor WIDE = Tensor.scalar(DType.FLOAT64, 5);
  private static final MapFunction IDENTITY = MapFunction.unary("identity", x -> x);

  private final Map<Class<? extends Primitive>, List<GradientCase>> rows = new LinkedHashMap<>();
  private long seed = 100;

  PrimitiveGradientTest() {
    elementwise();
    sums();
    ordering();
    products();
    shapes();
    slicesAndJoints();
    indexed();
    fourierTransforms();
    windows();
    convolutions();
    row(new Primitive.Custom(new SquareAndProduct()), normal(3), normal(2, 3));
    row(new Primitive.Custom(new SquareAndProduct()), normal(0), normal(2, 0));
  }

  private void elementwise() {
    for (int[] dims : new int[][] {{}, {0}, {1}, {7}, {2, 0, 3}, {3, 5}, {2, 3, 1, 5}}) {
      row(
          new Primitive.Convert(DType.FLOAT64),
          normal(dims)); // to float32: GradientConventionsTest
      row(new Primitive.Map(WAVE), normal(dims));
      row(new Primitive.Map(BRANCH), normal(dims));
      row(new Primitive.Map(CONSTANT), normal(dims));
      row(new Primitive.Map(RATIO), normal(dims), normal(dims));
      row(new Primitive.Map(SECOND), normal(dims), normal(dims));
      row(new Primitive.Map(THREE_TO_TWO), normal(dims), normal(dims), normal(dims));
    }
  }

  private void sums() {
    int[][][] dimsAndAxes = {
      {{}, {}},
      {{1}, {0}},
      {{0}, {0}},
      {{7}, {0}},
      {{7}, {}},
      {{1100}, {0}},
      {{3, 4, 5}, {0}},
      {{3, 4, 5}, {1}},
      {{3, 4, 5}, {2}},
      {{3, 4, 5}, {0, 2}},
      {{3, 4, 5}, {0, 1, 2}},
      {{5, 9}, {0}},
      {{1, 9}, {0}},
      {{0, 3}, {0}},
      {{0, 3}, {1}},
      {{3, 0}, {1}},
    };
    for (int[][] pair : dimsAndAxes) {
      int[] dims = pair[0];
      List<Integer> axes = list(pair[1]);
      row(new Primitive.Sum(IDENTITY, axes), normal(dims));
      row(new Primitive.Sum(WAVE, axes), normal(dims));
      row(new Primitive.Sum(CONSTANT, axes), normal(dims));
      row(new Primitive.Sum(RATIO, axes), normal(dims), normal(dims));
      row(new Primitive.Sum(SECOND, axes), normal(dims), normal(dims));
    }
  }

  private void ordering() {
    int[][][] dimsAndAxes = {
      {{}, {}}, {{1}, {0}}, {{7}, {0}}, {{3, 4, 5}, {1}}, {{3, 4, 5}, {0, 2}}, {{0, 3}, {1}}
    };
    for (int[][] pair : dimsAndAxes) {
      row(new Primitive.Extremum(true, list(pair[1])), normal(pair[0]));
      row(new Primitive.Extremum(false, list(pair[1])), normal(pair[0]));
    }
    for (int[] dims : new int[][] {{1}, {7}, {0, 3}, {3, 4, 5}}) {
      int axis = dims.length / 2;
      row(new Primitive.CumulativeSum(axis, false), normal(dims));
      row(new Primitive.CumulativeSum(axis, true), normal(dims));
      place(new Primitive.ArgExtremum(true, axis), normal(dims));
      place(new Primitive.ArgSort(axis, false), normal(dims));
    }
    // Repeated elements would change their order as they move.
    for (Class<? extends Primitive> ordered :
        List.of(Primitive.Extremum.class, Primitive.ArgExtremum.class, Primitive.ArgSort.class)) {
      rows.computeIfPresent(
          ordered,
          (primitive, cases) -> cases.stream().map(GradientCase::withoutRepetition).toList());
    }
  }

  /** Places have no derivative, which {@link MissingDerivativeTest} asks for; here they choose. */
  private void place(Primitive primitive, Tensor point) {
    rows.computeIfAbsent(primitive.getClass(), c -> new ArrayList<>())
        .add(
            GradientCase.of(
                primitive.toString(),
                x -> {
                  Tensor places = Primitive.one(primitive, x.getFirst());
                  return List.of(
                      x.getFirst().sum().add(Tensor.where(places.less(2), DEEP, WIDE).sum()));
                },
                point));
  }

  private void products() {
    int[][][] operands = {
      {{1, 1}, {1, 1}},
      {{2, 3}, {3, 4}},
      {{5, 7}, {7, 3}},
      {{4, 3}, {3, 1}},
      {{1, 3}, {3, 4}},
      {{9, 2}, {2, 17}},
      {{2, 2, 3}, {2, 3, 2}},
      {{2, 3, 1, 2}, {2, 3, 2, 1}},
      {{2, 0}, {0, 3}},
      {{0, 2}, {2, 3}},
      {{2, 3}, {3, 0}},
      {{0, 2, 2}, {0, 2, 2}},
    };
    for (int[][] dims : operands) {
      row(new Primitive.Contract(), normal(dims[0]), normal(dims[1]));
      row(new Primitive.Contract(WAVE), normal(dims[0]), normal(dims[1]));
      int[] product = dims[0].clone();
      product[product.length - 1] = dims[1][dims[1].length - 1];
      row(new Primitive.Contract(RATIO), normal(dims[0]), normal(dims[1]), normal(product));
    }
    row(new Primitive.Contract(SECOND), normal(2, 3), normal(3, 2), normal(2, 2));
  }

  private void shapes() {
    int[][][] reshapes = {
      {{}, {1, 1}},
      {{1}, {}},
      {{6}, {2, 3}},
      {{2, 3, 5}, {5, 6}},
      {{2, 0}, {0, 3}},
      {{3, 4}, {3, 4}}
    };
    for (int[][] pair : reshapes) {
      row(new Primitive.Reshape(Shape.of(pair[1])), normal(pair[0]));
    }
    int[][][] permutations = {
      {{}, {}},
      {{7}, {0}},
      {{3, 4}, {1, 0}},
      {{2, 3, 4}, {2, 0, 1}},
      {{2, 3, 4}, {0, 2, 1}},
      {{2, 0, 3}, {1, 2, 0}},
      {{1, 2, 3, 4}, {3, 0, 2, 1}},
    };
    for (int[][] pair : permutations) {
      row(new Primitive.Permute(list(pair[1])), normal(pair[0]));
    }
    int[][][] broadcasts = {
      {{}, {}},
      {{}, {2, 3}},
      {{1}, {7}},
      {{1}, {0}},
      {{3}, {2, 3}},
      {{3, 1}, {3, 4}},
      {{1, 3, 1}, {2, 4, 3, 5}},
      {{1, 1}, {1, 1, 1}},
      {{0, 1}, {2, 0, 3}},
      {{2, 3}, {2, 3}},
    };
    for (int[][] pair : broadcasts) {
      row(new Primitive.Broadcast(Shape.of(pair[1])), normal(pair[0]));
    }
  }

  private void slicesAndJoints() {
    row(new Primitive.Slice(List.of(), List.of(), List.of()), normal());
    row(new Primitive.Slice(List.of(2), List.of(5), List.of(1)), normal(7));
    row(new Primitive.Slice(List.of(1), List.of(7), List.of(2)), normal(7));
    row(new Primitive.Slice(List.of(0), List.of(6), List.of(4)), normal(7));
    row(new Primitive.Slice(List.of(3), List.of(3), List.of(2)), normal(7));
    row(new Primitive.Slice(List.of(0, 1), List.of(0, 3), List.of(3, 1)), normal(0, 3));
    row(new Primitive.Slice(List.of(0, 1, 4), List.of(2, 3, 5), List.of(1, 2, 1)), normal(2, 3, 5));
    row(new Primitive.Reverse(List.of()), normal());
    row(new Primitive.Reverse(List.of(0)), normal(0));
    row(new Primitive.Reverse(List.of(0)), normal(1));
    row(new Primitive.Reverse(List.of(0, 2)), normal(2, 3, 5));
    row(new Primitive.Pad(List.of(), List.of(), List.of()), normal());
    row(new Primitive.Pad(List.of(2), List.of(1), List.of(0)), normal(3));
    row(new Primitive.Pad(List.of(0), List.of(0), List.of(0)), normal(3));
    row(new Primitive.Pad(List.of(2), List.of(1), List.of(3)), normal(3));
    row(new Primitive.Pad(List.of(2), List.of(1), List.of(3)), normal(1));
    row(new Primitive.Pad(List.of(1, 0), List.of(0, 2), List.of(2, 1)), normal(0, 2));
    row(new Primitive.Pad(List.of(1, 0, 2), List.of(0, 3, 1), List.of(0, 1, 0)), normal(2, 3, 1));
    row(new Primitive.Split(0, 1), normal(3));
    row(new Primitive.Split(0, 3), normal(3));
    row(new Primitive.Split(1, 2), normal(3, 4));
    row(new Primitive.Split(1, 2), normal(2, 6, 3));
    row(new Primitive.Split(0, 2), normal(0, 3));
    row(new Primitive.Concatenate(0), normal(3));
    row(new Primitive.Concatenate(0), normal(3), normal(1), normal(0), normal(4));
    row(new Primitive.Concatenate(1), normal(2, 3), normal(2, 5));
    row(new Primitive.Concatenate(1), normal(0, 3), normal(0, 2));
    row(new Primitive.Concatenate(1), normal(2, 1, 3), normal(2, 4, 3));
  }

  private void fourierTransforms() {
    int[][] dims = {{1}, {2}, {5}, {8}, {37}, {3, 4}, {2, 3, 2}, {0, 3}, {3, 0}};
    for (int[] d : dims) {
      for (int axis = 0; axis < d.length; axis++) {
        row(new Primitive.Fft(axis, false), normal(d), normal(d));
        row(new Primitive.Fft(axis, true), normal(d), normal(d));
      }
    }
  }

  private void indexed() {
    gather(0, Tensor.of(new int[] {2, 0, 2, -1}), normal(3));
    gather(0, Tensor.of(new int[0]), normal(3));
    gather(1, Tensor.of(new int[] {0, 3, 3, 1, 2, 2}, 2, 3), normal(2, 4));
    gather(0, Tensor.of(new int[] {1, 0}).reshape(2, 1).broadcastTo(2, 3), normal(3, 3));
    gather(
        1, Tensor.of(new int[] {1, 0, 1}).reshape(1, 3, 1).broadcastTo(2, 3, 5), normal(2, 2, 5));
  }

  /** Rows for a gather and for its adjoint. */
  private void gather(int axis, Tensor indices, Tensor x) {
    row(new Primitive.Gather(axis), y -> List.of(y.getFirst(), indices), x);
    row(
        new Primitive.ScatterAdd(axis, x.dim(axis)),
        y -> List.of(y.getFirst(), indices),
        normal(indices.shape().dims()));
  }

  private void windows() {
    row(new Primitive.Windows(0, 3, 2, 2, 1), normal(7));
    row(new Primitive.Windows(0, 2, 3, 1, 2), normal(7));
    row(new Primitive.Windows(0, 0, 3, 1, 1), normal(0));
    row(new Primitive.Windows(1, 4, 3, 1, 1), normal(2, 6, 3));
    row(new Primitive.Fold(0, 7, 2, 1), normal(3, 2));
    row(new Primitive.Fold(0, 8, 1, 2), normal(2, 3));
    row(new Primitive.Fold(0, 2, 1, 1), normal(0, 3));
    row(new Primitive.Fold(1, 6, 1, 1), normal(2, 4, 3, 3));
  }

  private void convolutions() {
    ConvolutionAxis plain = new ConvolutionAxis(5, 3, 3, 1, 1, 0);
    ConvolutionAxis strided = new ConvolutionAxis(6, 3, 3, 2, 1, 1);
    ConvolutionAxis dilated = new ConvolutionAxis(5, 2, 2, 3, 2, 2);
    ConvolutionAxis none = new ConvolutionAxis(2, 3, 0, 1, 1, 0);
    convolution(2, 1, 2, 3, List.of(plain));
    convolution(1, 1, 1, 1, List.of(ConvolutionAxis.SINGLE));
    convolution(2, 2, 2, 4, List.of(strided));
    convolution(1, 3, 3, 3, List.of(dilated));
    convolution(2, 1, 2, 3, List.of(strided, plain));
    convolution(1, 2, 4, 2, List.of(dilated, strided));
    convolution(1, 1, 2, 2, List.of(none));
    convolution(0, 1, 2, 2, List.of(plain));
    convolution(2, 1, 0, 2, List.of(plain));
  }

  /** Rows for all three roles. */
  private void convolution(
      int batch, int groups, int inputs, int outputs, List<ConvolutionAxis> axes) {
    for (Role role : Role.values()) {
      Tensor x = normal(dims(batch, inputs, axes, ConvolutionAxis::input));
      Tensor w = normal(dims(outputs, inputs / groups, axes, ConvolutionAxis::kernel));
      Tensor y = normal(dims(batch, outputs, axes, ConvolutionAxis::output));
      Primitive primitive = new Primitive.Convolution(axes, groups, role);
      switch (role) {
        case OUTPUT -> {
          row(primitive, x, w);
          row(new Primitive.Convolution(axes, groups, role, WAVE), x, w);
          row(new Primitive.Convolution(axes, groups, role, RATIO), x, w, y);
        }
        case INPUT -> row(primitive, y, w);
        case KERNEL -> row(primitive, x, y);
      }
    }
  }

  private static int[] dims(
      int first, int second, List<ConvolutionAxis> axes, ToIntFunction<ConvolutionAxis> length) {
    return IntStream.concat(IntStream.of(first, second), axes.stream().mapToInt(length)).toArray();
  }

  private void row(Primitive primitive, UnaryOperator<List<Tensor>> operands, Tensor... point) {
    rows.computeIfAbsent(primitive.getClass(), c -> new ArrayList<>())
        .add(
            GradientCase.of(
                primitive.toString(), x -> Primitive.apply(primitive, operands.apply(x)), point));
  }

  private void row(Primitive primitive, Tensor... point) {
    rows.computeIfAbsent(primitive.getClass(), c -> new ArrayList<>())
        .add(GradientCase.of(primitive.toString(), x -> Primitive.apply(primitive, x), point));
  }

  private Tensor normal(int... dims) {
    return Points.normal(seed++, dims);
  }

  private static List<Integer> list(int... values) {
    return IntStream.of(values).boxed().toList();
  }

  @Test
  void everyPrimitiveHasARow() {
    TreeSet<String> permitted = new TreeSet<>();
    for (Class<?> primitive : Primitive.class.getPermittedSubclasses()) {
      permitted.add(primitive.getSimpleName());
    }
    permitted.remove(MatrixPrimitive.class.getSimpleName()); // MatrixGradientTest
    TreeSet<String> checked = new TreeSet<>();
    rows.keySet().forEach(primitive -> checked.add(primitive.getSimpleName()));
    assertEquals(permitted, checked, "primitives and those with a gradient check");
  }

  @TestFactory
  Stream<DynamicTest> derivativesAreRight() {
    return rows.values().stream()
        .flatMap(List::stream)
        .map(row -> DynamicTest.dynamicTest(row.name(), row::checkAll));
  }

  /** Rows by primitive. */
  Map<Class<? extends Primitive>, List<GradientCase>> rows() {
    return rows;
  }
}
