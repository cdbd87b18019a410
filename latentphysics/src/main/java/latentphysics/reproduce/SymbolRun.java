package latentphysics.reproduce;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latentphysics.autodiff.optim.Schedule;
import latentphysics.loss.Annealing;
import latentphysics.loss.Concentration;
import latentphysics.reproduce.SmallWorldRun.Arm;
import latentphysics.rule.Equation;
import latentphysics.rule.Expression;
import latentphysics.rule.Form;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.search.Finding;
import latentphysics.search.Grammar;
import latentphysics.search.LawSearch;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.training.Observer;
import latentphysics.training.Plan;
import latentphysics.world.StateLaw;
import latentphysics.world.World;
import latentphysics.world.WorldBatches;

/**
 * One world for one seed: trained, then searched for its law on trajectories that were not trained
 * on, in one attempt after the other until a law is precise.
 *
 * @param law of the world
 * @param world that is seen
 * @param attempts in order; the last one counts if none is precise
 * @param seed of everything random but the world
 */
record SymbolRun(StateLaw law, World world, List<Attempt> attempts, long seed) {
  private static final double LAST_RATE = 1e-5;

  /**
   * Rules that pull while an autoencoder is trained, and what is searched then.
   *
   * @param rules that pull on the latents
   * @param arm what punishes
   * @param steps of the training
   * @param grammar of the search in so many coordinates
   */
  record Attempt(List<Rule> rules, Arm arm, int steps, IntFunction<Grammar> grammar) {}

  /**
   * What came out.
   *
   * @param error largest relative error of a constant; infinite where the law is another
   * @param rateError the same with rates per step in place of factors
   * @param holds whether what was found counts as a law
   * @param formula of what was found
   * @param front the forms on the Pareto front, the shortest first
   * @param residual mean r of what was found, the largest of its planes
   * @param reconstruction error over variance
   */
  record Result(
      double error,
      double rateError,
      boolean holds,
      String formula,
      String front,
      double residual,
      double reconstruction) {

    /** Whether the true law was found, with constants within the tolerance. */
    boolean solved() {
      return holds && error <= SymbolTruth.TOLERANCE;
    }

    /** The same with rates per step in place of factors. */
    boolean strictlySolved() {
      return holds && rateError <= SymbolTruth.TOLERANCE;
    }
  }

  /** Springs whose pull is not linear, z′ = 2z − z₋ + f(z): f = c·z + c·z², c·z + c·z³, c·sin z. */
  static final List<Form> SPRINGS =
      Stream.of("+ · c z0 · c square z0", "+ · c z0 · c · z0 square z0", "· c sin z0")
          .map(SymbolRun::spring)
          .toList();

  /** The spring of a pull f, in the tokens of an {@link Expression}. */
  static Form spring(String pull) {
    return Expression.of("+ − + z0 z0 z0₋ " + pull);
  }

  /**
   * The rules that pull on latents of a width: the small lexicon's, and on a line springs that are
   * not linear, which the lexicon has only among polynomials so rich that they leave latents bent.
   * Of five coordinates the last is left free.
   */
  static List<Rule> rules(int width) {
    List<Integer> dims = IntStream.range(0, Math.min(width, 4)).boxed().toList();
    List<Form> small = Lexicon.small(dims.size());
    List<Form> forms =
        width == 1 ? Stream.concat(small.stream(), SPRINGS.stream()).toList() : small;
    return Lexicon.rules(forms, dims);
  }

  /**
   * Occam's order: first laws that need one observation, and only where none of them is precise,
   * laws that need two as well. Two observations foretell a third well wherever latents are smooth,
   * so rules of second order leave bends that hide a law of first order. They are trained twice as
   * long: small accelerations tell laws apart.
   *
   * @param steps of the first training
   */
  static List<Attempt> simpleFirst(int width, Concentration concentration, int steps) {
    List<Rule> all = rules(width);
    List<Rule> first = all.stream().filter(rule -> rule.form().order() == 1).toList();
    Arm arm = Arm.of(concentration, Annealing.TOLERANCE);
    return List.of(
        new Attempt(first, arm, steps, latent -> whole(latent).ofFirstOrder()),
        new Attempt(all, arm, 2 * steps, SymbolRun::whole));
  }

  /** No rules pull: a control. */
  static List<Attempt> free(int width, int steps) {
    return List.of(new Attempt(rules(width), Arm.none(), steps, SymbolRun::whole));
  }

  private static Grammar whole(int latent) {
    return Grammar.whole(latent, Math.min(2, latent));
  }

  /** As of the small worlds, but the rate falls along a cosine, so that laws become exact. */
  private static Plan plan(int steps) {
    Plan small = Plan.small(steps);
    Schedule rate = Schedule.cosine(small.rate().rate(0), LAST_RATE, steps);
    return new Plan(steps, rate, small.hold(), small.pull());
  }

  /** Trains and searches. */
  Result result() {
    FoundLaws found = found(attempts.getFirst());
    for (Attempt next : attempts.subList(1, attempts.size())) {
      found = found.precise() ? found : found(next);
    }
    return new Result(
        new SymbolTruth(law, found.states(), false).error(found.equations(), found.latents()),
        new SymbolTruth(law, found.states(), true).error(found.equations(), found.latents()),
        found.hold(),
        found.formula(),
        found.findings().stream().map(SymbolRun::front).collect(Collectors.joining("; ")),
        found.residual(),
        found.trained().reconstruction(found.states()));
  }

  private FoundLaws found(Attempt attempt) {
    Plan plan = plan(attempt.steps());
    SmallWorldRun run =
        new SmallWorldRun(world, law.observed(), attempt.rules(), attempt.arm(), plan, seed);
    return FoundLaws.of(run.train(Observer.none()), attempt.grammar(), seed);
  }

  /** The same world for the baseline, whose law is what it was trained with. */
  Result baseline(int steps) {
    int width = law.observed();
    SindyAutoencoder.Trained trained =
        new SindyAutoencoder(world, width, law.order(), steps, seed).train();
    TrainedWorld seen = trained.autoencoder();
    Tensor states = FoundLaws.states(world, seed);
    Tensor latents = seen.encode(WorldBatches.observe(world, states)).astype(DType.FLOAT64);
    Motion motion = seen.motion(FoundLaws.triples(world, seed)).astype(DType.FLOAT64);
    Equation found = trained.equation();
    double residual = found.residuals(motion).mean().item();
    return new Result(
        new SymbolTruth(law, states, false).polynomialError(found, latents),
        new SymbolTruth(law, states, true).polynomialError(found, latents),
        residual <= LawSearch.ERROR_THRESHOLD,
        found.formula(),
        found.rule().form().name(),
        residual,
        seen.reconstruction(states));
  }

  private static String front(Finding finding) {
    return finding.front().points().stream()
        .map(point -> point.equation().rule().form().name())
        .collect(Collectors.joining(" < "));
  }
}
