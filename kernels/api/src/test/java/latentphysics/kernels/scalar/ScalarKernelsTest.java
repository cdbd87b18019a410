package latentphysics.kernels.scalar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.contract.KernelsContract;
import latentphysics.kernels.contract.RandomExpressions;
import latentphysics.kernels.contract.SampleNumbers;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.expr.Instructions.Op;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reference against the contract's own words: an interpreter, and sums written out. */
class ScalarKernelsTest extends KernelsContract {
  private static final int PROGRAMS = 200;

  @Override
  protected Kernels kernels() {
    return new ScalarKernels();
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void compiledMapsDoWhatAnInterpreterDoes(ElementType type) {
    Set<Op> seen = EnumSet.noneOf(Op.class);
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Instructions program = RandomExpressions.program(seed, type, 3, 2, 1 + seed % 30);
      program.list().forEach(in -> seen.add(in.op()));
      Object[] arrays = new Object[5];
      Random random = new Random(seed);
      for (int p = 0; p < 5; p++) {
        arrays[p] = SampleNumbers.any(random, type, 50);
      }
      int[] strides = {1, 1, 1, 1, 1};
      kernels().compile(program).run(arrays, new int[5], strides, 0, 50);
      for (int i = 0; i < 50; i++) {
        String where = type + ", program " + seed + ", element " + i;
        if (type == ElementType.FLOAT32) {
          float[] expected =
              Interpreter.run(program, at(arrays[0], i), at(arrays[1], i), at(arrays[2], i));
          float[] actual = {at(arrays[3], i), at(arrays[4], i)};
          assertArrayEquals(expected, actual, where);
        } else {
          double[] expected =
              Interpreter.run(
                  program,
                  ((double[]) arrays[0])[i],
                  ((double[]) arrays[1])[i],
                  ((double[]) arrays[2])[i]);
          double[] actual = {((double[]) arrays[3])[i], ((double[]) arrays[4])[i]};
          assertArrayEquals(expected, actual, where);
        }
      }
    }
    assertEquals(EnumSet.allOf(Op.class), seen, "operations that the generator makes");
  }

  private static float at(Object floats, int i) {
    return ((float[]) floats)[i];
  }

  @Test
  void aRepeatedOutputKeepsTheLastElement() {
    Instructions program =
        Instructions.compile(List.of(Expr.input(0).neg()), 1, ElementType.FLOAT64);
    double[] x = {1, 2, 3};
    double[] y = {9, 9};
    kernels().compile(program).run(new Object[] {x, y}, new int[] {0, 1}, new int[] {1, 0}, 0, 3);
    assertArrayEquals(new double[] {9, -3}, y);
  }

  @Test
  void sumIsTheTreeOverSixteenPartialSums() {
    Random random = new Random(3);
    for (int length : new int[] {0, 1, 15, 16, 17, 100, 1024}) {
      double[] x = (double[]) SampleNumbers.ordinary(random, ElementType.FLOAT64, length + 1);
      float[] y = (float[]) SampleNumbers.ordinary(random, ElementType.FLOAT32, length + 1);
      double[] doubleSum = new double[1];
      float[] floatSum = new float[1];
      kernels().sumRows(1, length, x, 1, 0, doubleSum, 0);
      kernels().sumRows(1, length, y, 1, 0, floatSum, 0);
      assertEquals(tree(x, 1, length, 0, 1), doubleSum[0], "length " + length);
      assertEquals(tree(y, 1, length, 0, 1), floatSum[0], "length " + length);
    }
  }

  /**
   * Sum of the partial sums lane, lane + step, lane + 2·step …; half of them join the other half.
   */
  private static double tree(double[] x, int offset, int length, int lane, int step) {
    if (step == Kernels.SUM_LANES) {
      double sum = 0;
      for (int i = lane; i < length; i += step) {
        sum += x[offset + i];
      }
      return sum;
    }
    return tree(x, offset, length, lane, 2 * step) + tree(x, offset, length, lane + step, 2 * step);
  }

  private static float tree(float[] x, int offset, int length, int lane, int step) {
    if (step == Kernels.SUM_LANES) {
      float sum = 0;
      for (int i = lane; i < length; i += step) {
        sum += x[offset + i];
      }
      return sum;
    }
    return tree(x, offset, length, lane, 2 * step) + tree(x, offset, length, lane + step, 2 * step);
  }

  @Test
  void productIsRight() {
    double[] a = {1, 2, 3, 4, 5, 6};
    double[] b = {7, 8, 9, 10, 11, 12};
    double[] c = new double[4];
    kernels().gemm(2, 2, 3, a, 0, 3, 1, b, 0, 2, 1, c, 0, 2);
    assertArrayEquals(new double[] {58, 64, 139, 154}, c);
  }

  @Test
  void productAddsBlocksOfTerms() {
    Random random = new Random(5);
    int k = 2 * Kernels.PRODUCT_BLOCK + 3;
    double[] a = (double[]) SampleNumbers.ordinary(random, ElementType.FLOAT64, k);
    double[] b = (double[]) SampleNumbers.ordinary(random, ElementType.FLOAT64, k);
    double expected = 0;
    for (int start = 0; start < k; start += Kernels.PRODUCT_BLOCK) {
      double chain = 0;
      for (int p = start; p < Math.min(k, start + Kernels.PRODUCT_BLOCK); p++) {
        chain = Math.fma(a[p], b[p], chain);
      }
      expected += chain;
    }
    double[] c = {Double.NaN};
    kernels().gemm(1, 1, k, a, 0, k, 1, b, 0, 1, 1, c, 0, 1);
    assertEquals(expected, c[0]);
  }
}
