package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.kernels.expr.Expr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Protects that a sum is made in the prescribed order, whatever the layout, the axes, the way of
 * evaluation and the number of threads, and that the order keeps long sums accurate.
 */
final class SumTest {
  private static final int[] LENGTHS = {
    0, 1, 2, 15, 16, 17, 31, 32, 33, 1023, 1024, 1025, 1040, 2048, 2049, 3073, 5000, 100_000
  };

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void vectorsOfManyLengths(DType dtype) {
    for (int length : LENGTHS) {
      Tensor x = Samples.random(dtype, 600 + length, length);
      Tensor expected = SumReference.inPrescribedOrder(x, 0);
      for (Samples.Layout layout : Samples.layouts(x)) {
        String context = layout + ", seed " + (600 + length);
        Check.sameBits(expected, Check.onAnyThreads(layout.tensor()::sum, context), context);
      }
      double allowed = 16 * dtype.epsilon() * SumReference.largestMagnitude(x, 0);
      Check.within(SumReference.plain(x, 0), x.sum(), allowed, "length " + length);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void rowsAndColumnsOfManyLengths(DType dtype) {
    for (int terms : new int[] {0, 1, 15, 16, 17, 1024, 1025, 5000}) {
      for (int kept : new int[] {1, 3, 7, 8, 9, 513}) {
        if (terms * kept > 100_000) {
          continue;
        }
        Tensor columns = Samples.random(dtype, 700 + terms + kept, terms, kept);
        String context = terms + " terms, " + kept + " kept, seed " + (700 + terms + kept);
        Tensor expected = SumReference.inPrescribedOrder(columns, 0);
        for (Samples.Layout layout : Samples.layouts(columns)) {
          Check.sameBits(expected, layout.tensor().sum(0), layout + ": " + context);
          // The same terms as rows take the other way of evaluation.
          Check.sameBits(expected, layout.tensor().transpose().sum(1), layout + ": " + context);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void anyCombinationOfAxes(DType dtype) {
    int[] dims = {3, 9, 2, 5, 11};
    Tensor x = Samples.random(dtype, 800, dims);
    List<Samples.Layout> layouts = Samples.layouts(x);
    for (int chosen = 1; chosen < 1 << dims.length; chosen++) {
      int mask = chosen;
      int[] axes = IntStream.range(0, dims.length).filter(a -> (mask >> a & 1) != 0).toArray();
      Tensor expected = SumReference.inPrescribedOrder(x, axes);
      for (Samples.Layout layout : layouts) {
        String context = layout + " over " + Arrays.toString(axes) + ", seed 800";
        Check.sameBits(expected, layout.tensor().sum(axes), context);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void separatedAxesWithSeveralBlocksOnAnyThreads(DType dtype) {
    Tensor x = Samples.random(dtype, 810, 37, 20, 61);
    for (int[] axes : new int[][] {{0, 2}, {0}, {1}, {2}, {0, 1}, {1, 2}, {0, 1, 2}}) {
      Tensor expected = SumReference.inPrescribedOrder(x, axes);
      for (Samples.Layout layout : Samples.layouts(x)) {
        String context = layout + " over " + Arrays.toString(axes) + ", seed 810";
        Tensor actual = Check.onAnyThreads(() -> layout.tensor().sum(axes), context);
        Check.sameBits(expected, actual, context);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void negativeAxesInAnyOrder(DType dtype) {
    Tensor x = Samples.random(dtype, 820, 4, 5, 6);
    Check.sameBits(x.sum(0, 2), x.sum(-1, 0), "seed 820");
    Check.sameBits(x.sum(0, 1, 2), x.sum(), "seed 820");
    Check.sameBits(x.sum(1), x.sum(-2), "seed 820");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void sizesZeroAndOneAndRanksZeroAndEight(DType dtype) {
    assertEquals(2.5, Tensor.scalar(dtype, 2.5).sum().item());
    assertEquals(0, Tensor.zeros(dtype, 0).sum().item());
    Check.sameBits(Tensor.zeros(dtype, 3), Tensor.zeros(dtype, 0, 3).sum(0), "no terms");
    Check.sameBits(Tensor.zeros(dtype, 0), Tensor.zeros(dtype, 0, 3).sum(1), "no results");
    Check.sameBits(Tensor.zeros(dtype, 9), Tensor.zeros(dtype, 2, 0, 9).sum(0, 1), "no terms");
    Tensor deep = Samples.random(dtype, 830, 2, 1, 3, 2, 1, 2, 3, 2);
    Check.sameBits(
        SumReference.inPrescribedOrder(deep, 1, 3, 6), deep.sum(1, 3, 6), "rank 8, seed 830");
    Check.sameBits(
        SumReference.inPrescribedOrder(deep, 0, 1, 2, 3, 4, 5, 6, 7), deep.sum(), "rank 8");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void repeatedElementsCountEachTime(DType dtype) {
    Tensor row = Samples.random(dtype, 840, 1, 50);
    Tensor wide = row.broadcastTo(3000, 50);
    Tensor copy = Tensor.of(dtype, wide.toDoubles(), 3000, 50);
    Check.sameBits(copy.sum(0), wide.sum(0), "columns, seed 840");
    Check.sameBits(copy.sum(1), wide.sum(1), "rows, seed 840");
    Check.sameBits(copy.sum(), wide.sum(), "all, seed 840");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void sumOfAFunctionEqualsTheSumOfItsValues(DType dtype) {
    MapFunction scaled =
        MapFunction.of(
            "scaled", 2, in -> List.of(in.get(0).mul(in.get(1)).call(Expr.Function.SIN)));
    Tensor x = Samples.random(dtype, 850, 40, 70);
    Tensor y = Samples.random(dtype, 851, 70);
    Tensor values = Tensor.map(scaled, x, y);
    for (int[] axes : new int[][] {{}, {0}, {1}}) {
      String context = "axes " + Arrays.toString(axes) + ", seed 850";
      Check.sameBits(values.sum(axes), Tensor.sumOf(scaled, axes, x, y), context);
      Check.sameBits(
          values.sum(axes), Tensor.sumOf(scaled, axes, x.transpose().transpose(), y), context);
    }
  }

  @Test
  void functionsOfSeveralResultsCannotBeSummed() {
    MapFunction pair = MapFunction.of("pair", 1, in -> List.of(in.get(0), in.get(0).neg()));
    Check.rejects(
        "sum: pair has 2 results, expected one",
        () -> Tensor.sumOf(pair, new int[0], Tensor.zeros(DType.FLOAT32, 3)));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void meansDivideByTheNumberOfTerms(DType dtype) {
    Tensor x = Tensor.of(dtype, new double[] {1, 2, 3, 5, 6, 7}, 2, 3);
    Check.values(new double[] {4}, x.mean(), "all");
    Check.values(new double[] {3, 4, 5}, x.mean(0), "columns");
    Check.values(new double[] {2, 6}, x.mean(-1), "rows");
    Check.values(new double[] {7}, Tensor.scalar(dtype, 7).mean(), "scalar");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void theMeanOfNothingIsNotANumber(DType dtype) {
    Check.values(new double[] {Double.NaN}, Tensor.zeros(dtype, 0).mean(), "all");
    Check.values(
        new double[] {Double.NaN, Double.NaN}, Tensor.zeros(dtype, 0, 2).mean(0), "columns");
    assertEquals(Shape.of(0), Tensor.zeros(dtype, 0, 2).mean(1).shape());
  }

  @Test
  void aLongSumInSinglePrecisionStaysAccurate() {
    double exact = 1e7 * 0.1f;
    Tensor repeated = Tensor.full(DType.FLOAT32, 0.1, 10_000_000);
    Tensor sum = Check.onAnyThreads(repeated::sum, "1e7 terms");
    // Equal terms are the worst case: chains of 64 additions all round the same way.
    Check.close(new double[] {exact}, sum, 10, "1e7 terms of 0.1");
    Tensor columns = Tensor.full(DType.FLOAT32, 0.1, 1_000_000, 8).sum(0);
    for (double column : columns.toDoubles()) {
      assertEquals(1e6 * 0.1f, column, 10 * Math.ulp(1e5f));
    }
    Tensor varied = Samples.random(DType.FLOAT32, 870, 1_000_000).abs();
    Check.close(SumReference.plain(varied, 0), varied.sum(), 2, "1e6 terms, seed 870");
  }

  @Test
  void asManyTermsAsAShapeCanHold() {
    // Counted as one value repeated: the index arithmetic reaches the largest int.
    double sum = Tensor.full(DType.FLOAT32, 1, Integer.MAX_VALUE).sum().item();
    assertEquals((float) Integer.MAX_VALUE, sum);
  }

  @Test
  void notANumberAndInfinitySpread() {
    double[] values = Samples.numbers(860, 3000);
    values[2000] = Double.NaN;
    assertTrue(Double.isNaN(Tensor.of(values).sum().item()));
    values[2000] = Double.POSITIVE_INFINITY;
    assertEquals(Double.POSITIVE_INFINITY, Tensor.of(values).sum().item());
  }

  @Test
  void axesAreChecked() {
    Tensor x = Tensor.zeros(DType.FLOAT32, 2, 3);
    Check.rejects("sum: axes [0, 0], expected each at most once", () -> x.sum(0, 0));
    Check.rejects("sum: axes [1, -1], expected each at most once", () -> x.sum(1, -1));
    Check.rejects("sum: axis 2 of [2, 3], expected one of its 2", () -> x.sum(2));
    Check.rejects("sum: axis -3 of [2, 3], expected one of its 2", () -> x.sum(0, -3));
    Check.rejects(
        "sum: no operand, expected at least one",
        () -> Tensor.sumOf(Functions.IDENTITY, new int[0]));
    Check.rejects(
        "sum: 2 operands, expected 1", () -> Tensor.sumOf(Functions.IDENTITY, new int[0], x, x));
    Check.rejects(
        "sum: shapes do not broadcast: [2, 3] and [2]",
        () -> Tensor.sumOf(Functions.ADD, new int[0], x, Tensor.zeros(DType.FLOAT32, 2)));
  }
}
