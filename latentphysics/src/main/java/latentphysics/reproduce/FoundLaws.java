package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import latentphysics.rule.Equation;
import latentphysics.rule.Motion;
import latentphysics.search.Finding;
import latentphysics.search.Grammar;
import latentphysics.search.LatentPath;
import latentphysics.search.LawSearch;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.world.World;
import latentphysics.world.WorldBatches;

/**
 * The laws of a trained latent space, searched on trajectories that were not trained on and judged
 * on others again.
 *
 * @param trained autoencoder of the latents
 * @param coordinates in which the laws are written
 * @param findings the best law of each plane that moves
 * @param states of the trajectories, one below the other, {@code [n, state]}
 */
record FoundLaws(
    TrainedWorld trained, LatentCoordinates coordinates, List<Finding> findings, Tensor states) {
  private static final long SEED = 8000;
  private static final int PATHS = 8;
  private static final int LENGTH = 48;

  /** So many that their mean is nearly the middle of the states: a law is simplest about it. */
  private static final int TRIPLES = 16384;

  /** An error beyond which more means nothing: two unrelated observations differ by so much. */
  private static final double UNRELATED = 2;

  /**
   * Searches the laws.
   *
   * @param grammar what is tried in so many coordinates
   * @param seed of the trajectories
   */
  static FoundLaws of(TrainedWorld trained, IntFunction<Grammar> grammar, long seed) {
    World world = trained.world();
    LatentCoordinates coordinates = LatentCoordinates.of(trained.motion(triples(world, seed)));
    List<LatentPath> training = paths(trained, coordinates, trajectories(world, seed, 0));
    List<LatentPath> heldOut = paths(trained, coordinates, trajectories(world, seed, 1));
    List<Finding> findings = best(grammar.apply(coordinates.basis().dim(1)), training, heldOut);
    return new FoundLaws(trained, coordinates, findings, states(world, seed));
  }

  /**
   * The best laws of a grammar, those of first order before those of second: two observations
   * foretell a third well where latents are bent, whatever the law, so a law that needs two is
   * asked for only where none that needs one is precise.
   */
  private static List<Finding> best(
      Grammar grammar, List<LatentPath> training, List<LatentPath> heldOut) {
    List<Finding> found = new LawSearch(grammar.ofFirstOrder(), training, heldOut).best();
    return precise(found) ? found : new LawSearch(grammar, training, heldOut).best();
  }

  private static boolean precise(List<Finding> laws) {
    return !laws.isEmpty()
        && laws.stream().allMatch(law -> law.holds() && law.meanError() <= PlaneScore.ERROR);
  }

  /** Trajectories to search (0) or to judge (1), {@code [paths, length, state]}. */
  private static Tensor trajectories(World world, long seed, int which) {
    return world.states(Key.of(SEED + seed).split(3)[which], PATHS, LENGTH);
  }

  /** The states of the searched trajectories, {@code [n, state]}. */
  static Tensor states(World world, long seed) {
    return trajectories(world, seed, 0).reshape(PATHS * LENGTH, world.stateSize());
  }

  /** Three successive states each, {@code [n, 3, state]}. */
  static Tensor triples(World world, long seed) {
    return world.states(Key.of(SEED + seed).split(3)[2], TRIPLES, 3);
  }

  /** Latents of states {@code [paths, length, state]} in chosen coordinates. */
  static List<LatentPath> paths(
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

  List<Equation> equations() {
    return findings.stream().map(Finding::equation).toList();
  }

  /** Whether there are laws and all hold. */
  boolean hold() {
    return !findings.isEmpty() && findings.stream().allMatch(Finding::holds);
  }

  /** Whether they hold and miss by no more than a tenth of the usual displacement. */
  boolean precise() {
    return precise(findings);
  }

  /** Description length of laws and misses. */
  double bits() {
    return findings.stream().mapToDouble(Finding::bits).sum();
  }

  /** Mean r of the law that is furthest off; NaN without laws. */
  double residual() {
    return findings.stream().mapToDouble(Finding::meanError).max().orElse(Double.NaN);
  }

  String formula() {
    return equations().stream().map(Equation::formula).collect(Collectors.joining("; "));
  }

  /** Latents at the states, in the coordinates of the laws. */
  Tensor latents() {
    return coordinates.apply(trained.encode(WorldBatches.observe(trained.world(), states)));
  }

  /**
   * Decoded error over variance of the laws running on their own from the first two states,
   * averaged over the steps; coordinates without a law stay where they were. At most 2, which is as
   * far off as any other observation.
   *
   * @param future {@code [n, 2 + steps, state]}
   */
  double rollout(Tensor future) {
    int n = future.dim(0);
    int steps = future.dim(1) - 2;
    Motion start = trained.motion(future.slice(1, 0, 3)).map(coordinates::apply);
    int width = start.width();
    List<Tensor> columns = new ArrayList<>();
    for (Tensor column : start.before().unbind(1)) {
      columns.add(column.reshape(n, 1).add(Tensor.zeros(column.dtype(), 1, steps)));
    }
    for (Equation equation : equations()) {
      Tensor path = equation.rollout(start.previous(), start.before(), steps);
      List<Integer> dims = equation.rule().dims();
      for (int j = 0; j < dims.size(); j++) {
        columns.set(dims.get(j), path.slice(2, j, j + 1).reshape(n, steps));
      }
    }
    Tensor y = Tensor.stack(2, columns.toArray(Tensor[]::new)).reshape(n * steps, width);
    double error = trained.error(coordinates.invert(y), future.slice(1, 2, 2 + steps));
    return error <= UNRELATED ? error : UNRELATED;
  }
}
