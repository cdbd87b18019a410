package latentphysics.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import latentphysics.physics.LawSearch.Candidate;
import org.junit.jupiter.api.Test;

/** Protects what a user is told: the right law where there is one, and none where there is none. */
final class LawSearchTest {
  private static final int TRAINING = 400;
  private static final int HELD_OUT = 100;

  @Test
  void findsAPlanarRotationOnNoisyCirclesThatDoNotShrink() {
    for (int seed = 0; seed < 12; seed++) {
      Candidate found = only(Motions.turn(0.37, 0, seed, 0.2, -0.1), 0.04, seed);
      assertTrue(found.holds(), "seed " + seed);
      assertEquals("planar rotation", found.rule().name(), "seed " + seed);
      assertEquals(0.37, rotation(found).rate().im(), 2e-3, "seed " + seed);
    }
  }

  @Test
  void findsADampedRotationOnCirclesThatShrink() {
    for (int seed = 0; seed < 12; seed++) {
      Candidate found = only(Motions.turn(-0.37, -0.002, seed, 0, 0), 0.01, seed);
      assertTrue(found.holds(), "seed " + seed);
      assertEquals("damped rotation", found.rule().name(), "seed " + seed);
      assertEquals(-0.37, rotation(found).rate().im(), 2e-3, "seed " + seed);
      assertEquals(-0.002, rotation(found).rate().re(), 1e-4, "seed " + seed);
    }
  }

  @Test
  void findsTheRotationWhateverItsPeriod() {
    // Periods that divide the lag bring the points back to where they were.
    StringBuilder lost = new StringBuilder();
    for (int period = 3; period <= 26; period++) {
      Candidate found = only(Motions.turn(2 * Math.PI / period, 0, 0.3, 0, 0), 0.02, period);
      if (!found.holds() || !found.rule().name().equals("planar rotation")) {
        lost.append(" ").append(period).append(" (").append(found.rule().name()).append(")");
      }
    }
    assertEquals("", lost.toString(), "periods without their law");
  }

  @Test
  void choosesALinearMapOnAnEllipse() {
    DoubleFunction<double[]> circle = Motions.turn(0.37, 0, 1, 0, 0);
    for (int seed = 0; seed < 6; seed++) {
      Candidate found =
          only(t -> new double[] {3 * circle.apply(t)[0], circle.apply(t)[1]}, 0.01, seed);
      assertTrue(found.holds(), "seed " + seed);
      assertEquals("linear map", found.rule().name(), "seed " + seed);
    }
  }

  @Test
  void findsAConstantVelocityOnAStraightLine() {
    for (int seed = 0; seed < 6; seed++) {
      Candidate found = only(t -> new double[] {0.1 * t, 1 - 0.05 * t}, 1e-4, seed);
      assertTrue(found.holds(), "seed " + seed);
      assertEquals("constant velocity", found.rule().name(), "seed " + seed);
    }
  }

  @Test
  void findsALineThatDecays() {
    Candidate found =
        search(
                List.of(Motions.path(t -> new double[] {Math.exp(-0.02 * t)}, 0, 150, 0, 0)),
                List.of(Motions.path(t -> new double[] {Math.exp(-0.02 * t)}, 150, 40, 0, 0)))
            .best(1)
            .getFirst();
    assertTrue(found.holds());
    assertEquals("linear map", found.rule().name());
    assertEquals(List.of(0), found.rule().subspace());
  }

  @Test
  void findsNothingInNoise() {
    for (int seed = 0; seed < 20; seed++) {
      Candidate found = only(t -> new double[] {0, 0}, 1, seed);
      assertFalse(found.holds(), "seed " + seed + ": " + found.rule().name());
    }
  }

  @Test
  void findsNothingInShuffledCircles() {
    for (int seed = 0; seed < 20; seed++) {
      LatentPath all =
          shuffled(
              Motions.path(Motions.turn(0.37, 0, seed, 0, 0), 0, TRAINING + HELD_OUT, 0, 0), seed);
      Candidate found =
          search(List.of(part(all, 0, TRAINING)), List.of(part(all, TRAINING, all.length())))
              .best(2)
              .getFirst();
      assertFalse(found.holds(), "seed " + seed + ": " + found.rule().name());
    }
  }

