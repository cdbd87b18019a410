package latentphysics.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.rule.Constant;
import latentphysics.rule.Motion;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the reference: the best theory is found, and early rejection does not lose it. */
final class ExhaustiveSearchTest {
  private static final EarlyRejection NEVER = new EarlyRejection(Double.POSITIVE_INFINITY);

  @Test
  void countsRulesAndSubsets() {
    Grammar grammar = Grammar.linear(4, 3);
    assertEquals(
        List.of(List.of(0, 1), List.of(0, 2), List.of(1, 2)), Grammar.linear(3, 2).subsets(2));
    // Seven forms of any width in 4 + 6 + 4 subsets, two of a plane in 6.
    assertEquals(7 * 14 + 2 * 6, grammar.rules().size());
    assertEquals(7 * 3 + 2, grammar.productions().size());
    assertThrows(IllegalArgumentException.class, () -> Grammar.linear(2, 3));
  }

  @Test
  void findsTwoRotationsAmongNoise() {
    for (int seed = 0; seed < 3; seed++) {
      Motion motion =
          Places.turning(
              Key.of(seed), 128, 5, 0.02, new double[] {0, 3, 0.4}, new double[] {1, 4, 1.1});
      ExhaustiveSearch.Found all = search(motion, NEVER);
      assertEquals(
          List.of(rotation(0, 3), rotation(1, 4)),
          all.theory().rules().stream().filter(r -> r.form() instanceof Rotation).toList(),
          "seed " + seed + ": " + all.theory());
      // Of white noise the mean is the best that can be said.
      assertTrue(all.theory().rules().contains(new Rule(new Constant(), List.of(2))));
      ExhaustiveSearch.Found early = search(motion, EarlyRejection.STANDARD);
      assertEquals(all.theory(), early.theory(), "seed " + seed);
      assertTrue(early.trials().places() < 0.9 * all.trials().places(), "seed " + seed);
    }
  }

  @Test
  void greedySearchFindsTheSameByFewerTrials() {
    for (int seed = 0; seed < 3; seed++) {
      Motion motion =
          Places.turning(
              Key.of(seed), 128, 6, 0.02, new double[] {0, 3, 0.4}, new double[] {1, 4, 1.1});
      ExhaustiveSearch.Found all =
          new ExhaustiveSearch(Grammar.linear(6, 4), PrequentialCode.STANDARD, NEVER)
              .search(motion);
      Trials trials = new Trials(motion, PrequentialCode.STANDARD);
      Theory greedy = new GreedySearch(Grammar.linear(6, 4)).search(trials);
      assertTrue(greedy.rules().containsAll(List.of(rotation(0, 3), rotation(1, 4))));
      assertTrue(trials.count() < 0.6 * all.trials().count());
      assertTrue(trials.saved(greedy) <= all.trials().saved(all.theory()) + 1e-9);
      assertTrue(trials.saved(greedy) > 0.95 * all.trials().saved(all.theory()));
    }
  }

  @Test
  void theFrontOfAPlaneEndsWithItsLaw() {
    Motion motion = Places.turning(Key.of(1), 128, 2, 0, new double[] {0, 1, 0.4});
    Trials trials = search(motion, NEVER).trials();
    ParetoFront front = trials.front(List.of(0, 1));
    assertEquals(rotation(0, 1), front.best().equation().rule());
  }

  private static Rule rotation(int first, int second) {
    return new Rule(new Rotation(false), List.of(first, second));
  }

  private static ExhaustiveSearch.Found search(Motion motion, EarlyRejection rejection) {
    return new ExhaustiveSearch(
            Grammar.linear(motion.width(), 2), PrequentialCode.STANDARD, rejection)
        .search(motion);
  }
}
