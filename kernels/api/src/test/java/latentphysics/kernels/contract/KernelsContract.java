package latentphysics.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import latentphysics.kernels.ConvolutionAxis;
import latentphysics.kernels.ConvolutionShape;
import latentphysics.kernels.ConvolutionShape.Role;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.MapKernel;
import latentphysics.kernels.StagedMap;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every provider must do: give the bits of the scalar reference, whatever the layout. A
 * provider's test extends this class.
 *
 * <p>Arrays are compared whole, so an element that must stay as it was is checked too. All NaNs
 * count as equal.
 */
public abstract class KernelsContract {
  private static final int[] LENGTHS = {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 100, 1000};
  private static final int[] SIZES = {0, 1, 2, 3, 7, 8, 9, 16, 17, 31, 33, 64, 100, 257, 520};
  private static final long QUICK_PRODUCT = 30_000;
  private static final int[][] LARGE_PRODUCTS = {
    {520, 33, 64}, {33, 520, 31}, {9, 17, 520}, {64, 64, 257}, {8, 100, 1024}, {257, 100, 33},
    {1, 300, 300}, {300, 1, 300}, {300, 5, 40}, {70, 133, 300}, {300, 301, 20}, {50, 600, 10}
  };
  private static final int PROGRAMS = 60;
  private static final int CONVOLUTIONS = 200;
  private static final long SEED = 21;

  private final Kernels reference = new ScalarKernels();

  /** The kernels under test. */
  protected abstract Kernels kernels();

