package latentphysics.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects what a user is told: the right law where there is one, and none where there is none. */
final class LawSearchTest {
  private static final int TRAINING = 400;
  private static final int HELD_OUT = 100;

  @Test
  void findsAPlanarRotationOnNoisyCirclesThatDoNotShrink() {
    for (int seed = 0; seed < 6; seed++) {
      Finding found = only(Paths.turn(0.37, 0, seed, 0.2, -0.1), 0.04, seed);
      assertTrue(found.holds(), "seed " + seed + ": " + found);
      assertEquals("rotation", form(found), "seed " + seed);
      assertEquals(0.37, found.equation().numbers()[0], 2e-3, "seed " + seed);
      assertEquals(1, found.obeyed(), 0.05, "seed " + seed);
    }
  }

  @Test
  void findsARotationWithGainOnCirclesThatShrink() {
    for (int seed = 0; seed < 6; seed++) {
      Finding found = only(Paths.turn(-0.37, -0.002, seed, 0, 0), 0.01, seed);
      assertTrue(found.holds(), "seed " + seed + ": " + found);
      assertEquals("rotation with gain", form(found), "seed " + seed);
      double[] constants = found.equation().numbers(); // ω, m, g
      assertEquals(-0.37, constants[0], 2e-3, "seed " + seed);
      assertEquals(-0.002, Math.log(constants[3]), 1e-4, "seed " + seed);
    }
  }

  @Test
  void findsTheRotationWhateverItsPeriod() {
    // Periods that divide the lag bring the points back to where they were.
    StringBuilder lost = new StringBuilder();
    for (int period = 3; period <= 26; period += period < 13 ? 1 : 4) {
      Finding found = only(Paths.turn(2 * Math.PI / period, 0, 0.3, 0, 0), 0.02, period);
      if (!found.holds() || !form(found).equals("rotation")) {
        lost.append(" ").append(period).append(" (").append(form(found)).append(")");
      }
    }
    assertEquals("", lost.toString(), "periods without their law");
  }

  @Test
  void choosesALawOfSecondOrderOnAnEllipse() {
    DoubleFunction<double[]> circle = Paths.turn(0.37, 0, 1, 0, 0);
    for (int seed = 0; seed < 6; seed++) {
      Finding found =
          only(t -> new double[] {3 * circle.apply(t)[0], circle.apply(t)[1]}, 0.01, seed);
      assertTrue(found.holds(), "seed " + seed + ": " + found);
      // An affine map is right too, and longer to tell.
      assertEquals("oscillator", form(found), "seed " + seed);
      assertEquals(2 * Math.cos(0.37), found.equation().numbers()[0], 2e-3, "seed " + seed);
    }
  }

