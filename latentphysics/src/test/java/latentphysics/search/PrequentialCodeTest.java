package latentphysics.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import latentphysics.rule.Affine;
import latentphysics.rule.Decay;
import latentphysics.rule.Drift;
import latentphysics.rule.Identity;
import latentphysics.rule.Motion;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.search.PrequentialCode.Coded;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the length of the story: by hand where it is short, by comparison where it is not. */
final class PrequentialCodeTest {
  private static final List<Integer> PLANE = List.of(0, 1);

  /** Displacements 1, 3, 1, 3: rest misses by r = 1/5 and 9/5; the first two places are free. */
  @Test
  void costsRestByHand() {
    Motion motion = line(new double[] {0, 0, 0, 0}, new double[] {1, 3, 1, 3});
    PrequentialCode code = new PrequentialCode(0.5, 2);
    Coded coded = code.code(new Rule(new Identity(), List.of(0)), motion).orElseThrow();
    assertArrayEquals(new double[] {0.2, 1.8}, coded.residuals(), 1e-12);
    assertArrayEquals(new double[] {log2(1 + 0.8) / 2, log2(1 + 7.2) / 2}, coded.sites(), 1e-12);
    assertEquals(4 + log2(1.8 * 8.2) / 2, coded.bits(), 1e-12);
    assertEquals(1, coded.meanResidual(), 1e-12);
    assertArrayEquals(coded.sites(), code.unknown(0, motion));
  }

  /** Drift learns c = 2 from the first two places, then from the first four. */
  @Test
  void fitsOnlyWhatCameBefore() {
    Motion motion = line(new double[] {0, 0, 0, 0, 0, 0}, new double[] {1, 3, 4, 4, 3, 3});
    Coded coded =
        new PrequentialCode(1, 2).code(new Rule(new Drift(), List.of(0)), motion).orElseThrow();
    // Mean square displacement 10; c = 2, then 3.
    assertArrayEquals(new double[] {0.4, 0.4, 0, 0}, coded.residuals(), 1e-12);
    assertEquals(3, coded.equation().numbers()[0], 1e-12);
  }

  @Test
  void blocksDouble() {
    List<Integer> lengths = new ArrayList<>();
    Motion motion = Places.turning(Key.of(1), 100, 2, 0, new double[] {0, 1, 0.4});
    PrequentialCode.STANDARD.code(
        new Rule(new Identity(), PLANE), motion, bits -> lengths.add(bits.length));
    assertEquals(List.of(8, 24, 56, 92), lengths);
  }

  @Test
  void prefersTheLawThatIsLearnedEarly() {
    Motion motion = Places.turning(Key.of(2), 256, 2, 0.05, new double[] {0, 1, 0.4});
    double rotation = bits(new Rule(new Rotation(false), PLANE), motion);
    double gain = bits(new Rule(new Rotation(true), PLANE), motion);
    double affine = bits(new Rule(new Affine(), PLANE), motion);
    double rest = bits(new Rule(new Identity(), PLANE), motion);
    assertTrue(rotation < gain, rotation + " < " + gain);
    assertTrue(gain < affine, gain + " < " + affine);
    assertTrue(affine < rest - 200, affine + " < " + rest);
  }

  @Test
  void rulesWithoutConstantsOrNumbersAreNone() {
    double[] same = new double[20];
    Motion still = line(same, same);
    assertTrue(PrequentialCode.STANDARD.code(new Rule(new Decay(), List.of(0)), still).isEmpty());
    same[3] = Double.NaN;
    Motion broken = line(same, same);
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class,
            () -> PrequentialCode.STANDARD.code(new Rule(new Identity(), List.of(0)), broken));
    assertEquals("prequential code: latents are not finite", e.getMessage());
  }

  private static double bits(Rule rule, Motion motion) {
    return PrequentialCode.STANDARD.code(rule, motion).orElseThrow().bits();
  }

  private static Motion line(double[] before, double[] after) {
    Tensor z = Tensor.of(before, before.length, 1);
    return Motion.of(z, z, Tensor.of(after, after.length, 1));
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
