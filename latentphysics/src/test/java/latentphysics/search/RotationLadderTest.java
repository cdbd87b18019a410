package latentphysics.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.rule.Equation;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import org.junit.jupiter.api.Test;

/** Protects the rates that are reported as a law: exact without noise, unbiased with it. */
final class RotationLadderTest {
  private static final List<Integer> PLANE = List.of(0, 1);

  @Test
  void findsRateAndCentreExactlyWithoutNoise() {
    double[][] cases = {
      {0.18, 0}, {-0.18, -0.01}, {2.9, 0.002}, {-3.0, 0}, {0.01, 0}, {1.5, -0.03}
    };
    for (double[] c : cases) {
      LatentPath path = Paths.of(Paths.turn(c[0], c[1], 1, 0.5, -2), 0, 200, 0, 0);
      Equation found = fit(List.of(path), 32);
      assertEquals(c[0], angle(found), 1e-6, "angle " + c[0]);
      assertEquals(c[1], growth(found), 1e-6, "angle " + c[0]);
      if (Math.abs(c[0]) > 0.1) {
        double[] centre = found.constants().get(1).toDoubles();
        assertArrayEquals(new double[] {0.5, -2}, centre, 1e-6, "angle " + c[0]);
      }
    }
  }

  @Test
  void withoutDampingKeepsTheRadius() {
    LatentPath path = Paths.of(Paths.turn(0.3, -0.01, 1, 0, 0), 0, 100, 0, 0);
    Equation found = RotationLadder.fit(new Rotation(false), PLANE, List.of(path), 8);
    assertEquals(2, found.constants().size());
    assertEquals(0.3, angle(found), 1e-6);
  }

  /** Over L steps and n pairs the angle is off by about noise·√2/(L·√(n/L)). */
  @Test
  void findsTheAngleOfNoisyTurnsWithinItsExpectedError() {
    double noise = 0.2;
    double expected = noise * Math.sqrt(2) / (32 * Math.sqrt(400 / 32.0));
    double square = 0;
    int seeds = 40;
    for (int seed = 0; seed < seeds; seed++) {
      LatentPath path = Paths.of(Paths.turn(0.4, 0, seed, 0, 0), 0, 432, noise, seed);
      double angle = angle(fit(List.of(path), 32));
      assertEquals(0.4, angle, 5 * expected, "seed " + seed);
      square += (angle - 0.4) * (angle - 0.4);
    }
    double spread = Math.sqrt(square / seeds);
    assertTrue(spread < 2 * expected, "spread " + spread + ", expected " + expected);
  }

  @Test
  void doesNotTakeNoiseForDecayAsTheModulusOfOneStepDoes() {
    double noise = 0.2;
    for (double decay : new double[] {0, 0.002}) {
      double ladder = 0;
      double modulus = 0;
      int seeds = 30;
      for (int seed = 0; seed < seeds; seed++) {
        LatentPath path = Paths.of(Paths.turn(0.4, -decay, seed, 0, 0), 0, 300, noise, 70 + seed);
        ladder += growth(fit(List.of(path), 32)) / seeds;
        modulus += growth(oneStep(path)) / seeds;
      }
      assertEquals(-decay, ladder, 1e-3, "decay " + decay);
      // The control: |c| = 1/(1 + noise²·2/radius²), a decay of 0.08 per step that is not there.
      assertTrue(modulus < -decay - 0.03, "modulus of one step: " + modulus);
    }
  }

  @Test
  void usesTrueDurationsAcrossGapsAndUnequalSteps() {
    double[] times = new double[160];
    double t = 0;
    for (int i = 0; i < times.length; i++) {
      times[i] = t;
      // Runs of whole steps, slightly unequal, with gaps of half a step and of ten steps.
      t += i % 20 == 19 ? 10.5 : 1 + 0.04 * Math.sin(i);
    }
    LatentPath path = Paths.of(Paths.turn(0.37, -0.004, 0, 1, 1), times, 0, 0);
    Equation found = fit(List.of(path), 16);
    // Pairs whose durations differ by some percent are taken at their mean.
    assertEquals(0.37, angle(found), 2e-3);
    assertEquals(-0.004, growth(found), 1e-3);
  }

  @Test
  void joinsSeveralPathsButNoneToAnother() {
    List<LatentPath> paths =
        List.of(
            Paths.of(Paths.turn(0.5, 0, 0, 0, 0), 0, 30, 0, 0),
            Paths.of(Paths.turn(0.5, 0, 2, 0, 0), 30, 25, 0, 0),
            new LatentPath(new double[0], new double[0][]),
            Paths.of(Paths.turn(0.5, 0, 4, 0, 0), 0, 40, 0, 0));
    assertEquals(0.5, angle(fit(paths, 16)), 1e-9);
  }

  @Test
  void refusesTooFewPairsAndPointsThatStand() {
    LatentPath few = Paths.of(Paths.turn(0.5, 0, 0, 0, 0), 0, 8, 0, 0);
    ArithmeticException e = assertThrows(ArithmeticException.class, () -> fit(List.of(few), 4));
    assertEquals("rotation with gain of z0, z1: fewer than 8 pairs one step apart", e.getMessage());
    LatentPath still = Paths.of(t -> new double[] {1, 2}, 0, 30, 0, 0);
    assertThrows(ArithmeticException.class, () -> fit(List.of(still), 4));
  }

  private static Equation fit(List<LatentPath> paths, int longest) {
    return RotationLadder.fit(new Rotation(true), PLANE, paths, longest);
  }

  private static Equation oneStep(LatentPath path) {
    return new Rule(new Rotation(true), PLANE).fit(Windows.of(List.of(path), 1).transitions(0));
  }

  private static double angle(Equation rotation) {
    return rotation.constants().getFirst().item();
  }

  private static double growth(Equation rotation) {
    return Math.log(rotation.constants().get(2).item());
  }
}