  /** How the operands of a map run. */
  private enum Run {
    ADJACENT,
    ADJACENT_OR_REPEATED,
    ANY
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void randomMaps(ElementType type) {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Random random = new Random(seed);
      int inputs = random.nextInt(4);
      int outputs = 1 + random.nextInt(3);
      int nodes = 1 + random.nextInt(24);
      Instructions program = RandomExpressions.program(seed, type, inputs, outputs, nodes);
      MapKernel expected = reference.compile(program);
      MapKernel actual = kernels().compile(program);
      for (Run run : Run.values()) {
        for (int round = 0; round < 3; round++) {
          int length = LENGTHS[random.nextInt(LENGTHS.length - 1)];
          String where = type + ", program " + seed + ", " + run + ", length " + length;
          new MapCase(program, random, run, length).check(expected, actual, () -> where);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void longMaps(ElementType type) {
    for (int seed = 0; seed < 6; seed++) {
      Random random = new Random(seed);
      Instructions program = RandomExpressions.program(seed, type, 3, 3, 250);
      MapKernel expected = reference.compile(program);
      MapKernel actual = kernels().compile(program);
      MapKernel inStages = new StagedMap(program, 20 + random.nextInt(60), reference::compile);
      for (Run run : Run.values()) {
        String where = type + ", program " + seed + ", " + run;
        MapCase operands = new MapCase(program, random, run, 1500);
        operands.check(expected, actual, () -> where);
        operands.check(expected, inStages, () -> where + ", in stages");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void everyFunctionAtEveryLength(ElementType type) {
    for (Expr.Function function : Expr.Function.values()) {
      Instructions program = Instructions.compile(List.of(Expr.input(0).call(function)), 1, type);
      MapKernel expected = reference.compile(program);
      MapKernel actual = kernels().compile(program);
      Random random = new Random(SEED);
      for (int length : LENGTHS) {
        String where = type + ", " + function + ", length " + length + ", seed " + SEED;
        new MapCase(program, random, Run.ADJACENT, length).check(expected, actual, () -> where);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void everyNodeByItself(ElementType type) {
    Expr a = Expr.input(0);
    Expr b = Expr.input(1);
    Expr c = Expr.input(2);
    List<Expr> nodes =
        List.of(
            a.neg(),
            a.abs(),
            a.sqrt(),
            a.add(b),
            a.sub(b),
            a.mul(b),
            a.div(b),
            a.fma(b, c),
            a.ifLess(b, c, a),
            a.ifLessOrEqual(b, c, a),
            a.ifEqual(b, c, a),
            a.max(b),
            a.min(b),
            a.call(Expr.Function2.POW, b),
            a.call(Expr.Function2.ATAN2, b),
            a,
            Expr.constant(0.1));
    for (int n = 0; n < nodes.size(); n++) {
      Instructions program = Instructions.compile(List.of(nodes.get(n)), 3, type);
      MapKernel expected = reference.compile(program);
      MapKernel actual = kernels().compile(program);
      Random random = new Random(n);
      for (Run run : Run.values()) {
        String where = type + ", node " + n + ", " + run;
        new MapCase(program, random, run, 200).check(expected, actual, () -> where);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void mapOutsideOfAnArrayIsRefused(ElementType type) {
    Instructions program = Instructions.compile(List.of(Expr.input(0).neg()), 1, type);
    MapKernel kernel = kernels().compile(program);
    Random random = new Random(1);
    Object[] arrays = {
      SampleNumbers.ordinary(random, type, 100), SampleNumbers.ordinary(random, type, 100)
    };
    int[] adjacent = {1, 1};
    for (int[] offsets : new int[][] {{1, 0}, {0, 1}, {-1, 0}, {0, -1}}) {
      assertThrows(
          IndexOutOfBoundsException.class, () -> kernel.run(arrays, offsets, adjacent, 0, 100));
    }
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> kernel.run(arrays, new int[2], new int[] {2, 1}, 0, 51));
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void products(ElementType type) {
    for (int m : SIZES) {
      for (int n : SIZES) {
        for (int k : SIZES) {
          if ((long) m * n * k <= QUICK_PRODUCT) {
            ProductCase.of(type, m, n, k, 0).check(reference, kernels());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void largeProducts(ElementType type) {
    for (int[] size : LARGE_PRODUCTS) {
      for (int layout = 0; layout < 4; layout++) {
        ProductCase.of(type, size[0], size[1], size[2], layout).check(reference, kernels());
      }
    }
  }

  @Test
  void productOutsideOfAnArrayIsRefused() {
    int m = 9;
    int n = 37;
    int k = 20;
    for (int missing = 0; missing < 3; missing++) {
      float[] a = new float[m * k - (missing == 0 ? 1 : 0)];
      float[] b = new float[k * n - (missing == 1 ? 1 : 0)];
      float[] c = new float[m * n - (missing == 2 ? 1 : 0)];
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> kernels().gemm(m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n),
          "operand " + missing);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void fftPasses(ElementType type) {
    for (int radix = 2; radix <= 5; radix++) {
      for (int groups : new int[] {1, 2, 3, 7}) {
        for (int run : LENGTHS) {
          FftPassCase.of(type, radix, groups, run).check(reference, kernels());
        }
      }
    }
  }

  @Test
  void otherRadicesAreRefused() {
    float[] x = new float[100];
    assertThrows(IllegalArgumentException.class, () -> kernels().fftPass(7, 1, 64, x, x, x, x, x));
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void convolutions(ElementType type) {
    for (int seed = 0; seed < CONVOLUTIONS; seed++) {
      Random random = new Random(seed);
      ConvolutionShape shape = ConvolutionCase.anyShape(random);
      int cuts = 1 + random.nextInt(4);
      for (Role role : Role.values()) {
        new ConvolutionCase(shape, role, type, cuts, random.nextInt(3), seed)
            .check(reference, kernels());
      }
    }
  }

  /** More terms than a chain has, more positions than a block of work, more than one block. */
  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void largeConvolutions(ElementType type) {
    ConvolutionAxis axis = new ConvolutionAxis(12, 3, 6, 2, 1, 1);
    ConvolutionAxis large = new ConvolutionAxis(70, 3, 70, 1, 1, 1);
    ConvolutionAxis single = ConvolutionAxis.SINGLE;
    ConvolutionAxis wide = new ConvolutionAxis(18, 3, 6, 3, 1, 0);
    ConvolutionAxis gaps = new ConvolutionAxis(9, 2, 3, 3, 1, 0);
    for (ConvolutionShape shape :
        List.of(
            new ConvolutionShape(5, 1, 65, 33, axis, axis),
            new ConvolutionShape(1, 1, 3, 9, large, large),
            new ConvolutionShape(2, 2, 2, 6, single, new ConvolutionAxis(3001, 5, 1500, 2, 1, 1)),
            new ConvolutionShape(1, 1, 300, 17, axis, single),
            // Small images, many channels: more images than one block, rows without terms.
            new ConvolutionShape(30, 1, 34, 80, axis, axis),
            new ConvolutionShape(29, 2, 36, 64, wide, new ConvolutionAxis(7, 2, 8, 1, 2, 1)),
            new ConvolutionShape(17, 1, 16, 48, new ConvolutionAxis(4, 3, 9, 1, 2, 3), wide),
            new ConvolutionShape(30, 1, 32, 40, axis, axis),
            new ConvolutionShape(9, 2, 96, 160, wide, new ConvolutionAxis(7, 2, 8, 1, 2, 1)),
            new ConvolutionShape(17, 1, 48, 20, new ConvolutionAxis(4, 3, 9, 1, 2, 3), wide),
            new ConvolutionShape(20, 1, 32, 150, gaps, new ConvolutionAxis(11, 2, 4, 3, 1, 1)),
            new ConvolutionShape(40, 1, 2, 2, new ConvolutionAxis(5, 2, 2, 3, 1, 0), axis))) {
      for (Role role : Role.values()) {
        new ConvolutionCase(shape, role, type, 3, 1, 4).check(reference, kernels());
      }
    }
  }

  /** Operands for a map, laid out by chance. */
  private static final class MapCase {
    private static final int ROWS = 3;

    private final int from;
    private final int to;
    private final Object[] arrays;
    private final int[] offsets;
    private final int[] strides;
    private final int[] steps;
    private int inPlaceInput = -1;
    private int inPlaceOutput = -1;

    MapCase(Instructions program, Random random, Run run, int length) {
      int inputs = program.inputs();
      int operands = inputs + program.outputs().size();
      from = random.nextInt(4);
      to = from + length;
      arrays = new Object[operands];
      offsets = new int[operands];
      strides = new int[operands];
      steps = new int[operands];
      for (int p = 0; p < operands; p++) {
        int stride = stride(random, run);
        // Only the reference says which element a repeated output keeps, so that is tried too.
        strides[p] = p >= inputs && run == Run.ADJACENT_OR_REPEATED ? 1 : stride;
        int before = stride < 0 ? -stride * to : 0;
        int row = Math.abs(strides[p]) * to + 1 + random.nextInt(3);
        boolean apart = p >= inputs || random.nextBoolean();
        steps[p] = (random.nextBoolean() ? 1 : -1) * (apart ? row : random.nextInt(row));
        offsets[p] = before + Math.max(-steps[p], 0) * (ROWS - 1) + random.nextInt(4);
        int size = offsets[p] + Math.max(steps[p], 0) * (ROWS - 1);
        size += Math.max(strides[p], 0) * to + 1 + random.nextInt(3);
        arrays[p] = SampleNumbers.any(random, program.type(), size);
      }
      int output = inputs + random.nextInt(program.outputs().size());
      if (inputs > 0 && random.nextBoolean()) {
        int input = random.nextInt(inputs);
        // In place, unless rows overlap.
        if (strides[input] != 0 && Math.abs(steps[input]) > Math.abs(strides[input]) * to) {
          inPlaceInput = input;
          inPlaceOutput = output;
          offsets[output] = offsets[input];
          strides[output] = strides[input];
          steps[output] = steps[input];
        }
      }
    }

    private static int stride(Random random, Run run) {
      return switch (run) {
        case ADJACENT -> 1;
        case ADJACENT_OR_REPEATED -> random.nextInt(2);
        case ANY -> random.nextInt(7) - 3;
      };
    }

    /** Checks a single row, then some of them. */
    void check(MapKernel expected, MapKernel actual, Supplier<String> where) {
      Object[] wanted = copies();
      Object[] got = copies();
      int[] sameOffsets = offsets.clone();
      int[] sameStrides = strides.clone();
      expected.run(wanted, offsets, strides, from, to);
      actual.run(got, sameOffsets, sameStrides, from, to);
      compare(wanted, got, where);
      for (int r = 1; r < ROWS; r++) {
        int[] ofRow = offsets.clone();
        for (int p = 0; p < ofRow.length; p++) {
          ofRow[p] += r * steps[p];
        }
        expected.run(wanted, ofRow, strides, from, to);
      }
      Object[] rows = copies();
      int[] sameSteps = steps.clone();
      actual.run(rows, sameOffsets, sameStrides, sameSteps, ROWS, from, to);
      compare(wanted, rows, () -> where.get() + ", rows");
      assertArrayEquals(offsets, sameOffsets, where);
      assertArrayEquals(strides, sameStrides, where);
      assertArrayEquals(steps, sameSteps, where);
    }

    private static void compare(Object[] wanted, Object[] got, Supplier<String> where) {
      for (int p = 0; p < wanted.length; p++) {
        String operand = where.get() + ", operand " + p;
        if (wanted[p] instanceof float[] floats) {
          assertArrayEquals(floats, (float[]) got[p], operand);
        } else {
          assertArrayEquals((double[]) wanted[p], (double[]) got[p], operand);
        }
      }
    }

    /** Copies that share memory where the originals do. */
    private Object[] copies() {
      Object[] copies = new Object[arrays.length];
      for (int p = 0; p < arrays.length; p++) {
        copies[p] = SampleNumbers.copy(arrays[p]);
      }
      if (inPlaceInput >= 0) {
        copies[inPlaceOutput] = copies[inPlaceInput];
      }
      return copies;
    }
  }
}
