package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import latentphysics.kernels.expr.Expr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Protects the matrix product against three plain loops: sizes of every kind, all layouts, stacks
 * of matrices, and the same bits however the rows are cut over threads.
 */
final class MatrixProductTest {
  private static final List<int[]> SIZES =
      List.of(
          new int[] {1, 1, 1},
          new int[] {3, 4, 5},
          new int[] {7, 1, 9},
          new int[] {1, 300, 1},
          new int[] {17, 257, 33},
          new int[] {64, 64, 64},
          new int[] {5, 513, 2});

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void sizesOfEveryKindInAnyLayout(DType dtype) {
    for (int[] size : SIZES) {
      int m = size[0];
      int k = size[1];
      int n = size[2];
      Tensor a = Samples.random(dtype, 900 + m, m, k);
      Tensor b = Samples.random(dtype, 901 + n, k, n);
      Tensor first = a.matmul(b);
      assertEquals(Shape.of(m, n), first.shape());
      double allowed = 4 * (k + 1) * dtype.epsilon() * Math.sqrt(k);
      String sizes = m + "×" + k + "×" + n + ", seed " + (900 + m);
      Check.within(product(a, b), first, allowed, sizes);
      for (Samples.Layout left : Samples.layouts(a)) {
        for (Samples.Layout right : Samples.layouts(b)) {
          String context = left + " · " + right + ", " + sizes;
          Check.sameBits(first, left.tensor().matmul(right.tensor()), context);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void allTranspositions(DType dtype) {
    Tensor a = Samples.random(dtype, 910, 6, 4);
    Tensor b = Samples.random(dtype, 911, 4, 6);
    Check.sameBits(a.matmul(b), b.transpose().matmul(a.transpose()).transpose(), "(BᵀAᵀ)ᵀ");
    Check.within(
        product(a.transpose(), b.transpose()),
        a.transpose().matmul(b.transpose()),
        40 * dtype.epsilon(),
        "AᵀBᵀ, seed 910");
    Check.within(product(a.transpose(), a), a.transpose().matmul(a), 40 * dtype.epsilon(), "AᵀA");
    Check.within(product(a, a.transpose()), a.matmul(a.transpose()), 40 * dtype.epsilon(), "AAᵀ");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void stacksOfMatrices(DType dtype) {
    Tensor a = Samples.random(dtype, 920, 3, 2, 5, 4);
    Tensor b = Samples.random(dtype, 921, 3, 2, 4, 6);
    assertStack(a, b);
    for (Samples.Layout left : Samples.layouts(a)) {
      for (Samples.Layout right : Samples.layouts(b)) {
        Check.sameBits(a.matmul(b), left.tensor().matmul(right.tensor()), left + " · " + right);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void batchAxesBroadcast(DType dtype) {
    Tensor a = Samples.random(dtype, 930, 3, 1, 5, 4);
    assertStack(a, Samples.random(dtype, 931, 2, 4, 6));
    assertStack(a, Samples.random(dtype, 932, 4, 1));
    assertStack(a, Samples.random(dtype, 933, 6, 4).transpose());
    assertStack(Samples.random(dtype, 934, 4, 5).transpose(), Samples.random(dtype, 935, 3, 4, 6));
    Tensor same = Samples.random(dtype, 936, 1, 4).broadcastTo(4, 4);
    assertStack(a, same);
    assertStack(a, same.transpose());
    assertStack(
        Samples.random(dtype, 937, 2, 1, 2, 1, 1, 2, 3, 2), Samples.random(dtype, 938, 3, 1, 2, 3));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void lengthsOfZero(DType dtype) {
    Tensor noTerms = Tensor.zeros(dtype, 3, 0).matmul(Tensor.zeros(dtype, 0, 2));
    Check.sameBits(Tensor.zeros(dtype, 3, 2), noTerms, "k = 0");
    Tensor noTermsTransposed =
        Tensor.zeros(dtype, 0, 3).transpose().matmul(Tensor.zeros(dtype, 2, 0).transpose());
    Check.sameBits(Tensor.zeros(dtype, 3, 2), noTermsTransposed, "k = 0, transposed");
    assertEquals(
        Shape.of(0, 2), Tensor.zeros(dtype, 0, 3).matmul(Tensor.zeros(dtype, 3, 2)).shape());
    assertEquals(
        Shape.of(3, 0), Tensor.zeros(dtype, 3, 3).matmul(Tensor.zeros(dtype, 3, 0)).shape());
    assertEquals(
        Shape.of(0, 3, 2), Tensor.zeros(dtype, 0, 3, 4).matmul(Tensor.zeros(dtype, 4, 2)).shape());
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void threadsDoNotChangeABit(DType dtype) {
    // More than 2^20 multiply-adds: several blocks of rows, the last of them shorter.
    Tensor a = Samples.random(dtype, 940, 203, 300);
    Tensor b = Samples.random(dtype, 941, 300, 131);
    Tensor product = Check.onAnyThreads(() -> a.matmul(b), "seed 940");
    Check.within(product(a, b), product, 600 * dtype.epsilon() * Math.sqrt(300), "seed 940");
    // Any row alone has the same bits as in the whole.
    for (int row : new int[] {0, 7, 8, 100, 202}) {
      Check.sameBits(
          product.slice(0, row, row + 1), a.slice(0, row, row + 1).matmul(b), "row " + row);
    }
    Tensor stack = Samples.random(dtype, 942, 7, 33, 40);
    Tensor right = Samples.random(dtype, 943, 40, 21);
    Tensor all = Check.onAnyThreads(() -> stack.matmul(right), "seed 942");
    Check.sameBits(stack.reshape(231, 40).matmul(right).reshape(7, 33, 21), all, "seed 942");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void cutsInBothDirectionsDoNotChangeABit(DType dtype) {
    // Wide, tall, and several matrices: all ways to cut that there are.
    int[][][] shapes = {
      {{70, 300}, {300, 700}}, {{700, 300}, {300, 70}}, {{5, 150, 90}, {5, 90, 190}}
    };
    for (int[][] shape : shapes) {
      Tensor a = Samples.random(dtype, 950, shape[0]);
      Tensor b = Samples.random(dtype, 951, shape[1]);
      Tensor bias = Samples.random(dtype, 952, shape[1][shape[1].length - 1]);
      Tensor product = Check.onAnyThreads(() -> a.matmul(b), "seed 950");
      Tensor linear = Check.onAnyThreads(() -> a.linear(b, bias), "seed 950");
      Check.sameBits(product.add(bias), linear, "bias, seed 952");
      Tensor top = a.slice(-2, 3, 10).matmul(b.slice(-1, 66, 67));
      Check.sameBits(product.slice(-2, 3, 10).slice(-1, 66, 67), top, "a part, seed 950");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aFunctionOfTheProductIsTheProductThenTheFunction(DType dtype) {
    MapFunction gated =
        MapFunction.of(
            "gated",
            3,
            x -> List.of(x.get(0).add(x.get(1)).call(Expr.Function.TANH).mul(x.get(2))));
    int[][][] operands = {
      {{1, 1}, {1, 1}, {}, {1, 1}},
      {{7, 3}, {3, 5}, {5}, {7, 1}},
      {{7, 0}, {0, 5}, {1, 5}, {}},
      {{0, 3}, {3, 5}, {5}, {5}},
      {{4, 7, 3}, {3, 5}, {5}, {7, 5}},
      {{4, 7, 3}, {3, 5}, {5}, {4, 7, 1}},
      {{4, 1, 3}, {3, 5}, {4, 1, 1}, {5}},
      {{2, 1, 7, 3}, {4, 3, 5}, {4, 1, 5}, {2, 1, 1, 1}},
    };
    for (int[][] dims : operands) {
      Tensor a = Samples.random(dtype, 960, dims[0]);
      Tensor b = Samples.random(dtype, 961, dims[1]);
      Tensor bias = Samples.random(dtype, 962, dims[2]);
      Tensor gate = Samples.random(dtype, 963, dims[3]);
      Tensor product = a.matmul(b);
      for (Samples.Layout left : Samples.layouts(a)) {
        for (Samples.Layout third : Samples.layouts(bias)) {
          Check.sameBits(
              Tensor.map(gated, product, bias, gate),
              left.tensor().matmulThen(gated, b, third.tensor(), gate),
              left + " and " + third + ", " + a.shape() + " · " + b.shape() + ", seed 960");
        }
      }
    }
  }

  @Test
  void functionsOfAProductThatDoNotFitAreRefused() {
    Tensor a = Tensor.zeros(DType.FLOAT32, 4, 3);
    Tensor b = Tensor.zeros(DType.FLOAT32, 3, 2);
    Check.rejects(
        "matmul then add: shapes do not broadcast: [4, 2] and [3]",
        () -> a.linear(b, Tensor.zeros(DType.FLOAT32, 3)));
    Check.rejects(
        "matmul then add: [5, 4, 2] does not fill [4, 2]",
        () -> a.linear(b, Tensor.zeros(DType.FLOAT32, 5, 4, 2)));
    Check.rejects(
        "matmul then tanh: 3 operands, expected 2",
        () -> a.matmulThen(Functions.TANH, b, Tensor.zeros(DType.FLOAT32, 2)));
    Check.rejects(
        "matmul then less: less, expected a function of numbers with one result",
        () -> a.matmulThen(Functions.LESS, b, Tensor.zeros(DType.FLOAT32, 2)));
  }

  @Test
  void notANumberStaysInItsRowAndColumn() {
    Tensor a = Tensor.of(new double[] {Double.NaN, 1, 2, 3}, 2, 2);
    Tensor b = Tensor.of(new double[] {1, 0, 0, Double.POSITIVE_INFINITY}, 2, 2);
    Check.values(
        new double[] {Double.NaN, Double.NaN, 2, Double.POSITIVE_INFINITY}, a.matmul(b), "NaN");
  }

  @Test
  void operandsThatDoNotFitAreRefused() {
    DType dtype = DType.FLOAT32;
    Check.rejects(
        "matmul: inner dimensions differ: [64, 32] · [16, 8]",
        () -> Tensor.zeros(dtype, 64, 32).matmul(Tensor.zeros(dtype, 16, 8)));
    Check.rejects(
        "matmul: [3] and [3, 2], expected at least 2 axes each",
        () -> Tensor.zeros(dtype, 3).matmul(Tensor.zeros(dtype, 3, 2)));
    Check.rejects(
        "matmul: [2, 3] and [], expected at least 2 axes each",
        () -> Tensor.zeros(dtype, 2, 3).matmul(Tensor.scalar(dtype, 1)));
    Check.rejects(
        "matmul: shapes do not broadcast: [2] and [3]",
        () -> Tensor.zeros(dtype, 2, 4, 4).matmul(Tensor.zeros(dtype, 3, 4, 4)));
    Check.rejects(
        "matmul: operands of different types: float32, float64; convert one with astype",
        () -> Tensor.zeros(dtype, 2, 2).matmul(Tensor.zeros(DType.FLOAT64, 2, 2)));
    Check.rejects(
        "matmul: batch axes differ: [2, 1, 1] and [1, 1, 1]",
        () ->
            Primitive.apply(
                new Primitive.Contract(),
                List.of(Tensor.zeros(dtype, 2, 1, 1), Tensor.zeros(dtype, 1, 1, 1))));
    Check.rejects(
        "matmul: 0 operands, expected 2",
        () -> Primitive.apply(new Primitive.Contract(), List.of()));
  }

  /** Compares a stack of products with the products of its matrices, one by one. */
  private static void assertStack(Tensor a, Tensor b) {
    Tensor stack = a.matmul(b);
    int rank = stack.shape().rank();
    int[] dims = stack.shape().dims();
    int matrices = stack.shape().size() / (dims[rank - 1] * dims[rank - 2]);
    int[] batch = Arrays.copyOf(dims, rank - 2);
    Tensor left = flat(a, batch);
    Tensor right = flat(b, batch);
    Tensor results = stack.reshape(matrices, dims[rank - 2], dims[rank - 1]);
    for (int i = 0; i < matrices; i++) {
      double[] expected = product(matrix(left, i), matrix(right, i));
      String context = a.shape() + " · " + b.shape() + ", matrix " + i;
      Check.within(expected, matrix(results, i), 60 * a.dtype().epsilon(), context);
    }
  }

  private static Tensor flat(Tensor x, int... batch) {
    int[] dims = Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = x.dim(-2);
    dims[batch.length + 1] = x.dim(-1);
    return x.broadcastTo(dims).reshape(-1, x.dim(-2), x.dim(-1));
  }

  private static Tensor matrix(Tensor stack, int index) {
    return stack.slice(0, index, index + 1).reshape(stack.dim(1), stack.dim(2));
  }

  private static double[] product(Tensor a, Tensor b) {
    int m = a.dim(0);
    int k = a.dim(1);
    int n = b.dim(1);
    double[] left = a.toDoubles();
    double[] right = b.toDoubles();
    double[] result = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int p = 0; p < k; p++) {
          result[i * n + j] += left[i * k + p] * right[p * n + j];
        }
      }
    }
    return result;
  }
}
