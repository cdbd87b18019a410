package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

/** Protects what a shape may be, how it counts axes and the rule of broadcasting. */
final class ShapeTest {
  @Test
  void sizesRanksAndLengths() {
    assertEquals(1, Shape.of().size());
    assertEquals(0, Shape.of().rank());
    assertEquals(24, Shape.of(2, 3, 4).size());
    assertEquals(0, Shape.of(0, 2147483647).size());
    assertEquals(2147483647, Shape.of(2147483647).size());
    assertEquals(2, Shape.of(2, 3, 4).dim(0));
    assertEquals(2, Shape.of(2, 3, 4).dim(-3));
    assertEquals(4, Shape.of(2, 3, 4).dim(-1));
  }

  @Test
  void impossibleShapesAreRefused() {
    Check.rejects(
        "shape: 9 axes [1, 1, 1, 1, 1, 1, 1, 1, 1], expected at most 8",
        () -> Shape.of(1, 1, 1, 1, 1, 1, 1, 1, 1));
    Check.rejects("shape: negative length in [2, -3], expected at least 0", () -> Shape.of(2, -3));
    Check.rejects("shape: negative length in [0, -1], expected at least 0", () -> Shape.of(0, -1));
    Check.rejects(
        "shape: [65536, 32768] has more than 2147483647 elements", () -> Shape.of(65536, 32768));
    Check.rejects(
        "shape: [2147483647, 2147483647, 2147483647] has more than 2147483647 elements",
        () -> Shape.of(2147483647, 2147483647, 2147483647));
  }

  @Test
  void missingAxesAreNamed() {
    Check.rejects("dim: axis 2 of [4, 5], expected one of its 2", () -> Shape.of(4, 5).dim(2));
    Check.rejects("dim: axis -3 of [4, 5], expected one of its 2", () -> Shape.of(4, 5).dim(-3));
    Check.rejects("dim: axis 0 of [], expected one of its 0", () -> Shape.of().dim(0));
  }

  @Test
  void lengthsAreCopied() {
    int[] dims = {2, 3};
    Shape shape = Shape.of(dims);
    dims[0] = 7;
    shape.dims()[1] = 7;
    assertEquals(Shape.of(2, 3), shape);
    assertEquals(6, shape.size());
  }

  @Test
  void equalityHashAndText() {
    assertEquals(Shape.of(2, 3), Shape.of(2, 3));
    assertEquals(Shape.of(2, 3).hashCode(), Shape.of(2, 3).hashCode());
    assertNotEquals(Shape.of(2, 3), Shape.of(3, 2));
    assertNotEquals(Shape.of(), Shape.of(1));
    assertEquals("[2, 3]", Shape.of(2, 3).toString());
    assertEquals("[]", Shape.of().toString());
  }

  @Test
  void stridesAreRowMajor() {
    assertArrayEquals(new int[] {12, 4, 1}, Shape.of(2, 3, 4).rowMajorStrides());
    assertArrayEquals(new int[0], Shape.of().rowMajorStrides());
  }

  @Test
  void broadcastingFollowsNumPy() {
    assertBroadcast(Shape.of(2, 3), Shape.of(2, 3), Shape.of(2, 3));
    assertBroadcast(Shape.of(2, 3), Shape.of(3), Shape.of(2, 3));
    assertBroadcast(Shape.of(2, 3), Shape.of(), Shape.of(2, 3));
    assertBroadcast(Shape.of(2, 1), Shape.of(1, 3), Shape.of(2, 3));
    assertBroadcast(Shape.of(5, 1, 3), Shape.of(4, 1), Shape.of(5, 4, 3));
    assertBroadcast(Shape.of(0, 3), Shape.of(1, 3), Shape.of(0, 3));
    assertBroadcast(Shape.of(0), Shape.of(), Shape.of(0));
    Check.rejects(
        "add: shapes do not broadcast: [2, 3] and [2]",
        () -> Shape.broadcast("add", Shape.of(2, 3), Shape.of(2)));
    Check.rejects(
        "add: shapes do not broadcast: [0] and [2]",
        () -> Shape.broadcast("add", Shape.of(0), Shape.of(2)));
  }

  private static void assertBroadcast(Shape a, Shape b, Shape expected) {
    assertEquals(expected, Shape.broadcast("add", a, b));
    assertEquals(expected, Shape.broadcast("add", b, a));
  }
}
