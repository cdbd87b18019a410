package latentphysics.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.kernels.Workers;
import latentphysics.rule.Motion;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.search.MiniPhysicsNetwork.Report;
import latentphysics.search.MiniPhysicsNetwork.Settings;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects that it learns to propose what is true, and only that. */
final class MiniPhysicsNetworkTest {
  private static final Rule TRUE = new Rule(new Rotation(false), List.of(1, 3));

  @Test
  void theOrderOfPlacesDoesNotMatter() {
    Motion motion = world(0, 100);
    MiniPhysicsNetwork network = network(4, 2, 0);
    for (int k = 0; k < 3; k++) {
      network.update(motion, Key.of(k));
    }
    Theory theory = new Theory(List.of(TRUE));
    double probability = network.probability(theory, motion);
    for (int seed = 0; seed < 5; seed++) {
      Motion shuffled = motion.take(Key.of(seed).permutation(100));
      assertEquals(
          probability, network.probability(theory, shuffled), 1e-12 * probability, "seed " + seed);
      assertEquals(
          network.propose(motion, 50, Key.of(9)), network.propose(shuffled, 50, Key.of(9)));
    }
  }

  @Test
  void probabilitiesOfAllTheoriesAddUpToOne() {
    Motion motion = Places.turning(Key.of(0), 50, 2, 0, new double[] {0, 1, 0.4});
    Grammar grammar = Grammar.linear(2, 2);
    MiniPhysicsNetwork network =
        new MiniPhysicsNetwork(grammar, PrequentialCode.STANDARD, Settings.STANDARD, Key.of(5));
    double single = 0;
    for (Rule rule : grammar.rules()) {
      single += network.probability(new Theory(List.of(rule)), motion);
    }
    // The others are pairs of rules, which come in two orders.
    List<Theory> drawn = network.propose(motion, 4000, Key.of(6));
    double share = drawn.stream().filter(t -> t.rules().size() == 1).count() / 4000.0;
    assertEquals(share, single, 4 * Math.sqrt(share * (1 - share) / 4000));
  }

  /** Two of four coordinates turn, the others are noise. */
  @Test
  void learnsToProposeTheRotation() {
    for (int seed = 0; seed < 2; seed++) {
      MiniPhysicsNetwork network = network(4, 2, seed);
      double before = share(network, world(99, 64));
      Report report = network.update(world(1000L * seed + 100, 64), Key.of(seed));
      for (int k = 0; k < 100; k++) {
        // A fresh batch each time, as an encoder's training gives it.
        report = network.update(world(1000L * seed + k, 64), Key.of(seed).foldIn(k));
      }
      assertTrue(report.best().rules().contains(TRUE), "seed " + seed + ": " + report.best());
      assertEquals(TRUE, network.leaders(1).getFirst(), "seed " + seed);
      double after = share(network, world(99, 64));
      assertTrue(before < 0.1 && after > 0.5, "seed " + seed + ": " + before + " to " + after);
    }
  }

  /**
   * It reads the motion: taught by worlds that turn in any two planes, it finds the planes of a
   * world that it never saw before it has tried a quarter of what exhaustive search needs.
   */
  @Test
  void findsLawsOfWorldsThatItNeverSaw() {
    MiniPhysicsNetwork network = network(4, 2, 11);
    for (int k = 0; k < 80; k++) {
      network.update(motion(Key.of(1).foldIn(k)), Key.of(2).foldIn(k));
    }
    List<Rule> order = Grammar.linear(4, 2).rules();
    int tried = 0;
    int exhaustive = 0;
    for (int world = 0; world < 5; world++) {
      Key key = Key.of(3).foldIn(world);
      List<Rule> laws = laws(key);
      exhaustive += laws.stream().mapToInt(order::indexOf).max().orElseThrow() + 1;
      Motion motion = motion(key);
      Trials trials = new Trials(motion, PrequentialCode.STANDARD);
      boolean found = false;
      for (int k = 0; k < 200 && !found; k++) {
        Theory theory = network.propose(motion, 1, Key.of(4).foldIn(k)).getFirst();
        assertTrue(trials.reward(theory) <= 1);
        found = theory.rules().containsAll(laws);
      }
      assertTrue(found, "world " + world + ": " + laws);
      tried += trials.count();
    }
    assertTrue(tried < exhaustive / 4, tried + " rules tried, exhaustive " + exhaustive);
  }

  private static Motion motion(Key key) {
    double[] speeds = key.foldIn(7).uniform(0.2, 1.4, DType.FLOAT64, 2).toDoubles();
    double[][] planes = new double[2][];
    for (int p = 0; p < 2; p++) {
      List<Integer> dims = laws(key).get(p).dims();
      planes[p] = new double[] {dims.get(0), dims.get(1), speeds[p]};
    }
    return Places.turning(key.foldIn(8), 64, 4, 0.02, planes);
  }

