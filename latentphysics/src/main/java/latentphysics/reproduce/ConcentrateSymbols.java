package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import latentphysics.loss.Annealing;
import latentphysics.loss.HarmonicBits;
import latentphysics.reproduce.Findings.Bar;
import latentphysics.reproduce.Findings.Table;
import latentphysics.reproduce.SmallWorldRun.Arm;
import latentphysics.reproduce.SymbolRun.Result;
import latentphysics.tensor.random.Key;
import latentphysics.world.SeenWorld;
import latentphysics.world.ShuffledWorld;
import latentphysics.world.StateLaw;

/** Laws of eight worlds in symbols, each seen through an unknown nonlinear map. */
final class ConcentrateSymbols implements Reproduction {
  private static final int STEPS = 4000;
  private static final int ENOUGH_WORLDS = 6;
  private static final int LONGEST = 240; // formula in a table
  private static final int FEW = 1; // seeds that may fail of five

  @Override
  public String name() {
    return "concentrate-symbols";
  }

  @Override
  public String claim() {
    return "Eight worlds behind one unknown nonlinear map each, an autoencoder under the same rules"
        + " and F3 for all worlds of one latent width, 4000 steps of 128 triples. Then all forms"
        + " are searched on latents of other trajectories. The equation found is the true one with"
        + " constants within 2 % in at least six of eight worlds in at least four of five seeds."
        + " Beside it a SINDy autoencoder. Controls: fewer worlds without rules; no law where"
        + " states are shuffled in time.";
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

  private static SeenWorld world(int law, int seed) {
    return new SeenWorld(laws().get(law), Key.of(3000L + 10L * seed + law));
  }

  @Override
  public Findings run(Runs runs) {
    Arm arm = Arm.of(new HarmonicBits(), Annealing.TOLERANCE);
    List<List<Result>> ruled = all(runs, (law, seed) -> run(law, seed, arm).result());
    List<List<Result>> sindy = all(runs, (law, seed) -> run(law, seed, Arm.none()).baseline());
    List<List<Result>> plain = all(runs, (law, seed) -> run(law, seed, Arm.none()).result());
    List<List<Result>> shuffled =
        all(
            runs,
            (law, seed) ->
                new SymbolRun(
                        laws().get(law), new ShuffledWorld(world(law, seed)), arm, STEPS, seed)
                    .result());
    int enough = runs.seeds() - runs.seeds() * FEW / 5;
    return new Findings(
        List.of(
            table("F3, then search", ruled),
            table("SINDy autoencoder", sindy),
            table("no rules, then search", plain),
            table("F3 on states shuffled in time, then search", shuffled)),
        bars(ruled, plain, shuffled, enough));
  }

  private static SymbolRun run(int law, int seed, Arm arm) {
    return new SymbolRun(laws().get(law), world(law, seed), arm, STEPS, seed);
  }

  /** Results of all seeds, by world. */
  private static List<List<Result>> all(Runs runs, BiFunction<Integer, Integer, Result> run) {
    return runs.all(IntStream.range(0, laws().size()).boxed().toList(), run);
  }

  static List<Bar> bars(
      List<List<Result>> ruled, List<List<Result>> plain, List<List<Result>> shuffled, int enough) {
    long worlds = ruled.stream().filter(seeds -> solved(seeds) >= enough).count();
    long found = ruled.stream().mapToLong(ConcentrateSymbols::solved).sum();
    long without = plain.stream().mapToLong(ConcentrateSymbols::solved).sum();
    long laws = shuffled.stream().flatMap(List::stream).filter(Result::holds).count();
    return List.of(
        new Bar(
            "the true law in at least %d of %d worlds, in %d seeds of each"
                .formatted(ENOUGH_WORLDS, ruled.size(), enough),
            worlds >= ENOUGH_WORLDS,
            worlds + " worlds"),
        new Bar(
            "control: fewer true laws without rules",
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
