package latentphysics.kernels.scalar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Providers;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Instructions;
import org.junit.jupiter.api.Test;

/** Protects maps whose operands are integers or truth values, or of several types. */
final class MixedTypesTest {
  private static final ElementType F32 = ElementType.FLOAT32;
  private static final ElementType F64 = ElementType.FLOAT64;
  private static final ElementType INT = ElementType.INT32;
  private static final ElementType BOOL = ElementType.BOOL;

  private static final Expr X = Expr.input(0);
  private static final Expr Y = Expr.input(1);
  private static final Expr Z = Expr.input(2);

  private static void run(Expr f, ElementType type, List<ElementType> operands, Object... arrays) {
    int inputs = operands.size() - 1;
    Instructions program =
        Instructions.compile(
            List.of(f), type, operands.subList(0, inputs), operands.subList(inputs, inputs + 1));
    int[] ones = new int[arrays.length];
    Arrays.fill(ones, 1);
    int length = Array.getLength(arrays[inputs]);
    Providers.all()
        .forEach(provider ->
            provider.compile(program).run(arrays, new int[arrays.length], ones, 0, length));
  }

  @Test
  void integersWrapAround() {
    int[] x = {Integer.MAX_VALUE, -7, 5, Integer.MIN_VALUE};
    int[] y = {1, 2, -3, -1};
    int[] z = {4, 5, 6, 7};
    int[] out = new int[4];
    run(X.add(Y), INT, List.of(INT, INT, INT), x, y, out);
    assertArrayEquals(new int[] {Integer.MIN_VALUE, -5, 2, Integer.MAX_VALUE}, out);
    run(X.sub(Y), INT, List.of(INT, INT, INT), x, y, out);
    assertArrayEquals(new int[] {Integer.MAX_VALUE - 1, -9, 8, Integer.MIN_VALUE + 1}, out);
    run(X.fma(Y, Z), INT, List.of(INT, INT, INT, INT), x, y, z, out);
    assertArrayEquals(new int[] {Integer.MIN_VALUE + 3, -9, -9, Integer.MIN_VALUE + 7}, out);
    run(X.div(Y), INT, List.of(INT, INT, INT), x, y, out);
    assertArrayEquals(new int[] {Integer.MAX_VALUE, -4, -2, Integer.MIN_VALUE}, out);
    run(X.neg().abs(), INT, List.of(INT, INT), x, out);
    assertArrayEquals(new int[] {Integer.MAX_VALUE, 7, 5, Integer.MIN_VALUE}, out);
  }

  @Test
  void integersCompareAsIntegers() {
    int[] x = {(1 << 24) + 1, 3, -2};
    int[] y = {1 << 24, 3, 5};
    boolean[] out = new boolean[3];
    Expr one = Expr.constant(1);
    Expr zero = Expr.constant(0);
    run(X.ifLess(Y, one, zero), INT, List.of(INT, INT, BOOL), x, y, out);
    assertArrayEquals(new boolean[] {false, false, true}, out);
    run(X.ifLessOrEqual(Y, one, zero), INT, List.of(INT, INT, BOOL), x, y, out);
    assertArrayEquals(new boolean[] {false, true, true}, out);
    run(X.ifEqual(Y, one, zero), INT, List.of(INT, INT, BOOL), x, y, out);
    assertArrayEquals(new boolean[] {false, true, false}, out);
    int[] larger = new int[3];
    run(X.max(Y), INT, List.of(INT, INT, INT), x, y, larger);
    assertArrayEquals(new int[] {(1 << 24) + 1, 3, 5}, larger);
  }

  @Test
  void operandsAreConvertedWhenRead() {
    boolean[] condition = {true, false, true};
    float[] x = {1.5f, 2.5f, Float.NaN};
    float[] f = new float[3];
    run(X.mul(Y), F32, List.of(BOOL, F32, F32), condition, x, f);
    assertArrayEquals(new float[] {1.5f, 0, Float.NaN}, f);
    double[] d = new double[3];
    run(
        X.add(Y).add(Z),
        F64,
        List.of(INT, F32, BOOL, F64),
        new int[] {Integer.MAX_VALUE, -1, 0},
        x,
        condition,
        d);
    assertArrayEquals(new double[] {Integer.MAX_VALUE + 2.5, 1.5, Double.NaN}, d);
  }

  @Test
  void resultsAreConvertedWhenWritten() {
    double[] x = {-0.0, 1e-320, Double.NaN, -2.7, 1e300, 16777217};
    boolean[] truth = new boolean[6];
    run(X, F64, List.of(F64, BOOL), x, truth);
    assertArrayEquals(new boolean[] {false, true, true, true, true, true}, truth);
    int[] integers = new int[6];
    run(X, F64, List.of(F64, INT), x, integers);
    assertArrayEquals(new int[] {0, 0, 0, -2, Integer.MAX_VALUE, 16777217}, integers);
    float[] floats = new float[6];
    run(X, F64, List.of(F64, F32), x, floats);
    assertArrayEquals(
        new float[] {-0f, 0, Float.NaN, -2.7f, Float.POSITIVE_INFINITY, 16777216}, floats);
    run(X, F32, List.of(F32, BOOL), new float[] {0, -0f, Float.MIN_VALUE, 1, 2, Float.NaN}, truth);
    assertArrayEquals(new boolean[] {false, false, true, true, true, true}, truth);
  }

  @Test
  void anyStridesAndRepeatedOperands() {
    Instructions program =
        Instructions.compile(
            List.of(X.ifEqual(Expr.constant(0), Z, Y)), F64, List.of(BOOL, F64, INT), List.of(F64));
    boolean[] condition = {true, false, false, true};
    double[] x = {9, 1, 9, 2, 9, 3, 9, 4};
    double[] out = new double[4];
    for (var provider : Providers.all()) {
      provider
          .compile(program)
          .run(
              new Object[] {condition, x, new int[] {7}, out},
              new int[] {3, 1, 0, 0},
              new int[] {-1, 2, 0, 1},
              0,
              4);
      assertArrayEquals(new double[] {1, 7, 7, 4}, out, provider.name());
    }
  }

  @Test
  void whatWouldRoundTwiceOrMeansNothingIsRefused() {
    refused("expression: FLOAT64 operand of a computation in FLOAT32", X, F32, F64, F32);
    refused("expression: INT32 operand of a computation in FLOAT32", X, F32, INT, F32);
    refused("expression: FLOAT32 operand of a computation in INT32", X, INT, F32, INT);
    refused("expression: FLOAT64 result of a computation in FLOAT32", X, F32, F32, F64);
    refused("expression: BOOL operand of a computation in BOOL", X, BOOL, BOOL, BOOL);
    refused("expression: SQRT has no meaning in INT32", X.sqrt(), INT, INT, INT);
    refused("expression: EXP has no meaning in INT32", X.call(Expr.Function.EXP), INT, INT, INT);
    refused(
        "expression: constant 0.5 in int32, expected an integer of 32 bits",
        X.mul(Expr.constant(0.5)),
        INT,
        INT,
        INT);
  }

  private static void refused(
      String sentence, Expr f, ElementType type, ElementType input, ElementType output) {
    assertEquals(
        sentence,
        assertThrows(
                IllegalArgumentException.class,
                () -> Instructions.compile(List.of(f), type, List.of(input), List.of(output)))
            .getMessage());
  }
}