  /** On circles of several sizes that turn the slower the larger they are. */
  @Test
  void findsATwist() {
    List<LatentPath> training = new ArrayList<>();
    List<LatentPath> heldOut = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      double r = 0.5 + 0.1 * i;
      DoubleFunction<double[]> turn = Paths.turn(0.6 - 0.2 * r * r, 0, i, 0, 0);
      (i % 3 == 1 ? heldOut : training)
          .add(
              Paths.of(
                  t -> new double[] {r * turn.apply(t)[0], r * turn.apply(t)[1]}, 0, 60, 1e-3, i));
    }
    Finding found = new LawSearch(Grammar.of(2, 2), training, heldOut).best().getFirst();
    assertTrue(found.holds(), found.toString());
    assertEquals("twist of degree 2", form(found));
    assertEquals(0.6, found.equation().numbers()[0], 5e-3);
    assertEquals(-0.2, found.equation().numbers()[1], 5e-3);
  }

  @Test
  void findsADriftOnAStraightLine() {
    for (int seed = 0; seed < 6; seed++) {
      Finding found = only(t -> new double[] {0.1 * t, 1 - 0.05 * t}, 0.004, seed);
      assertTrue(found.holds(), "seed " + seed + ": " + found);
      assertEquals("drift", form(found), "seed " + seed);
    }
  }

  @Test
  void findsALineThatDecays() {
    DoubleFunction<double[]> decay = t -> new double[] {Math.exp(-0.02 * t)};
    Finding found =
        search(1, Paths.of(decay, 0, 150, 0, 0), Paths.of(decay, 150, 40, 0, 0)).best().getFirst();
    assertTrue(found.holds(), found.toString());
    // In one coordinate a decay is an affine map.
    assertTrue(List.of("decay", "affine map").contains(form(found)), form(found));
    assertEquals(List.of(0), found.equation().rule().dims());
    assertEquals(Math.exp(-0.02), found.equation().numbers()[0], 1e-9);
  }

  @Test
  void findsNothingInNoise() {
    for (int seed = 0; seed < 20; seed++) {
      Finding found = only(t -> new double[] {0, 0}, 1, seed);
      assertFalse(found.holds(), "seed " + seed + ": " + found.equation());
    }
  }

  @Test
  void findsNothingInShuffledCircles() {
    for (int seed = 0; seed < 20; seed++) {
      LatentPath all =
          Paths.shuffled(
              Paths.of(Paths.turn(0.37, 0, seed, 0, 0), 0, TRAINING + HELD_OUT, 0, 0), seed);
      Finding found = split(all, TRAINING);
      assertFalse(found.holds(), "seed " + seed + ": " + found.equation());
    }
  }

  /** White noise, first-order autoregressions and random walks of 60 rows, 200 of each. */
  @Test
  void findsNextToNothingInSmallSamplesOfNoise() {
    for (double memory : new double[] {0, 0.8, 1}) {
      StringBuilder found = new StringBuilder();
      for (int seed = 0; seed < 200; seed++) {
        Finding best = split(Paths.noise(memory, 60, 2, 1000 + seed), 48);
        found.append(best.holds() ? seed + ": " + best.equation() + "\n" : "");
      }
      assertEquals("", found.toString(), "of 200 series of memory " + memory);
    }
  }

  @Test
  void findsNothingInLongRandomWalks() {
    for (int seed = 0; seed < 20; seed++) {
      Finding found = split(Paths.noise(1, 250, 2, seed), 200);
      assertFalse(found.holds(), "seed " + seed + ": " + found.equation());
    }
  }

  @Test
  void ignoresPlanesThatHardlyMove() {
    DoubleFunction<double[]> motion =
        t ->
            new double[] {
              0.02 * Math.cos(t), 0.02 * Math.sin(t), Math.cos(0.4 * t), Math.sin(0.4 * t)
            };
    List<Finding> found =
        search(
                4,
                Paths.of(motion, 0, TRAINING, 0.001, 1),
                Paths.of(motion, TRAINING, HELD_OUT, 0.001, 2))
            .best();
    assertEquals(1, found.size());
    assertEquals(List.of(2, 3), found.getFirst().equation().rule().dims());
  }

  @Test
  void findsDisjointLawsAmongOverlappingSubspaces() {
    DoubleFunction<double[]> motion =
        t ->
            new double[] {
              Math.cos(0.4 * t), Math.cos(0.9 * t), Math.sin(0.4 * t), Math.sin(0.9 * t)
            };
    LawSearch search =
        search(
            4,
            Paths.of(motion, 0, TRAINING, 0.01, 1),
            Paths.of(motion, TRAINING, HELD_OUT, 0.01, 2));
    List<Finding> found =
        search.disjoint(
            List.of(List.of(0, 1), List.of(2, 3), List.of(1, 3), List.of(0, 2), List.of(1, 2)));
    assertEquals(2, found.size());
    for (Finding finding : found) {
      assertEquals("rotation", form(finding));
      boolean slow = finding.equation().rule().dims().equals(List.of(0, 2));
      assertEquals(slow ? 0.4 : 0.9, finding.equation().numbers()[0], 1e-3);
    }
  }

  /** The planes of the laws are not neighbours: only the network finds where to look. */
  @Test
  void findsLawsInTheSubspacesThatANetworkProposes() {
    DoubleFunction<double[]> motion =
        t ->
            new double[] {
              Math.cos(0.4 * t), Math.cos(0.9 * t), Math.sin(0.4 * t), Math.sin(0.9 * t)
            };
    LawSearch search =
        search(
            4,
            Paths.of(motion, 0, TRAINING, 0.02, 1),
            Paths.of(motion, TRAINING, HELD_OUT, 0.02, 2));
    MiniPhysicsNetwork network =
        new MiniPhysicsNetwork(
            Grammar.linear(4, 2),
            PrequentialCode.STANDARD,
            MiniPhysicsNetwork.Settings.STANDARD,
            Key.of(1));
    List<List<Integer>> subspaces = new ArrayList<>(search.planes());
    subspaces.addAll(search.proposed(network, 20, Key.of(2)));
    List<Finding> found = search.disjoint(subspaces);
    assertEquals(
        List.of(List.of(0, 2), List.of(1, 3)),
        found.stream()
            .map(f -> f.equation().rule().dims())
            .sorted(Comparator.comparing(d -> d.getFirst()))
            .toList());
  }

  /** Two coordinates that turn, seen through a random matrix together with two of noise. */
  @Test
  void findsALawInTheLawfulDirections() {
    Tensor mixing = Key.of(4).normal(DType.FLOAT64, 4, 4);
    SplittableRandom random = new SplittableRandom(9);
    DoubleFunction<double[]> motion =
        t ->
            new double[] {
              Math.cos(0.4 * t), Math.sin(0.4 * t), random.nextGaussian(), random.nextGaussian()
            };
    LawSearch search =
        search(
            4,
            Paths.of(motion, 0, TRAINING, 0.001, 1).along(mixing),
            Paths.of(motion, TRAINING, HELD_OUT, 0.001, 2).along(mixing));
    assertTrue(search.best().stream().noneMatch(Finding::holds));
    LawSearch.Projected lawful = search.lawful().orElseThrow();
    assertEquals(2, lawful.directions().dim(1));
    Finding found = lawful.search().best().getFirst();
    assertTrue(found.holds(), found.toString());
    assertEquals("rotation", form(found));
    assertEquals(0.4, Math.abs(found.equation().numbers()[0]), 1e-3);
  }

  @Test
  void noiseHasNoLawfulDirections() {
    LatentPath all = Paths.noise(0, 300, 4, 1);
    assertTrue(search(4, Paths.part(all, 0, 240), Paths.part(all, 240, 300)).lawful().isEmpty());
  }

  /** A turn by a third of π about the origin: both have names, and noise hides neither. */
  @Test
  void constantsTakeNames() {
    Finding found = only(Paths.turn(Math.PI / 3, 0, 0.5, 0, 0), 0.02, 3);
    assertEquals("(z0, z1)′ = R(π/3)·(z0, z1)", found.equation().formula());
    Finding none = only(Paths.turn(0.37, 0, 0.5, 0.2, 0.3), 0.02, 3);
    assertEquals(0.37, none.equation().numbers()[0], 2e-3);
    assertEquals(0.3, none.equation().numbers()[2], 0.02);
  }

  @Test
  void judgesEveryHeldOutTransitionAtItsTimeAndPath() {
    DoubleFunction<double[]> motion = Paths.turn(0.4, 0, 0, 0, 0);
    Finding found =
        new LawSearch(
                Grammar.of(2, 2),
                List.of(Paths.of(motion, 0, 200, 0.01, 1)),
                List.of(Paths.of(motion, 200, 10, 0.01, 2), Paths.of(motion, 500, 5, 0.01, 3)))
            .best()
            .getFirst();
    assertEquals(8 + 3, found.sites());
    assertEquals(201, found.siteTimes()[0]);
    assertEquals(501, found.siteTimes()[8]);
    assertEquals(0, found.sitePaths()[7]);
    assertEquals(1, found.sitePaths()[8]);
    assertEquals(0, found.errors());
  }

  /** One held-out place is moved by hand: the transitions to and from it fail, no others. */
  @Test
  void saysWhereALawFails() {
    DoubleFunction<double[]> motion = Paths.turn(0.4, 0, 0, 0, 0);
    LatentPath heldOut = Paths.of(motion, 200, 60, 0, 0);
    heldOut.latents()[30] = new double[] {0.9, 0.9};
    Finding found = search(2, Paths.of(motion, 0, 200, 0, 0), heldOut).best().getFirst();
    assertTrue(found.holds(), found.toString());
    assertEquals(2, found.errors());
    assertEquals(229, found.siteTimes()[found.failures()[0]]);
    assertEquals(230, found.siteTimes()[found.failures()[1]]);
  }

  @Test
  void theParetoFrontLeadsFromRestToTheLaw() {
    Finding found = only(Paths.turn(0.37, 0, 0, 0, 0), 0.01, 1);
    ParetoFront front = found.front();
    assertEquals("identity", front.points().getFirst().equation().rule().form().name());
    assertEquals(1, front.points().getFirst().error(), 1e-6);
    assertEquals("rotation", front.best().equation().rule().form().name());
  }

  private static String form(Finding finding) {
    return finding.equation().rule().form().name();
  }

  private static Finding only(DoubleFunction<double[]> motion, double noise, int seed) {
    List<Finding> found =
        search(
                2,
                Paths.of(motion, 0, TRAINING, noise, 2L * seed),
                Paths.of(motion, TRAINING, HELD_OUT, noise, 2L * seed + 1))
            .best();
    assertEquals(1, found.size());
    return found.getFirst();
  }

  private static Finding split(LatentPath all, int training) {
    return search(2, Paths.part(all, 0, training), Paths.part(all, training, all.length()))
        .best()
        .getFirst();
  }

  private static LawSearch search(int latent, LatentPath training, LatentPath heldOut) {
    return new LawSearch(
        Grammar.of(latent, Math.min(2, latent)), List.of(training), List.of(heldOut));
  }
}
