package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import latentphysics.loss.Choice;
import latentphysics.loss.Concentration;
import latentphysics.loss.Overwhelming;
import latentphysics.reproduce.Findings.Bar;
import latentphysics.reproduce.Findings.Table;
import latentphysics.reproduce.SymbolRun.Attempt;
import latentphysics.reproduce.SymbolRun.Result;
import latentphysics.tensor.random.Key;
import latentphysics.world.SeenWorld;
import latentphysics.world.ShuffledWorld;
import latentphysics.world.StateLaw;
import latentphysics.world.World;

/** Laws of eight worlds in symbols, each seen through an unknown nonlinear map. */
final class ConcentrateSymbols implements Reproduction {
  private static final int STEPS = 6000;
  private static final int CONTROLS = 1; // seeds of the controls at most

  /** The mean r of the best rule alone, however little the next one is worse. */
  static final Concentration BEST = new Overwhelming(1, 1, false, 0, Choice.RATIO);

  private static final int ENOUGH_WORLDS = 6;
  private static final int LONGEST = 240; // formula in a table
  private static final int FEW = 1; // seeds that may fail of five

  @Override
  public String name() {
    return "concentrate-symbols";
  }

  @Override
  public String claim() {
    return "Eight worlds behind one unknown nonlinear map each, for all worlds of one latent width"
        + " the same procedure: an autoencoder under rules of first order, of which the best one"
        + " pulls (F0b with shares by the ratio of errors, weight 1), 6000 steps of 128 triples;"
        + " then a search of all forms of first order on latents of other trajectories; if none is"
        + " precise (r ≤ 0.01), the same anew with all rules, 12000 steps, and all forms. The"
        + " equation found is the true one with constants within 2 % in at least six of eight"
        + " worlds in at least four of five seeds; as a harder demand factors per step are judged"
        + " by their logarithms too. Beside it a SINDy autoencoder of 12000 steps. Controls, one"
        + " seed of each world: fewer laws without rules; none where states are shuffled in time.";
  }

  /** The eight, with their constants. */
  static List<StateLaw> laws() {
    return List.of(
        new StateLaw.Turning(0.4, 1),
        new StateLaw.Shrinking(0.95),
        new StateLaw.Turning(0.4, 0.97),
        new StateLaw.Swinging(0.4, 0.97),
        new StateLaw.Falling(0.05, 0.8),
        new StateLaw.Orbiting(0.06),
        new StateLaw.Stiffening(0.08, 0.08),
        new StateLaw.TwoTurning(0.4, 0.9));
  }

  static SeenWorld world(int law, int seed) {
    return new SeenWorld(laws().get(law), Key.of(3000L + 10L * seed + law));
  }

  @Override
  public Findings run(Runs runs) {
    Runs few =
        new Runs(Math.min(runs.seeds(), CONTROLS), runs.threads(), runs.progress(), runs.stopped());
    List<List<Result>> ruled = all(runs, (law, seed) -> ruled(law, seed, world(law, seed)));
    List<List<Result>> sindy = all(runs, (law, seed) -> free(law, seed).baseline(2 * STEPS));
    List<List<Result>> plain = all(few, (law, seed) -> free(law, seed).result());
    List<List<Result>> shuffled =
        all(few, (law, seed) -> ruled(law, seed, new ShuffledWorld(world(law, seed))));
    int enough = runs.seeds() - runs.seeds() * FEW / 5;
    return new Findings(
        List.of(
            table("rules, then search", ruled),
            table("SINDy autoencoder", sindy),
            table("no rules, then search", plain),
            table("rules on states shuffled in time, then search", shuffled)),
        bars(ruled, plain, shuffled, enough));
  }

  private static Result ruled(int law, int seed, World seen) {
    StateLaw own = laws().get(law);
    List<Attempt> attempts = SymbolRun.simpleFirst(own.observed(), BEST, STEPS);
    return new SymbolRun(own, seen, attempts, seed).result();
  }

  private static SymbolRun free(int law, int seed) {
    StateLaw own = laws().get(law);
    List<Attempt> attempts = SymbolRun.free(own.observed(), 2 * STEPS);
    return new SymbolRun(own, world(law, seed), attempts, seed);
  }

  /** Results of all seeds, by world. */
  private static List<List<Result>> all(Runs runs, BiFunction<Integer, Integer, Result> run) {
    return runs.all(IntStream.range(0, laws().size()).boxed().toList(), run);
  }

  static List<Bar> bars(
      List<List<Result>> ruled, List<List<Result>> plain, List<List<Result>> shuffled, int enough) {
    long worlds = ruled.stream().filter(seeds -> solved(seeds) >= enough).count();
    long strict =
        ruled.stream()
            .filter(seeds -> seeds.stream().filter(Result::strictlySolved).count() >= enough)
            .count();
    int controls = plain.getFirst().size();
    long found = ruled.stream().mapToLong(seeds -> solved(seeds.subList(0, controls))).sum();
    long without = plain.stream().mapToLong(ConcentrateSymbols::solved).sum();
    long laws = shuffled.stream().flatMap(List::stream).filter(Result::holds).count();
    return List.of(
        new Bar(
            "the true law in at least %d of %d worlds, in %d seeds of each"
                .formatted(ENOUGH_WORLDS, ruled.size(), enough),
            worlds >= ENOUGH_WORLDS,
            worlds + " worlds"),
        new Bar(
            "the same with rates per step in place of factors",
            strict >= ENOUGH_WORLDS,
            strict + " worlds"),
        new Bar(
            "control: fewer true laws without rules, seeds of each world: %d".formatted(controls),
            without < found,
            "%d against %d".formatted(without, found)),
        new Bar("control: no law of shuffled states", laws == 0, Long.toString(laws)));
  }

  private static long solved(List<Result> seeds) {
    return seeds.stream().filter(Result::solved).count();
  }

  private static Table table(String title, List<List<Result>> byWorld) {
    List<List<String>> rows = new ArrayList<>();
    for (int law = 0; law < byWorld.size(); law++) {
      List<Result> seeds = byWorld.get(law);
      rows.add(
          List.of(
              laws().get(law).name(),
              "%d of %d".formatted(solved(seeds), seeds.size()),
              seeds.stream().map(r -> error(r.error())).toList().toString(),
              seeds.stream().map(r -> error(r.rateError())).toList().toString(),
              "%d of %d".formatted(seeds.stream().filter(Result::holds).count(), seeds.size()),
              Sample.of(seeds, Result::residual).text(5),
              Sample.of(seeds, Result::reconstruction).text(4),
              shortened(seeds.getFirst().formula()).replace("|", "\\|")));
    }
    return new Table(
        title,
        List.of(
            "world",
            "true law found",
            "error of constants by seed",
            "with rates for factors",
            "a law holds",
            "r",
            "reconstruction",
            "found with the first seed"),
        rows);
  }

  private static String shortened(String formula) {
    return formula.length() <= LONGEST ? formula : formula.substring(0, LONGEST) + " …";
  }

  private static String error(double error) {
    return Double.isInfinite(error)
        ? "another form"
        : String.format(Locale.ROOT, "%.2g %%", 100 * error);
  }
}
