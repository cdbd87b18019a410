package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latentphysics.reproduce.SmallWorldRun.Arm;
import latentphysics.rule.Equation;
import latentphysics.rule.Expression;
import latentphysics.rule.Form;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Rule;
import latentphysics.search.Finding;
import latentphysics.search.Grammar;
import latentphysics.search.LatentPath;
import latentphysics.search.LawSearch;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Observer;
import latentphysics.training.Plan;
import latentphysics.world.StateLaw;
import latentphysics.world.World;
import latentphysics.world.WorldBatches;

/**
 * One world for one seed: trained under the rules of its latent width, then searched for its law on
 * trajectories that were not trained on.
 *
 * @param law of the world
 * @param world that is seen
 * @param arm what punishes
 * @param steps of the training
 * @param seed of everything random but the world
 */
record SymbolRun(StateLaw law, World world, Arm arm, int steps, long seed) {
  private static final int PATHS = 8;
  private static final int LENGTH = 48;

  /**
   * What came out.
   *
   * @param error largest relative error of a constant; infinite where the law is another
   * @param holds whether what was found counts as a law
   * @param formula of what was found
   * @param front the forms on the Pareto front, the shortest first
   * @param residual mean r of what was found, the largest of its planes
   * @param reconstruction error over variance
   */
  record Result(
      double error,
      boolean holds,
      String formula,
      String front,
      double residual,
      double reconstruction) {

    /** Whether the true law was found, with constants within the tolerance. */
    boolean solved() {
      return holds && error <= SymbolTruth.TOLERANCE;
    }
  }

  /** Springs whose pull is not linear, z′ = 2z − z₋ + f(z): f = c·z + c·z², c·z + c·z³, c·sin z. */
  private static final List<Form> SPRINGS =
      Stream.of("+ · c z0 · c square z0", "+ · c z0 · c · z0 square z0", "· c sin z0")
          .<Form>map(pull -> Expression.of("+ − + z0 z0 z0₋ " + pull))
          .toList();

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

  /** Trains and searches. */
  Result result() {
    int width = law.observed();
    TrainedWorld trained =
        new SmallWorldRun(world, width, rules(width), arm, Plan.small(steps), seed)
            .train(Observer.none());
    return searched(trained);
  }

  private Result searched(TrainedWorld trained) {
    Key[] keys = Key.of(8000L + seed).split(3);
    Tensor states = world.states(keys[0], PATHS, LENGTH);
    LatentCoordinates coordinates = LatentCoordinates.of(trained.motion(triples(keys[2])));
    List<LatentPath> training = paths(trained, coordinates, states);
    List<LatentPath> heldOut = paths(trained, coordinates, world.states(keys[1], PATHS, LENGTH));
    int latent = coordinates.basis().dim(1);
    List<Finding> found = laws(latent, training, heldOut);
    List<Equation> equations = found.stream().map(Finding::equation).toList();
    Tensor flat = states.reshape(PATHS * LENGTH, world.stateSize());
    Tensor latents = coordinates.apply(trained.encode(WorldBatches.observe(world, states)));
    return new Result(
        new SymbolTruth(law, flat).error(equations, latents),
        !found.isEmpty() && found.stream().allMatch(Finding::holds),
        equations.stream().map(Equation::formula).collect(Collectors.joining("; ")),
        found.stream().map(SymbolRun::front).collect(Collectors.joining("; ")),
        found.stream().mapToDouble(Finding::meanError).max().orElse(Double.NaN),
        trained.reconstruction(states));
  }

  /** The same world for the baseline, whose law is what it was trained with. */
  Result baseline() {
    int width = law.observed();
    SindyAutoencoder.Trained trained =
        new SindyAutoencoder(world, width, law.order(), steps, seed).train();
    Key[] keys = Key.of(8000L + seed).split(2);
    Tensor states = world.states(keys[0], PATHS, LENGTH);
    Tensor flat = states.reshape(PATHS * LENGTH, world.stateSize());
    TrainedWorld seen = trained.autoencoder();
    Tensor latents = seen.encode(WorldBatches.observe(world, states)).astype(DType.FLOAT64);
    Equation found = trained.equation();
    double residual =
        found.residuals(seen.motion(triples(keys[1])).astype(DType.FLOAT64)).mean().item();
    return new Result(
        new SymbolTruth(law, flat).polynomialError(found, latents),
        residual <= LawSearch.ERROR_THRESHOLD,
        found.formula(),
        found.rule().form().name(),
        residual,
        seen.reconstruction(states));
  }

  /**
   * The best laws of the whole grammar, those of first order before those of second: two
   * observations foretell a third well where latents are bent, whatever the law, so a law that
   * needs two is asked for only where none that needs one is precise.
   */
  private static List<Finding> laws(
      int latent, List<LatentPath> training, List<LatentPath> heldOut) {
    Grammar whole = Grammar.whole(latent, Math.min(2, latent));
    List<Form> first = whole.forms().stream().filter(form -> form.order() == 1).toList();
    List<Finding> simple =
        new LawSearch(new Grammar(first, latent, whole.widest()), training, heldOut).best();
    boolean precise =
        simple.stream().allMatch(law -> law.holds() && law.meanError() <= PlaneScore.ERROR);
    return precise && !simple.isEmpty() ? simple : new LawSearch(whole, training, heldOut).best();
  }

  private Tensor triples(Key key) {
    return world.states(key, 2048, 3);
  }

  private static String front(Finding finding) {
    return finding.front().points().stream()
        .map(point -> point.equation().rule().form().name())
        .collect(Collectors.joining(" < "));
  }

  private static List<LatentPath> paths(
      TrainedWorld trained, LatentCoordinates coordinates, Tensor states) {
    Tensor z = coordinates.apply(trained.encode(WorldBatches.observe(trained.world(), states)));
    int count = states.dim(0);
    int length = states.dim(1);
    int width = z.dim(1);
    double[] values = z.toDoubles();
    double[] times = IntStream.range(0, length).asDoubleStream().toArray();
    List<LatentPath> paths = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      double[][] rows = new double[length][width];
      for (int t = 0; t < length; t++) {
        System.arraycopy(values, (p * length + t) * width, rows[t], 0, width);
      }
      paths.add(new LatentPath(times.clone(), rows));
    }
    return paths;
  }
}
