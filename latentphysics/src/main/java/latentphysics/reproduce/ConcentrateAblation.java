package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import latentphysics.loss.Annealing;
import latentphysics.loss.Concentrations;
import latentphysics.operator.LatentOperator;
import latentphysics.operator.LeastSquaresOperator;
import latentphysics.operator.LieAction;
import latentphysics.reproduce.Findings.Bar;
import latentphysics.reproduce.Findings.Table;
import latentphysics.reproduce.SmallWorldRun.Arm;
import latentphysics.search.Grammar;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Observer;
import latentphysics.training.Plan;
import latentphysics.world.SeenWorld;
import latentphysics.world.StateLaw;

/** Every concentrated loss with every latent operator, in three worlds. */
final class ConcentrateAblation implements Reproduction {
  private static final int STEPS = 3000;
  private static final int WIDTH = 2;
  private static final int ROLLED = 256;
  private static final int AHEAD = 50;

  private static final List<StateLaw> LAWS =
      List.of(
          new StateLaw.Turning(0.4, 1),
          new StateLaw.Turning(0.4, 0.97),
          new StateLaw.Orbiting(0.06));

  private static final List<String> LOSSES =
      List.of("none", "F0", "F0b", "F1", "F2", "F3", "F4", "F1-F4");

  /**
   * A latent operator, or none.
   *
   * @param name in tables
   */
  private record Mover(String name, Optional<LatentOperator> operator) {}

  private static final List<Mover> MOVERS =
      List.of(
          new Mover("autoencoder", Optional.empty()),
          new Mover("with least squares", Optional.of(new LeastSquaresOperator(WIDTH))),
          new Mover("with Lie action", Optional.of(new LieAction(WIDTH))));

  /** A row of the tables. */
  private record Entry(StateLaw law, Mover mover, String loss) {}

  /**
   * What a training left.
   *
   * @param found whether the true law was found, with constants within 2 %
   * @param holds whether any law holds
   * @param bits description length of the laws found and of their misses
   * @param rollout decoded error over variance, fifty steps of the laws found
   * @param reconstruction error over variance
   * @param seconds of the training
   */
  record Score(
      boolean found,
      boolean holds,
      double bits,
      double rollout,
      double reconstruction,
      double seconds) {}

  @Override
  public String name() {
    return "concentrate-ablation";
  }

  @Override
  public String claim() {
    return "Eight losses with and without a latent operator in three worlds (rotation, spiral,"
        + " central force), 3000 steps of 128 triples, a dozen rules, then a search among the same"
        + " rules. A table without a claim, but for one: over the three worlds some concentrated"
        + " loss finds more laws than training without rules and than the plain mean of all rules"
        + " (F0).";
  }

  @Override
  public Findings run(Runs runs) {
    List<Entry> entries = new ArrayList<>();
    for (StateLaw law : LAWS) {
      for (Mover mover : MOVERS) {
        LOSSES.forEach(loss -> entries.add(new Entry(law, mover, loss)));
      }
    }
    List<List<Score>> scores = runs.all(entries, (entry, seed) -> score(entry, seed, STEPS));
    List<Table> tables = new ArrayList<>();
    for (StateLaw law : LAWS) {
      tables.add(table(law, entries, scores));
    }
    return new Findings(tables, bars(found(entries, scores)));
  }

  /** Trains and judges one. */
  private static Score score(Entry entry, int seed, int steps) {
    StateLaw law = entry.law();
    SeenWorld world = new SeenWorld(law, Key.of(4000L + seed));
    Arm arm =
        Concentrations.of(entry.loss())
            .map(loss -> Arm.of(loss, Annealing.TOLERANCE))
            .orElseGet(Arm::none);
    SmallWorldRun run =
        new SmallWorldRun(
            world,
            WIDTH,
            SymbolRun.rules(WIDTH),
            arm,
            entry.mover().operator(),
            Plan.small(steps),
            seed);
    long start = System.nanoTime();
    TrainedWorld trained = run.train(Observer.none());
    double seconds = (System.nanoTime() - start) * 1e-9;
    FoundLaws laws = FoundLaws.of(trained, latent -> Grammar.of(latent, latent), seed);
    double error =
        new SymbolTruth(law, laws.states(), false).error(laws.equations(), laws.latents());
    Tensor future = world.states(Key.of(9000L + seed), ROLLED, AHEAD + 2);
    return new Score(
        laws.hold() && error <= SymbolTruth.TOLERANCE,
        laws.hold(),
        laws.bits(),
        laws.rollout(future),
        trained.reconstruction(laws.states()),
        seconds);
  }

  private static Table table(StateLaw law, List<Entry> entries, List<List<Score>> scores) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.law().equals(law)) {
        rows.add(
            Stream.concat(Stream.of(entry.mover().name(), entry.loss()), cells(scores.get(i)))
                .toList());
      }
    }
    return new Table(
        law.name(),
        List.of(
            "model",
            "loss",
            "true law",
            "a law holds",
            "bits",
            "50 steps ahead",
            "reconstruction",
            "seconds"),
        rows);
  }

  private static Stream<String> cells(List<Score> seeds) {
    return Stream.of(
        count(seeds.stream().filter(Score::found).count(), seeds.size()),
        count(seeds.stream().filter(Score::holds).count(), seeds.size()),
        Sample.of(seeds, Score::bits).text(0),
        Sample.of(seeds, Score::rollout).text(4),
        Sample.of(seeds, Score::reconstruction).text(4),
        String.format(Locale.ROOT, "%.1f", Sample.of(seeds, Score::seconds).mean()));
  }

  private static String count(long some, int all) {
    return some + " of " + all;
  }

  /** Laws found with each loss, in the order of the losses. */
  private static List<Long> found(List<Entry> entries, List<List<Score>> scores) {
    List<Long> found = new ArrayList<>();
    for (String loss : LOSSES) {
      long sum = 0;
      for (int i = 0; i < entries.size(); i++) {
        boolean own = entries.get(i).loss().equals(loss);
        sum += own ? scores.get(i).stream().filter(Score::found).count() : 0;
      }
      found.add(sum);
    }
    return found;
  }

  /**
   * The one claim.
   *
   * @param found laws with each loss, in the order of the losses
   */
  static List<Bar> bars(List<Long> found) {
    long most = found.stream().skip(2).mapToLong(n -> n).max().orElse(0);
    List<String> each = new ArrayList<>();
    for (int i = 0; i < LOSSES.size(); i++) {
      each.add(LOSSES.get(i) + " " + found.get(i));
    }
    return List.of(
        new Bar(
            "true laws found with some concentrated loss, more than without and than with F0",
            most > Math.max(found.get(0), found.get(1)),
            String.join(", ", each)));
  }
}
