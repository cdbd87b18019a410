package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import latentphysics.kernels.expr.Activations;
import latentphysics.kernels.expr.Expr;
import org.junit.jupiter.api.Test;

/**
 * Protects what derivatives of functions read: with the results at hand the operands need not be
 * kept, nor anything be computed again.
 */
final class MapDerivativeTest {
  private static BitSet set(int... bits) {
    BitSet set = new BitSet();
    Arrays.stream(bits).forEach(set::set);
    return set;
  }

  private static void reads(List<Integer> expected, MapFunction function, int... wanted) {
    assertEquals(expected, function.reverse(set(wanted), set(0), true).reads(), function.name());
  }

  @Test
  void sumsReadTheCotangentAlone() {
    reads(List.of(3), Functions.ADD, 0, 1);
    reads(List.of(3), Functions.SUB, 0, 1);
    reads(List.of(2), Functions.NEG, 0);
  }

  @Test
  void productsReadTheOtherFactor() {
    reads(List.of(0, 1, 3), Functions.MUL, 0, 1);
    reads(List.of(1, 3), Functions.MUL, 0);
    reads(List.of(0, 3), Functions.MUL, 1);
  }

  /** Position 1 is the result. */
  @Test
  void someFunctionsReadTheirResultInsteadOfTheOperand() {
    reads(List.of(1, 2), Functions.EXP, 0);
    reads(List.of(1, 2), Functions.TANH, 0);
    reads(List.of(1, 2), Functions.SQRT, 0);
    reads(List.of(1, 2), Functions.RELU, 0);
    reads(List.of(0, 2), Functions.SIN, 0);
    reads(List.of(0, 2), Functions.ABS, 0);
    MapFunction biasAndRelu =
        MapFunction.of("bias and relu", 2, x -> List.of(Activations.relu(x.get(0).add(x.get(1)))));
    reads(List.of(2, 3), biasAndRelu, 0, 1);
    MapFunction atMost = MapFunction.unary("at most", x -> x.min(Expr.constant(6)));
    reads(List.of(1, 2), atMost, 0);
  }

  @Test
  void withoutResultsTheOperandIsRead() {
    assertEquals(List.of(0, 2), Functions.TANH.reverse(set(0), set(0), false).reads());
  }

  @Test
  void slopesByResultsAreRightAtTiesAndNaN() {
    Tensor x = Tensor.of(new double[] {-1, 0, -0.0, 2, Double.NaN, 1e300});
    Tensor ybar = Tensor.of(new double[] {3, 5, 7, 11, 13, 17});
    for (MapFunction function : List.of(Functions.RELU, Functions.TANH, Functions.SQRT)) {
      Tensor y = Tensor.map(function, x);
      List<Tensor> all = List.of(x, y, ybar);
      Tensor byResult = function.reverse(set(0), set(0), true).apply(all).getFirst();
      Tensor byOperand = function.reverse(set(0), set(0), false).apply(all).getFirst();
      assertEquals(
          Arrays.toString(byOperand.toDoubles()),
          Arrays.toString(byResult.toDoubles()),
          function.name());
    }
  }

  @Test
  void pullbackAndReverseAgree() {
    Tensor a = Tensor.of(new double[] {0.5, -2});
    Tensor b = Tensor.of(new double[] {3, 0.25});
    Tensor ybar = Tensor.of(new double[] {1, 7});
    List<Tensor> expected = Tensor.mapAll(Functions.DIV.pullback(set(0, 1)), a, b, ybar);
    List<Tensor> found =
        Functions.DIV.reverse(set(0, 1), set(0), true).apply(List.of(a, b, a.div(b), ybar));
    for (int i = 0; i < 2; i++) {
      assertEquals(
          Arrays.toString(expected.get(i).toDoubles()), Arrays.toString(found.get(i).toDoubles()));
    }
  }

  @Test
  void forwardMovesResultsAlongTheGivenTangents() {
    Tensor a = Tensor.of(new double[] {2});
    Tensor b = Tensor.of(new double[] {5});
    Tensor da = Tensor.of(new double[] {0.5});
    Tensor db = Tensor.of(new double[] {0.25});
    MapDerivative both = Functions.MUL.forward(set(0, 1));
    assertEquals(0.5 * 5 + 2 * 0.25, both.apply(List.of(a, b, da, db)).getFirst().item());
    MapDerivative second = Functions.MUL.forward(set(1));
    assertEquals(List.of(0, 3), second.reads());
    assertEquals(0.5, second.apply(Arrays.asList(a, null, null, db)).getFirst().item());
    assertSame(both, Functions.MUL.forward(set(0, 1)), "kept");
  }

  @Test
  void roundingsAndConditionsAreFlat() {
    assertTrue(Functions.FLOOR.isFlat(0));
    assertTrue(Functions.WHERE.isFlat(0));
    assertFalse(Functions.WHERE.isFlat(1));
    assertTrue(Functions.LESS.isFlat(0));
    assertFalse(Functions.MUL.isFlat(1));
  }
}