  @Test
  void findsNothingInSmallSamplesOfNoise() {
    int found = 0;
    for (int seed = 0; seed < 200; seed++) {
      LatentPath all = Motions.path(t -> new double[] {0, 0}, 0, 60, 1, 1000 + seed);
      Candidate best =
          search(List.of(part(all, 0, 48)), List.of(part(all, 48, 60))).best(2).getFirst();
      found += best.holds() ? 1 : 0;
    }
    assertEquals(0, found, "of 200 small samples of noise");
  }

  @Test
  void findsNothingInRandomWalks() {
    int found = 0;
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] z = new double[250][2];
      double[] times = new double[250];
      for (int i = 1; i < 250; i++) {
        times[i] = i;
        z[i][0] = z[i - 1][0] + random.nextGaussian();
        z[i][1] = z[i - 1][1] + random.nextGaussian();
      }
      LatentPath all = new LatentPath(times, z);
      found +=
          search(List.of(part(all, 0, 200)), List.of(part(all, 200, 250)))
                  .best(2)
                  .getFirst()
                  .holds()
              ? 1
              : 0;
    }
    assertEquals(0, found, "of 60 random walks");
  }

  @Test
  void ignoresPlanesThatHardlyMove() {
    DoubleFunction<double[]> motion =
        t ->
            new double[] {
              0.02 * Math.cos(t), 0.02 * Math.sin(t), Math.cos(0.4 * t), Math.sin(0.4 * t)
            };
    List<Candidate> found =
        search(
                List.of(Motions.path(motion, 0, TRAINING, 0.001, 1)),
                List.of(Motions.path(motion, TRAINING, HELD_OUT, 0.001, 2)))
            .best(4);
    assertEquals(1, found.size());
    assertEquals(List.of(2, 3), found.getFirst().rule().subspace());
  }

  @Test
  void judgesEveryHeldOutTransitionAtItsTimeAndPath() {
    DoubleFunction<double[]> motion = Motions.turn(0.4, 0, 0, 0, 0);
    Candidate found =
        search(
                List.of(Motions.path(motion, 0, 200, 0.01, 1)),
                List.of(
                    Motions.path(motion, 200, 10, 0.01, 2), Motions.path(motion, 500, 5, 0.01, 3)))
            .best(2)
            .getFirst();
    assertEquals(8 + 3, found.sites());
    assertEquals(201, found.siteTimes()[0]);
    assertEquals(501, found.siteTimes()[8]);
    assertEquals(0, found.sitePaths()[7]);
    assertEquals(1, found.sitePaths()[8]);
    assertEquals(0, found.errors());
  }

  private static PlaneRotation.Constants rotation(Candidate candidate) {
    return Objects.requireNonNull(candidate.rotation());
  }

  private static Candidate only(DoubleFunction<double[]> motion, double noise, int seed) {
    List<Candidate> found =
        search(
                List.of(Motions.path(motion, 0, TRAINING, noise, 2L * seed)),
                List.of(Motions.path(motion, TRAINING, HELD_OUT, noise, 2L * seed + 1)))
            .best(2);
    assertEquals(1, found.size());
    return found.getFirst();
  }

  private static LawSearch search(List<LatentPath> training, List<LatentPath> heldOut) {
    return new LawSearch(training, heldOut);
  }

  private static LatentPath part(LatentPath path, int from, int to) {
    return new LatentPath(
        Arrays.copyOfRange(path.times(), from, to), Arrays.copyOfRange(path.latents(), from, to));
  }

  private static LatentPath shuffled(LatentPath path, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] z = path.latents().clone();
    for (int i = z.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double[] row = z[i];
      z[i] = z[j];
      z[j] = row;
    }
    return new LatentPath(path.times(), z);
  }
}
