package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latentphysics.autodiff.optim.Schedule;
import latentphysics.loss.Annealing;
import latentphysics.loss.Choice;
import latentphysics.loss.ConcentratedLoss;
import latentphysics.loss.Guard;
import latentphysics.loss.Overwhelming;
import latentphysics.rule.CentralForce;
import latentphysics.rule.Equation;
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
import latentphysics.training.Trainer;
import latentphysics.world.FilmedWorld;
import latentphysics.world.PrincipalView;
import latentphysics.world.ShuffledWorld;
import latentphysics.world.World;
import latentphysics.world.WorldBatches;

/**
 * One film for one seed: an autoencoder whose latents are positions is trained under the rules of
 * its latent width, then its law is searched on films that were not trained on.
 *
 * @param film that is seen
 * @param steps of the training
 * @param seed of everything random
 */
record PixelRun(FilmedWorld film, int steps, long seed) {
  static final int AHEAD = 50;
  private static final int COMPONENTS = 32;
  private static final int PATHS = 8;
  private static final int LENGTH = 64;
  private static final int JUDGED = 256;

  /** At the end ten times the usual one: with that, laws in the plane let go when released. */
  private static final double WEIGHT = 20;

  private static final double STRENGTH = 30;
  private static final double RATE = 2e-3;
  private static final double LAST_RATE = 1e-5;

  /** z′ = 2z − z₋ + c·sin(c·z + c), whatever the scale of z and its resting point. */
  static final Form SINE = SymbolRun.spring("· c sin + c · c z0");

  /** Whether it is the form of a film's law; no other film's law could be taken for it. */
  private static boolean isTrue(Form form) {
    return form.equals(SINE)
        || form.equals(SymbolRun.SPRINGS.getLast())
        || (form instanceof CentralForce(int power, boolean _) && power == 3);
  }

  /**
   * What came out.
   *
   * @param law the best in bits; absent where none could be fitted
   * @param periods relative errors of the periods by that law, of the {@link Orbit}s of the film
   * @param errors of fifty steps ahead; NaN without a law
   * @param reconstruction error over variance of the pixels
   */
  record Result(Optional<Finding> law, List<Double> periods, Errors errors, double reconstruction) {
    private static final double TOLERANCE = 0.03;

    boolean holds() {
      return law.isPresent() && law.get().holds();
    }

    /** Whether it is the true law: it holds, its form is the true one, and so are its periods. */
    boolean solved() {
      return holds()
          && isTrue(law.orElseThrow().equation().rule().form())
          && periods.stream().allMatch(error -> Math.abs(error) <= TOLERANCE);
    }

    /** The forms on the Pareto front, the shortest first. */
    String front() {
      return law.stream()
          .flatMap(finding -> finding.front().points().stream())
          .map(point -> point.equation().rule().form().name())
          .collect(Collectors.joining(" < "));
    }
  }

  /**
   * Errors over the variance of the pixels.
   *
   * @param mean over the steps
   * @param last of the last step
   */
  record Errors(double mean, double last) {}

  private int latent() {
    return film.mechanics().coordinates();
  }

  private PrincipalView view() {
    return new PrincipalView(film, COMPONENTS, Key.of(7000L + seed));
  }

  private SlowStart start(World world) {
    return SlowStart.of(world, latent(), Key.of(7100L + seed));
  }

  private WorldBatches batches(World world) {
    return new WorldBatches(world, Key.of(7200L + seed), SmallWorldRun.BATCH);
  }

  private Key judging() {
    return Key.of(7300L + seed);
  }

  /** The rate falls all the way: what an acceleration is told from are small differences. */
  private Plan plan(double weight) {
    return new Plan(
        steps,
        Schedule.cosine(RATE, LAST_RATE, steps),
        new Plan.Hold(1, new Guard(1, 1), 0.1),
        new Plan.Pull(weight, Double.POSITIVE_INFINITY, 0, 0, 0.1));
  }

  /**
   * The rules that pull: those of the worlds in symbols, and in a plane central forces of all
   * powers. On a line, where latents pass the centre, such forces have no bound and are left out.
   */
  static List<Rule> rules(int width) {
    Stream<Rule> usual = SymbolRun.rules(width).stream();
    if (width == 1) {
      return usual.filter(rule -> !(rule.form() instanceof CentralForce)).toList();
    }
    List<Form> forces =
        IntStream.rangeClosed(-1, 2).<Form>mapToObj(q -> new CentralForce(q, false)).toList();
    List<Integer> dims = IntStream.range(0, width).boxed().toList();
    return Stream.concat(usual, Lexicon.rules(forces, dims).stream()).toList();
  }

  /** All forms of the lexicon, and on a line springs too. */
  private Grammar grammar() {
    Grammar whole = Grammar.whole(latent(), latent());
    List<Form> forms = new ArrayList<>(whole.forms());
    if (latent() == 1) {
      forms.addAll(SymbolRun.SPRINGS);
      forms.add(SINE);
    }
    return new Grammar(forms, latent(), latent());
  }

