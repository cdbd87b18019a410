package latentphysics.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.contract.RandomExpressions;
import latentphysics.kernels.contract.SampleNumbers;
import latentphysics.kernels.expr.Expr;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Maps on a device against the scalar reference, bit for bit; all NaNs count as equal. */
class OpenClMapTest {
  private static final int PROGRAMS = 40; // each takes a compiler about a tenth of a second
  private static final long SEED = 8;
  private static final int[] LENGTHS = {0, 1, 2, 255, 256, 257, 1000};

  private OpenClDevice device;

  @BeforeEach
  void open() {
    device = TestDevice.open();
  }

  @AfterEach
  void close() {
    if (device != null) {
      assertEquals(0, device.openBuffers());
      assertEquals(0, device.bytesHeld());
      device.close();
    }
  }

  /** Skips the test, saying why, where the device does not support what it needs. */
  private void assumeSupported(Instructions program) {
    String reason = device.description().whyNot(program).orElse("");
    assumeTrue(reason.isEmpty(), "unsupported: " + reason);
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void randomMapsHaveTheBitsOfTheReference(ElementType type) {
    int supported = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Random random = new Random(seed);
      int inputs = random.nextInt(4);
      int outputs = 1 + random.nextInt(3);
      Instructions program =
          RandomExpressions.program(seed, type, inputs, outputs, 1 + random.nextInt(24));
      if (device.description().whyNot(program).isEmpty()) {
        supported++;
        int length = LENGTHS[random.nextInt(LENGTHS.length)];
        compare(program, random, length, type + ", program " + seed + ", length " + length);
      }
    }
    assumeTrue(supported > 0, "unsupported: no program of " + type);
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void everyFunctionHasTheBitsOfTheReference(ElementType type) {
    for (Expr.Function function : Expr.Function.values()) {
      Instructions program = Instructions.compile(List.of(Expr.input(0).call(function)), 1, type);
      assumeSupported(program);
      compare(program, new Random(SEED), 20_000, type + ", " + function + ", seed " + SEED);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void productsAndSumsAreNotContracted(ElementType type) {
    Expr a = Expr.input(0);
    Expr b = Expr.input(1);
    Expr c = Expr.input(2);
    Instructions program =
        Instructions.compile(
            List.of(a.mul(b).add(c), a.mul(b).sub(c), c.sub(a.mul(b)), a.fma(b, c)), 3, type);
    assumeSupported(program);
    for (int seed = 0; seed < 5; seed++) {
      compare(program, new Random(seed), 1000, type + ", seed " + seed);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void divisionAndRootAreRounded(ElementType type) {
    Instructions program =
        Instructions.compile(
            List.of(Expr.input(0).div(Expr.input(1)), Expr.input(0).sqrt()), 2, type);
    assumeSupported(program);
    for (int seed = 0; seed < 5; seed++) {
      compare(program, new Random(seed), 10_000, type + ", seed " + seed);
    }
  }

  private void compare(Instructions program, Random random, int length, String where) {
    int inputs = program.inputs();
    int operands = inputs + program.outputs().size();
    Object[] arrays = new Object[operands];
    int[] offsets = new int[operands];
    int[] strides = new int[operands];
    List<OpenClBuffer> buffers = new ArrayList<>();
    try {
      for (int p = 0; p < operands; p++) {
        strides[p] = p < inputs && random.nextInt(3) == 0 ? 0 : 1;
        offsets[p] = random.nextInt(3);
        int size = offsets[p] + length + 1;
        arrays[p] = SampleNumbers.any(random, program.type(), size);
        buffers.add(device.allocate(program.type(), size));
        write(buffers.get(p), arrays[p]);
      }
      int output = inputs + random.nextInt(operands - inputs);
      if (inputs > 0 && strides[0] == 1 && random.nextBoolean()) { // in place
        arrays[output] = arrays[0];
        offsets[output] = offsets[0];
        buffers.get(output).close();
        buffers.set(output, buffers.get(0));
      }
      device.compile(program).run(buffers, offsets, strides, length);
      new ScalarKernels().compile(program).run(arrays, offsets, strides, 0, length);
      for (int p = 0; p < operands; p++) {
        assertSameBits(where + ", operand " + p, arrays[p], buffers.get(p));
      }
    } finally {
      buffers.forEach(OpenClBuffer::close);
    }
  }

  private static void write(OpenClBuffer buffer, Object array) {
    if (array instanceof float[] floats) {
      buffer.write(floats);
    } else {
      buffer.write((double[]) array);
    }
  }

  private static void assertSameBits(String where, Object expected, OpenClBuffer buffer) {
    if (expected instanceof float[] floats) {
      float[] actual = new float[floats.length];
      buffer.read(actual);
      assertArrayEquals(floats, actual, where);
    } else {
      double[] actual = new double[((double[]) expected).length];
      buffer.read(actual);
      assertArrayEquals((double[]) expected, actual, where);
    }
  }

  @Test
  void aProgramIsCompiledOnce() {
    Instructions one = Instructions.compile(List.of(Expr.input(0).neg()), 1, ElementType.FLOAT32);
    Instructions equal = Instructions.compile(List.of(Expr.input(0).neg()), 1, ElementType.FLOAT32);
    assumeSupported(one);
    assertSame(device.compile(one), device.compile(equal));
  }

  @Test
  void wrongOperandsAreRefused() {
    Instructions program =
        Instructions.compile(List.of(Expr.input(0).neg()), 1, ElementType.FLOAT32);
    assumeSupported(program);
    OpenClMap map = device.compile(program);
    int[] adjacent = {1, 1};
    int[] none = {0, 0};
    try (OpenClBuffer x = device.allocate(ElementType.FLOAT32, 10);
        OpenClBuffer y = device.allocate(ElementType.FLOAT32, 10);
        OpenClBuffer other = device.allocate(ElementType.FLOAT64, 10)) {
      List<OpenClBuffer> right = List.of(x, y);
      refuse(() -> map.run(List.of(x), new int[1], new int[1], 10), "expected 2 of each");
      refuse(() -> map.run(List.of(x, other), none, adjacent, 10), "float64, 10 elements");
      refuse(() -> map.run(right, none, new int[] {2, 1}, 5), "strides");
      refuse(() -> map.run(right, none, none, 5), "strides");
      for (int[] offsets : new int[][] {{1, 0}, {0, 1}, {-1, 0}}) {
        assertThrows(IndexOutOfBoundsException.class, () -> map.run(right, offsets, adjacent, 10));
      }
      map.run(Collections.unmodifiableList(right), none, adjacent, 0);
    }
  }

  private static void refuse(Runnable action, String part) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, action::run);
    assertTrue(String.valueOf(error.getMessage()).contains(part), error.getMessage());
  }
}
