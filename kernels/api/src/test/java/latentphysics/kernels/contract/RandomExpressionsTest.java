package latentphysics.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Instructions;
import latentphysics.kernels.expr.Instructions.Op;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The generators themselves. Surefire also opens this package to JUnit because of this class. */
class RandomExpressionsTest {

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aSeedGivesAProgram(ElementType type) {
    Instructions first = RandomExpressions.program(1, type, 2, 2, 20);
    assertEquals(first, RandomExpressions.program(1, type, 2, 2, 20));
    assertNotEquals(first, RandomExpressions.program(2, type, 2, 2, 20));
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"FLOAT32", "FLOAT64"})
  void everyOperationOccurs(ElementType type) {
    Set<Op> seen = EnumSet.noneOf(Op.class);
    for (int seed = 0; seed < 60; seed++) {
      RandomExpressions.program(seed, type, 3, 2, 24).list().forEach(in -> seen.add(in.op()));
    }
    assertEquals(EnumSet.allOf(Op.class), seen);
  }

  @Test
  void samplesHoldSpecialNumbers() {
    float[] x = (float[]) SampleNumbers.any(new Random(1), ElementType.FLOAT32, 1000);
    boolean nan = false;
    boolean negativeZero = false;
    boolean infinity = false;
    boolean denormal = false;
    for (float v : x) {
      nan |= Float.isNaN(v);
      negativeZero |= Float.floatToIntBits(v) == 0x80000000;
      infinity |= Float.isInfinite(v);
      denormal |= v != 0 && Math.abs(v) < Float.MIN_NORMAL;
    }
    assertTrue(nan && negativeZero && infinity && denormal);
  }
}