  /** Trains under rules, and searches. */
  Result ruled() {
    return result(view());
  }

  /** The same with the frames of all films shuffled: a control. */
  Result shuffled() {
    return result(new ShuffledWorld(view()));
  }

  /** Trained under rules. */
  TrainedWorld trained(World world) {
    Overwhelming loss = new Overwhelming(WEIGHT, STRENGTH, true, 1).choosing(Choice.RATIO);
    SlowStart start = start(world);
    Trainer trainer =
        new Trainer(
            start.model(),
            batches(world),
            Optional.of(
                new ConcentratedLoss(
                    rules(latent()), loss, Annealing.TOLERANCE, ConcentratedLoss.Judging.EXACT)),
            plan(loss.weight()));
    return new TrainedWorld(world, start.model(), trainer.run(start.parameters(), Observer.none()));
  }

  private Result result(World world) {
    TrainedWorld trained = trained(world);
    Key[] keys = judging().split(3);
    LatentCoordinates own =
        new LatentCoordinates(
            Tensor.zeros(DType.FLOAT64, latent()), Tensor.eye(DType.FLOAT64, latent()));
    List<LatentPath> fitted = FoundLaws.paths(trained, own, world.states(keys[0], PATHS, LENGTH));
    List<LatentPath> heldOut = FoundLaws.paths(trained, own, world.states(keys[1], PATHS, LENGTH));
    List<Finding> found =
        new LawSearch(grammar(), fitted, heldOut)
            .best(List.of(IntStream.range(0, latent()).boxed().toList()));
    Tensor states = world.states(keys[2], JUDGED, 2 + AHEAD);
    double reconstruction = reconstruction(trained, states);
    if (found.isEmpty()) {
      return new Result(
          Optional.empty(), List.of(), new Errors(Double.NaN, Double.NaN), reconstruction);
    }
    Equation law = found.getFirst().equation();
    return new Result(
        Optional.of(found.getFirst()),
        Orbit.of(film).stream().map(orbit -> orbit.error(trained, film, law)).toList(),
        errors(trained, rollout(trained, law, states, AHEAD), states),
        reconstruction);
  }

  /** The baseline on the same frames. */
  Errors baseline() {
    PrincipalView world = view();
    StepAutoencoder.Trained trained =
        new StepAutoencoder(world, latent())
            .train(start(world), batches(world), plan(0), Key.of(7400L + seed));
    Tensor states = world.states(judging().split(3)[2], JUDGED, 2 + AHEAD);
    TrainedWorld seen = trained.autoencoder();
    Tensor path = trained.rollout(at(seen, states, 0), at(seen, states, 1), AHEAD);
    return errors(seen, path, states);
  }

  /** Latents of one of the observations, {@code [n, latent]}. */
  private static Tensor at(TrainedWorld trained, Tensor states, int k) {
    return trained.encode(WorldBatches.observe(trained.world(), states.slice(1, k, k + 1)));
  }

  /**
   * Latents as a law foretells them from the first two observations, {@code [n, steps, latent]}.
   */
  static Tensor rollout(TrainedWorld trained, Equation law, Tensor states, int steps) {
    Tensor previous = at(trained, states, 0).astype(DType.FLOAT64);
    Tensor now = at(trained, states, 1).astype(DType.FLOAT64);
    return law.rollout(previous, now, steps);
  }

  /** Errors of latents that were foretold from the first two states. */
  private Errors errors(TrainedWorld trained, Tensor path, Tensor states) {
    Tensor square = misses(trained, path, states.slice(1, 2, states.dim(1)));
    Tensor last = square.slice(1, AHEAD - 1, AHEAD);
    return new Errors(square.mean().item(), last.mean().item());
  }

  private double reconstruction(TrainedWorld trained, Tensor states) {
    Tensor z = trained.encode(WorldBatches.observe(trained.world(), states));
    return misses(trained, z.reshape(states.dim(0), states.dim(1), latent()), states).mean().item();
  }

  /** Squared misses of the pixels over their mean variance, {@code [n, steps]}. */
  private Tensor misses(TrainedWorld trained, Tensor path, Tensor states) {
    int n = path.dim(0);
    int steps = path.dim(1);
    Tensor z = path.reshape(n * steps, latent()).astype(DType.FLOAT32);
    Tensor seen = pixels(trained.world(), trained.model().decode(trained.parameters(), z));
    Tensor pixels = film.observe(states.reshape(n * steps, states.dim(2)));
    double variance = pixels.var(0).mean().item();
    return seen.sub(pixels).square().mean(1).div(variance).reshape(n, steps);
  }

  private static Tensor pixels(World world, Tensor components) {
    return switch (world) {
      case PrincipalView view -> view.expand(components);
      case ShuffledWorld shuffled -> pixels(shuffled.world(), components);
      default -> components;
    };
  }
}
