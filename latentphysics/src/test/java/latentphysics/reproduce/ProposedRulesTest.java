package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import latentphysics.kernels.Workers;
import latentphysics.loss.Annealing;
import latentphysics.loss.BoundedMass;
import latentphysics.reproduce.SmallWorldRun.Arm;
import latentphysics.rule.Identity;
import latentphysics.rule.Rule;
import latentphysics.search.Grammar;
import latentphysics.search.RuleSearch;
import latentphysics.search.RuleSearch.Look;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Plan;
import latentphysics.world.World;
import org.junit.jupiter.api.Test;

/**
 * Protects the network in the loop: where the rules that are given say nothing, it is what it
 * proposes that makes latents turn; where there is no law, it proposes none.
 */
final class ProposedRulesTest {
  private static final int STEPS = 900;
  private static final List<Rule> REST = List.of(new Rule(new Identity(), List.of(0, 1)));

  /** White noise in eight columns out of two numbers. */
  private record Noise() implements World {
    @Override
    public int features() {
      return 8;
    }

    @Override
    public int stateSize() {
      return 2;
    }

    @Override
    public Tensor states(Key key, int count, int length) {
      return key.normal(DType.FLOAT64, count, length, 2);
    }

    @Override
    public Tensor observe(Tensor states) {
      Tensor mixed = states.matmul(Key.of(1).normal(DType.FLOAT64, 2, 8));
      return mixed.div(Math.sqrt(2));
    }
  }

  private record Result(List<Look> looks, List<Tensor> parameters, TrainedWorld trained) {}

  /** By rest alone, which is wrong everywhere, and by what the network adds. */
  private static Result trained(World world, int steps) {
    Arm arm = Arm.of(new BoundedMass(), Annealing.TOLERANCE);
    SmallWorldRun run = new SmallWorldRun(world, 2, REST, arm, Plan.small(steps), 1);
    List<Look> looks = new ArrayList<>();
    RuleSearch.Settings network = RuleSearch.Settings.standard(Grammar.linear(2, 2), Key.of(11));
    TrainedWorld trained =
        run.train(
            network,
            report -> {
              report.look().ifPresent(looks::add);
              return true;
            });
    return new Result(looks, trained.parameters().all(), trained);
  }

  private static List<String> leaders(Look look) {
    return look.leaders().stream().map(s -> s.rule().form().name()).toList();
  }

  @Test
  void whatItProposesMakesLatentsTurn() {
    World world = ConcentrateToy.world(2, 0);
    Result searched = trained(world, STEPS);
    Look last = searched.looks().getLast();
    assertTrue(
        leaders(last).stream().anyMatch(n -> n.startsWith("rotation") || n.equals("affine map")),
        "proposed " + leaders(last));
    Arm arm = Arm.of(new BoundedMass(), Annealing.TOLERANCE);
    TrainedWorld alone =
        new SmallWorldRun(world, 2, REST, arm, Plan.small(STEPS), 1).train(_ -> true);
    double with = PlaneScore.of(searched.trained(), 5001).affine();
    double without = PlaneScore.of(alone, 5001).affine();
    assertTrue(with < 0.01 && without > 0.1, "r " + with + " with, " + without + " without");
  }

  @Test
  void proposesNothingInNoise() {
    for (Look look : trained(new Noise(), 500).looks()) {
      assertEquals(List.of(), leaders(look), "step " + look.step());
    }
  }

  /** The same seed gives the same looks and the same weights with one thread and with two. */
  @Test
  void theNumberOfThreadsDoesNotMatter() {
    List<Object> histories = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      try (Workers workers = Workers.of(threads)) {
        histories.add(workers.call(ProposedRulesTest::history));
      }
    }
    assertEquals(histories.get(0), histories.get(1));
  }

  private static List<Object> history() {
    Result result = trained(ConcentrateToy.world(2, 0), 250);
    List<Object> history = new ArrayList<>(result.looks());
    result.parameters().forEach(p -> history.add(Arrays.toString(p.toDoubles())));
    return history;
  }
}
