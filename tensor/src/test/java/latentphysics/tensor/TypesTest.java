package latentphysics.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protects NumPy's rules for types: what comes out, and what is refused. */
final class TypesTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Tensor INTS = Tensor.of(new int[] {-7, 0, 3});
  private static final Tensor BOOLS = Tensor.of(new boolean[] {true, false, true});
  private static final Tensor FLOATS = Tensor.of(new float[] {0.5f, -2, 3});
  private static final Tensor DOUBLES = Tensor.of(new double[] {0.5, -2, 3});

  private static void check(Tensor expected, Tensor actual) {
    Check.sameBits(expected, actual, "");
  }

  @Test
  void integersStayIntegers() {
    check(Tensor.of(new int[] {-14, 0, 6}), INTS.add(INTS));
    check(Tensor.of(new int[] {49, 0, 9}), INTS.mul(INTS));
    check(Tensor.of(new int[] {7, 0, 3}), INTS.abs());
    check(Tensor.of(new int[] {7, 0, -3}), INTS.neg());
    check(Tensor.of(new int[] {-5, 2, 5}), INTS.add(2));
    check(Tensor.of(new int[] {-1, 0, 3}), INTS.maximum(-1));
    check(
        Tensor.of(new int[] {Integer.MIN_VALUE}), Tensor.of(new int[] {Integer.MAX_VALUE}).add(1));
  }

  @Test
  void integersAreDividedInFloat64() {
    check(Tensor.of(new double[] {-3.5, 0, 1.5}), INTS.div(2));
    check(Tensor.of(new double[] {-6.5, 0.5, 3.5}), INTS.add(0.5));
    check(Tensor.of(new double[] {Math.sqrt(3)}), Tensor.of(new int[] {3}).sqrt());
    assertEquals(DType.FLOAT64, INTS.exp().dtype());
  }

  @Test
  void wideTypesTakeInNarrowOnes() {
    check(Tensor.of(new double[] {-6.5, -2, 6}), INTS.add(DOUBLES));
    check(Tensor.of(new int[] {-6, 0, 4}), INTS.add(BOOLS));
    check(Tensor.of(new float[] {1.5f, -2, 4}), BOOLS.add(FLOATS));
    check(Tensor.of(new double[] {0.5, -0.0, 3}), DOUBLES.mul(BOOLS));
  }

  @Test
  void nothingIsWidenedInSilence() {
    Check.rejects(
        "add: operands of different types: float32, float64; convert one with astype",
        () -> FLOATS.add(DOUBLES));
    Check.rejects(
        "mul: operands of different types: int32, float32; convert one with astype",
        () -> INTS.mul(FLOATS));
    Check.rejects(
        "less: operands of different types: bool, float32, float64; convert one with astype"
            .replace("bool, ", ""),
        () -> FLOATS.less(DOUBLES));
    Check.rejects(
        "matmul: int32 operands, expected float32 or float64",
        () -> Tensor.eye(DType.INT32, 2).matmul(Tensor.eye(DType.INT32, 2)));
  }

  @Test
  void truthValuesFollowTheirOwnAlgebra() {
    Tensor other = Tensor.of(new boolean[] {true, true, false});
    check(Tensor.of(new boolean[] {true, true, true}), BOOLS.add(other));
    check(Tensor.of(new boolean[] {true, false, false}), BOOLS.mul(other));
    check(Tensor.of(new boolean[] {true, false, false}), BOOLS.minimum(other));
    check(Tensor.of(new boolean[] {false, true, true}), BOOLS.logicalXor(other));
    check(Tensor.of(new boolean[] {true, true, true}), BOOLS.logicalOr(other));
    check(Tensor.of(new boolean[] {true, false, false}), BOOLS.logicalAnd(other));
    check(Tensor.of(new boolean[] {false, true, false}), BOOLS.logicalNot());
    check(Tensor.of(new int[] {2, 1, 2}), BOOLS.add(1));
    Check.rejects(
        "sub: bool operands, expected numbers; convert with astype", () -> BOOLS.sub(other));
    Check.rejects("neg: bool operands, expected numbers; convert with astype", BOOLS::neg);
    Check.rejects("exp: bool operands, expected numbers; convert with astype", BOOLS::exp);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void comparisonsAreFalseForNaN(DType dtype) {
    Tensor a = Tensor.of(dtype, new double[] {NAN, 1, 1, 2, -0.0, INFINITY});
    Tensor b = Tensor.of(dtype, new double[] {NAN, 1, 2, 1, 0, INFINITY});
    check(Tensor.of(new boolean[] {false, false, true, false, false, false}), a.less(b));
    check(Tensor.of(new boolean[] {false, true, true, false, true, true}), a.lessEqual(b));
    check(Tensor.of(new boolean[] {false, false, false, true, false, false}), a.greater(b));
    check(Tensor.of(new boolean[] {false, true, false, true, true, true}), a.greaterEqual(b));
    check(Tensor.of(new boolean[] {false, true, false, false, true, true}), a.equal(b));
    check(Tensor.of(new boolean[] {true, false, true, true, false, false}), a.notEqual(b));
    check(Tensor.of(new boolean[] {true, false, false, false, false, false}), a.isNaN());
    check(Tensor.of(new boolean[] {false, false, false, false, false, true}), a.isInf());
    check(Tensor.of(new boolean[] {true, true, true, true, false, true}), a.astype(DType.BOOL));
  }

  @Test
  void comparisonsOfIntegersAndWithNumbers() {
    check(Tensor.of(new boolean[] {true, false, false}), INTS.less(-0.5));
    check(Tensor.of(new boolean[] {false, true, true}), INTS.greaterEqual(0));
    check(Tensor.of(new boolean[] {true, false, true}), INTS.less(DOUBLES.add(1)));
    check(Tensor.of(new boolean[] {false, true, false}), INTS.equal(0));
    check(Tensor.of(new boolean[] {false, false, false}), INTS.isNaN());
    // Of integers that float32 would confuse.
    check(
        Tensor.of(new boolean[] {true}),
        Tensor.of(new int[] {1 << 24}).less(Tensor.of(new int[] {(1 << 24) + 1})));
  }

  @Test
  void conversions() {
    Tensor x =
        Tensor.of(new double[] {-1.9, 1.9, NAN, INFINITY, -INFINITY, 3e9, 0.5, -0.0, 1e-300});
    check(
        Tensor.of(
            new int[] {-1, 1, 0, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 0, 0}),
        x.astype(DType.INT32));
    check(
        Tensor.of(new boolean[] {true, true, true, true, true, true, true, false, true}),
        x.astype(DType.BOOL));
    check(
        Tensor.of(new float[] {16777216, -16777220}),
        Tensor.of(new int[] {16777217, -16777219}).astype(DType.FLOAT32));
    check(Tensor.of(new float[] {1, 0, 1}), BOOLS.astype(DType.FLOAT32));
    check(Tensor.of(new int[] {1, 0, 1}), BOOLS.astype(DType.INT32));
    check(Tensor.of(new double[] {0.1f}), Tensor.of(new float[] {0.1f}).astype(DType.FLOAT64));
    check(Tensor.of(new float[] {0.1f}), Tensor.of(new double[] {0.1}).astype(DType.FLOAT32));
    check(
        Tensor.of(new int[] {2, 5, 1, 4, 0, 3}, 3, 2),
        Tensor.arange(6)
            .astype(DType.FLOAT32)
            .reshape(2, 3)
            .transpose()
            .flip(0)
            .astype(DType.INT32));
  }

  @Test
  void everyTypeConvertsToEveryOtherAndBack() {
    for (DType from : DType.values()) {
      for (DType to : DType.values()) {
        Tensor x = Tensor.of(from, new double[] {0, 1, 1, 0, 1});
        check(x, x.astype(to).astype(from));
      }
    }
  }

  @Test
  void choosingByACondition() {
    Tensor condition = Tensor.of(new boolean[] {true, false});
    check(
        Tensor.of(new float[] {1, 1, 1, 5, 6, 7}, 2, 3),
        Tensor.where(
            condition.reshape(2, 1),
            Tensor.ones(DType.FLOAT32, 1),
            Tensor.of(new float[] {5, 6, 7})));
    check(
        Tensor.of(new int[] {-7, 9, 3}), Tensor.where(BOOLS, INTS, Tensor.scalar(DType.INT32, 9)));
    check(
        Tensor.of(new boolean[] {true, true, true}),
        Tensor.where(BOOLS, BOOLS, BOOLS.logicalNot()));
    check(
        Tensor.of(new double[] {NAN, 2}),
        Tensor.where(
            condition, Tensor.of(new double[] {NAN, NAN}), Tensor.of(new double[] {1, 2})));
    Check.rejects(
        "where: condition of type int32, expected bool", () -> Tensor.where(INTS, INTS, INTS));
  }

  @Test
  void sumsOfIntegersAreExactOrRefused() {
    check(Tensor.scalar(DType.INT32, -4), INTS.sum());
    check(Tensor.scalar(DType.INT32, 2), BOOLS.sum());
    check(
        Tensor.of(new int[] {2, 1}),
        Tensor.of(new boolean[] {true, true, false, true}, 2, 2).sum(1));
    check(Tensor.scalar(DType.FLOAT64, 2 / 3.0), BOOLS.mean());
    check(Tensor.scalar(DType.FLOAT64, -4 / 3.0), INTS.mean());
    Tensor large = Tensor.full(DType.INT32, Integer.MAX_VALUE, 3);
    assertEquals(
        "sum: 6442450941 does not fit int32; convert with astype",
        assertThrows(ArithmeticException.class, large::sum).getMessage());
    check(
        Tensor.scalar(DType.INT32, Integer.MAX_VALUE - 1.0),
        Tensor.concatenate(0, large, large.neg(), large.slice(0, 0, 1).sub(1)).sum());
  }

  @Test
  void elementsComeBackAsTheyWere() {
    assertArrayEquals(new int[] {-7, 0, 3}, INTS.toInts());
    assertArrayEquals(new boolean[] {true, false, true}, BOOLS.toBooleans());
    assertArrayEquals(new float[] {0.5f, -2, 3}, FLOATS.toFloats());
    assertArrayEquals(new double[] {1, 0, 1}, BOOLS.toDoubles());
    assertArrayEquals(new int[] {3, 0}, INTS.slice(0, 2, 0, -1).toInts());
    Check.rejects("toInts: bool, expected int32", BOOLS::toInts);
    INTS.toInts()[0] = 5;
    check(Tensor.of(new int[] {-7, 0, 3}), INTS);
  }

  @Test
  void creation() {
    check(Tensor.of(new int[] {0, 1, 2}), Tensor.arange(3));
    check(Tensor.of(new int[0]), Tensor.arange(0));
    check(Tensor.of(new float[] {0, 0.25f, 0.5f}), Tensor.linspace(DType.FLOAT32, 0, 0.5, 3));
    check(Tensor.of(new double[] {4}), Tensor.linspace(DType.FLOAT64, 4, 9, 1));
    assertEquals(0.7, Tensor.linspace(DType.FLOAT64, 0.1, 0.7, 12).toDoubles()[11]);
    check(Tensor.of(new int[] {7, 7}), Tensor.full(DType.INT32, 7, 2));
    check(Tensor.of(new boolean[] {true, false, false, true}, 2, 2), Tensor.eye(DType.BOOL, 2));
  }

  @Test
  void viewsOfEveryType() {
    for (DType dtype : DType.values()) {
      Tensor x = Tensor.of(dtype, new double[] {1, 0, 0, 1, 1, 0}, 2, 3);
      for (Samples.Layout layout : Samples.layouts(x)) {
        check(x, layout.tensor().transpose().transpose());
        check(x, Tensor.concatenate(0, layout.tensor().slice(0, 0, 1), x.slice(0, 1, 2)));
        check(x, layout.tensor().flip(1).flip(1));
        assertEquals(
            Arrays.toString(x.toDoubles()),
            Arrays.toString(
                Tensor.stack(0, layout.tensor().unbind(0).toArray(Tensor[]::new)).toDoubles()),
            layout.toString());
      }
    }
    assertEquals(4, List.of(DType.values()).size());
  }
}
