package latentphysics.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.kernels.Workers;
import latentphysics.rule.Identity;
import latentphysics.rule.Motion;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.search.RuleSearch.Look;
import latentphysics.search.RuleSearch.Scored;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects what a search beside a training names, and that it names nothing in noise. */
final class RuleSearchTest {
  private static final Rule TRUE = new Rule(new Rotation(false), List.of(1, 3));
  private static final Rule REST = new Rule(new Identity(), List.of(0, 1));

  private static RuleSearch search(int latent, long seed) {
    return new RuleSearch(
        RuleSearch.Settings.standard(Grammar.linear(latent, Math.min(2, latent)), Key.of(seed)));
  }

  private static List<Rule> leaders(Look look) {
    return look.leaders().stream().map(Scored::rule).toList();
  }

  /** Two of four coordinates turn, the others are noise. */
  @Test
  void namesTheRotationAndScoresIt() {
    for (int seed = 0; seed < 2; seed++) {
      RuleSearch search = search(4, seed);
      Look look = look(search, 1, seed);
      for (int step = 2; step <= 12; step++) {
        look = look(search, step, seed);
      }
      Scored first = look.leaders().getFirst();
      assertEquals(TRUE, first.rule(), "seed " + seed + ": " + leaders(look));
      assertTrue(first.mass() < 0.06, "seed " + seed + ": " + first);
      assertTrue(first.prequential() < 0.4 * first.unknown(), "seed " + seed + ": " + first);
      assertTrue(leaders(look).stream().allMatch(r -> r.dims().equals(TRUE.dims())));
      Scored rest = look.given().getFirst();
      assertEquals(REST, rest.rule());
      assertTrue(rest.mass() > 0.5, "rest is wrong everywhere: " + rest);
    }
  }

  private static Look look(RuleSearch search, int step, int seed) {
    Key key = Key.of(50L + seed).foldIn(step);
    Motion motion = Places.turning(key, 128, 4, 0.02, new double[] {1, 3, 0.4});
    return search.look(step, motion.astype(DType.FLOAT32), List.of(REST));
  }

  @Test
  void namesNothingInNoise() {
    RuleSearch search = search(4, 7);
    for (int step = 1; step <= 12; step++) {
      Look look = search.look(step, Places.turning(Key.of(step), 128, 4, 0), List.of());
      assertEquals(List.of(), leaders(look), "step " + step);
    }
  }

  /** Latents that stand still, and that are all one number, or of one coordinate. */
  @Test
  void livesThroughLatentsThatSayNothing() {
    for (int latent = 1; latent <= 3; latent++) {
      Tensor still = Key.of(3).normal(DType.FLOAT64, 64, latent);
      Tensor zero = Tensor.zeros(DType.FLOAT64, 64, latent);
      for (Tensor z : List.of(still, zero)) {
        RuleSearch search = search(latent, 1);
        for (int step = 1; step <= 3; step++) {
          Look look = search.look(step, Motion.of(z, z, z), List.of());
          assertEquals(List.of(), leaders(look), latent + " latents, step " + step);
        }
      }
    }
  }

  @Test
  void looksAtTheFirstStepAndEveryHundredLater() {
    RuleSearch search = search(2, 0);
    assertEquals(
        List.of(1, 101, 201),
        IntStream.rangeClosed(1, 250).filter(search::looksAt).boxed().toList());
  }

  @Test
  void refusesLatentsThatAreNotFinite() {
    Tensor z = Tensor.full(DType.FLOAT64, Double.NaN, 20, 2);
    assertThrows(
        ArithmeticException.class, () -> search(2, 0).look(1, Motion.of(z, z, z), List.of()));
  }

  /** The same key gives the same looks with one thread and with two. */
  @Test
  void theNumberOfThreadsDoesNotMatter() {
    List<List<Look>> histories = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      try (Workers workers = Workers.of(threads)) {
        histories.add(
            workers.call(() -> {
              RuleSearch search = search(4, 5);
              return IntStream.rangeClosed(1, 4).mapToObj(step -> look(search, step, 5)).toList();
            }));
      }
    }
    assertEquals(histories.get(0), histories.get(1));
  }
}
