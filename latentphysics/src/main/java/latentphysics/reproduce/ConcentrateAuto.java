package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import latentphysics.loss.Annealing;
import latentphysics.loss.BoundedMass;
import latentphysics.reproduce.Findings.Bar;
import latentphysics.reproduce.Findings.Table;
import latentphysics.reproduce.SmallWorldRun.Arm;
import latentphysics.rule.Equation;
import latentphysics.rule.Form;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Oscillator;
import latentphysics.rule.Rule;
import latentphysics.search.Grammar;
import latentphysics.search.RuleSearch;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Observer;
import latentphysics.training.Plan;
import latentphysics.world.SeenWorld;
import latentphysics.world.StateLaw;

/** Whether the network in the loop finds a law that the fixed list of rules has no form for. */
final class ConcentrateAuto implements Reproduction {
  private static final int STEPS = 4000;
  private static final int TRIPLES = 2048;
  private static final int ROLLED = 256;
  private static final int AHEAD = 50;
  private static final double FOUND = 0.02;
  private static final Rule TRUE = new Rule(new Oscillator(), List.of(0));

  @Override
  public String name() {
    return "concentrate-auto";
  }

  @Override
  public String claim() {
    return "A swing with friction, seen by its position alone through an unknown bent map, one"
        + " latent, 4000 steps of F1. The fixed list has no oscillator. With a network beside the"
        + " encoder that proposes rules, the oscillator has r ≤ 0.02 on held-out states in at least"
        + " four of five seeds and leads at the last look of those; with the fixed list alone in at"
        + " most one of five. Beside them a list of all small forms, the oscillator among them.";
  }

  /**
   * Rules that are tried.
   *
   * @param name in tables
   * @param forms always
   * @param proposing whether the network adds others
   */
  private record Tried(String name, List<Form> forms, boolean proposing) {}

  private static final List<Tried> TRIED =
      List.of(
          new Tried("fixed list", Lexicon.FORMS, false),
          new Tried("fixed list and network", Lexicon.FORMS, true),
          new Tried("all small forms", Lexicon.small(1), false));

  private record Score(
      double reconstruction, double residual, double rollout, List<String> leaders) {
    boolean found() {
      return residual <= FOUND;
    }
  }

  @Override
  public Findings run(Runs runs) {
    List<List<Score>> scores = runs.all(TRIED, ConcentrateAuto::score);
    List<List<String>> rows = new ArrayList<>();
    for (int k = 0; k < TRIED.size(); k++) {
      List<Score> own = scores.get(k);
      rows.add(
          List.of(
              TRIED.get(k).name(),
              found(own) + " of " + own.size(),
              Sample.of(own, Score::residual).text(5),
              Sample.of(own, Score::reconstruction).text(4),
              Sample.of(own, Score::rollout).text(4),
              own.stream()
                  .map(s -> s.leaders().isEmpty() ? "–" : String.join(", ", s.leaders()))
                  .distinct()
                  .collect(Collectors.joining("; "))));
    }
    Table table =
        new Table(
            "mean (range) over %d seeds".formatted(runs.seeds()),
            List.of(
                "rules",
                "found",
                "r, oscillator",
                "reconstruction",
                "50 steps ahead",
                "proposed at the end"),
            rows);
    List<Score> fixed = scores.get(0);
    List<Score> searched = scores.get(1);
    long proposed =
        searched.stream()
            .filter(Score::found)
            .filter(s -> s.leaders().contains(TRUE.form().name()))
            .count();
    return new Findings(
        List.of(table),
        List.of(
            new Bar(
                "with the network: found in four of five seeds",
                5 * found(searched) >= 4L * searched.size(),
                found(searched) + " of " + searched.size()),
            new Bar(
                "with the network: the oscillator leads where it is found",
                proposed == found(searched),
                proposed + " of " + found(searched)),
            new Bar(
                "control, fixed list: found in at most one of five",
                5 * found(fixed) <= fixed.size(),
                found(fixed) + " of " + fixed.size())));
  }

  private static long found(List<Score> scores) {
    return scores.stream().filter(Score::found).count();
  }

  private static Score score(Tried tried, int seed) {
    SeenWorld world = new SeenWorld(new StateLaw.Swinging(0.5, 0.97), Key.of(400L + seed));
    Arm arm = Arm.of(new BoundedMass(), Annealing.TOLERANCE);
    SmallWorldRun run =
        new SmallWorldRun(
            world, 1, Lexicon.rules(tried.forms(), TRUE.dims()), arm, Plan.small(STEPS), seed);
    List<String> leaders = new ArrayList<>();
    Observer watch =
        report -> {
          report
              .look()
              .ifPresent(look -> {
                leaders.clear();
                look.leaders().forEach(leader -> leaders.add(leader.rule().form().name()));
              });
          return true;
        };
    TrainedWorld trained =
        tried.proposing()
            ? run.train(
                RuleSearch.Settings.standard(Grammar.linear(1, 1), Key.of(700L + seed)), watch)
            : run.train(watch);
    Key[] keys = Key.of(9500L + seed).split(3);
    Equation oscillator = TRUE.fit(trained.motion(world.states(keys[0], TRIPLES, 3)));
    Tensor states = world.states(keys[1], TRIPLES, 3);
    return new Score(
        trained.reconstruction(states),
        oscillator.residuals(trained.motion(states)).mean().item(),
        trained.rollout(oscillator, world.states(keys[2], ROLLED, AHEAD + 2)),
        List.copyOf(leaders));
  }
}
