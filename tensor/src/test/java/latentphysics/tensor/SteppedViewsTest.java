package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects slices with steps, flips, gaps and the pieces of a tensor. */
final class SteppedViewsTest {
  private static Tensor counted(int... dims) {
    return Tensor.arange(Shape.of(dims).size()).reshape(dims);
  }

  @Test
  void slicesGoInSteps() {
    for (int length : new int[] {0, 1, 2, 7, 12}) {
      for (int start = 0; start <= length; start++) {
        for (int end = start; end <= length; end++) {
          for (int step = 1; step < 5; step++) {
            int from = start;
            int by = step;
            int[] expected =
                IntStream.range(0, Math.ceilDiv(end - start, step))
                    .map(i -> from + i * by)
                    .toArray();
            Check.sameBits(
                Tensor.of(expected),
                counted(length).slice(0, start, end, step),
                length + ": " + start + " to " + end + " by " + step);
          }
        }
      }
    }
  }

  @Test
  void slicesGoBackwards() {
    for (int length : new int[] {1, 2, 7}) {
      for (int start = 0; start < length; start++) {
        for (int end = -1; end <= start; end++) {
          for (int step = 1; step < 5; step++) {
            int from = start;
            int by = step;
            int[] expected =
                IntStream.range(0, Math.ceilDiv(start - end, step))
                    .map(i -> from - i * by)
                    .toArray();
            Check.sameBits(
                Tensor.of(expected),
                counted(length).slice(0, start, end, -step),
                length + ": " + start + " down to " + end + " by " + step);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void flipsTurnTheOrderRound(DType dtype) {
    Tensor x = counted(2, 3).astype(dtype);
    Check.sameBits(Tensor.of(new int[] {5, 4, 3, 2, 1, 0}, 2, 3).astype(dtype), x.flip(), "all");
    Check.sameBits(Tensor.of(new int[] {2, 1, 0, 5, 4, 3}, 2, 3).astype(dtype), x.flip(-1), "last");
    Check.sameBits(x, x.flip(0).flip(0), "twice");
    assertEquals(Shape.of(0, 3), Tensor.zeros(dtype, 0, 3).flip().shape());
    Check.sameBits(x.transpose().flip(0), x.flip(1).transpose(), "of a view");
    Check.sameBits(
        x.add(x).flip(1).slice(1, 0, 3, 2),
        x.flip(1).slice(1, 0, 3, 2).add(x.flip(1).slice(1, 0, 3, 2)),
        "computed");
  }

  @Test
  void gapsBetweenElements() {
    Tensor x = Tensor.of(new double[] {1, 2, 3});
    Check.values(
        new double[] {0, 1, 0, 0, 2, 0, 0, 3, 0, 0},
        Primitive.one(new Primitive.Pad(List.of(1), List.of(2), List.of(2)), x),
        "two zeros between");
    Check.values(new double[] {9, 1, 2, 3, 9, 9}, x.pad(0, 1, 2, 9), "padding with another value");
    Check.sameBits(
        Tensor.of(new boolean[] {true, true, false}),
        Tensor.of(new boolean[] {true, false}).pad(0, 1, 0, 1),
        "padding of truth values");
    assertEquals(
        Shape.of(5),
        Primitive.one(new Primitive.Pad(List.of(2), List.of(3), List.of(4)), x.slice(0, 0, 0))
            .shape());
  }

  @Test
  void piecesOfATensor() {
    Tensor x = counted(2, 5);
    Check.sameBits(
        x, Tensor.concatenate(1, x.split(1, 2, 0, 3).toArray(Tensor[]::new)), "split and joined");
    Check.sameBits(x, Tensor.stack(1, x.unbind(1).toArray(Tensor[]::new)), "unbound and stacked");
    assertEquals(List.of(), Tensor.zeros(DType.FLOAT32, 0, 2).unbind(0));
    assertEquals(Shape.of(2, 1, 5), x.expandDims(1).shape());
    assertEquals(Shape.of(2, 5, 1), x.expandDims(-1).shape());
    assertEquals(Shape.of(2, 5), x.expandDims(0).squeeze().shape());
    assertEquals(Shape.of(2, 5, 1), x.reshape(1, 2, 5, 1).squeeze(0).shape());
    assertEquals(Shape.of(10), x.flatten().shape());
    assertEquals(Shape.of(1), Tensor.scalar(DType.BOOL, 1).flatten().shape());
  }

  @Test
  void mistakesAreNamed() {
    Tensor x = counted(2, 5);
    Check.rejects("slice: step 0 on axis 1, expected at least 1", () -> x.slice(1, 0, 3, 0));
    Check.rejects(
        "slice: from 5 down to 0 on axis 1 of [2, 5], expected a range within it",
        () -> x.slice(1, 5, 0, -1));
    Check.rejects(
        "slice: from 0 down to 3 on axis 1 of [2, 5], expected a range within it",
        () -> x.slice(1, 0, 3, -1));
    Check.rejects("squeeze: axis 1 of [2, 5], expected length 1", () -> x.squeeze(1));
    Check.rejects("flip: axes [0, -2], expected each at most once", () -> x.flip(0, -2));
    Check.rejects(
        "split: lengths [2, 2] on axis 1 of [2, 5], expected them to add up to its length",
        () -> x.split(1, 2, 2));
    Check.rejects("expandDims: axis 3 for [2, 5], expected one of 3", () -> x.expandDims(3));
  }
}