  /** Rotations of two planes of four coordinates, in random order. */
  private static List<Rule> laws(Key key) {
    double[] order = key.permutation(4).toDoubles();
    return IntStream.of(0, 2)
        .mapToObj(i -> IntStream.of((int) order[i], (int) order[i + 1]).sorted().boxed().toList())
        .map(dims -> new Rule(new Rotation(false), dims))
        .toList();
  }

  /** Noise has no law to be learned: no leader saves more than a mean does. */
  @Test
  void findsNoLawInWhiteNoise() {
    MiniPhysicsNetwork network = network(4, 2, 3);
    for (int k = 0; k < 40; k++) {
      network.update(Places.turning(Key.of(k), 64, 4, 0), Key.of(7).foldIn(k));
    }
    Trials fresh = new Trials(Places.turning(Key.of(500), 256, 4, 0), PrequentialCode.STANDARD);
    for (Rule rule : network.leaders(8)) {
      fresh.of(rule).ifPresent(coded -> assertTrue(coded.meanResidual() > 0.4, rule.toString()));
    }
    LatentPath all = Paths.noise(0, 300, 4, 1);
    LawSearch search =
        new LawSearch(
            Grammar.linear(4, 2),
            List.of(Paths.part(all, 0, 240)),
            List.of(Paths.part(all, 240, 300)));
    List<List<Integer>> proposed = network.leaders(8).stream().map(Rule::dims).distinct().toList();
    assertEquals(List.of(), search.disjoint(proposed));
  }

  /** The same seed gives the same network with one thread and with two. */
  @Test
  void theNumberOfThreadsDoesNotMatter() {
    List<Object> one;
    List<Object> two;
    try (Workers workers = Workers.of(1)) {
      one = workers.call(MiniPhysicsNetworkTest::history);
    }
    try (Workers workers = Workers.of(2)) {
      two = workers.call(MiniPhysicsNetworkTest::history);
    }
    assertEquals(one, two);
  }

  private static List<Object> history() {
    MiniPhysicsNetwork network = network(5, 2, 1);
    List<Object> history = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      Motion motion =
          Places.turning(Key.of(k), 300, 5, 0.1, new double[] {0, 4, 0.4}, new double[] {1, 2, 1});
      history.add(network.update(motion, Key.of(k)));
      history.add(network.probability(new Theory(List.of(TRUE)), motion));
      history.add(network.leaders(5));
    }
    return history;
  }

  @Test
  void reassemblesPartsIntoTheoriesOfTheGrammar() {
    Grammar grammar = Grammar.linear(5, 3);
    Reassembly reassembly = new Reassembly(grammar);
    Theory first = new Theory(List.of(TRUE));
    Theory second = new Theory(List.of(new Rule(new Rotation(true), List.of(0, 4))));
    Dice dice = new Dice(Key.of(3));
    List<Rule> rules = grammar.rules();
    boolean together = false;
    boolean swapped = false;
    for (int i = 0; i < 500; i++) {
      Theory made = reassembly.of(List.of(first, second), dice);
      assertTrue(rules.containsAll(made.rules()), made.toString());
      assertFalse(made.rules().isEmpty());
      together |= made.equals(first.with(second.rules().getFirst()));
      swapped |= made.equals(new Theory(List.of(new Rule(new Rotation(false), List.of(1, 2)))));
    }
    assertTrue(together, "blocks of two good theories together");
    assertTrue(swapped, "the same form in other coordinates");
  }

  @Test
  void refusesLatentsThatAreNotFinite() {
    Tensor z = Tensor.full(DType.FLOAT64, Double.NaN, 20, 4);
    assertThrows(
        ArithmeticException.class, () -> network(4, 2, 0).update(Motion.of(z, z, z), Key.of(0)));
  }

  private static double share(MiniPhysicsNetwork network, Motion motion) {
    List<Theory> drawn = network.propose(motion, 400, Key.of(77));
    return drawn.stream().filter(t -> t.rules().contains(TRUE)).count() / 400.0;
  }

  private static Motion world(long seed, int places) {
    return Places.turning(Key.of(seed), places, 4, 0.02, new double[] {1, 3, 0.4});
  }

  private static MiniPhysicsNetwork network(int latent, int widest, long seed) {
    return new MiniPhysicsNetwork(
        Grammar.linear(latent, widest), PrequentialCode.STANDARD, Settings.STANDARD, Key.of(seed));
  }
}
