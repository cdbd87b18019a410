package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import latentphysics.loss.Annealing;
import latentphysics.loss.BestRule;
import latentphysics.loss.Blend;
import latentphysics.loss.BoundedMass;
import latentphysics.loss.Concentration;
import latentphysics.loss.Gated;
import latentphysics.loss.HarmonicBits;
import latentphysics.loss.LogMass;
import latentphysics.loss.Overwhelming;
import latentphysics.reproduce.Findings.Bar;
import latentphysics.reproduce.Findings.Table;
import latentphysics.reproduce.SmallWorldRun.Arm;
import latentphysics.rule.Affine;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Observer;
import latentphysics.world.TurningWorld;

/**
 * M3: what concentration does to the last stubborn errors, in a world whose map bends sharply at
 * one place.
 *
 * <p>Every loss trades reconstruction for obedience by its weight. So each is run with several
 * weights, and losses are compared at equal reconstruction: along a loss's weights the logarithm of
 * the share of error sites is interpolated linearly against that of the reconstruction error, for
 * each seed.
 */
final class ConcentrateSnap implements Reproduction {
  private static final int STEPS = 6000;
  private static final Annealing TOLERANCE = new Annealing(0.5, 0.05, 0.7);
  private static final int WATCH_EVERY = 100;
  private static final int WATCHED = 1024;
  private static final double MOSTLY_RIGHT = 0.2;
  private static final double SMALLEST_SHARE = 0.5 / 4096;

  @Override
  public String name() {
    return "concentrate-snap";
  }

  @Override
  public String claim() {
    return "The turning world with a sharp local fault, 6000 steps. F4 leaves at most 0.9 of F1's"
        + " error sites. The seed predicts that F4 beats the plain best rule F0b; F5 is to leave at"
        + " most half of F0b's error sites at equal reconstruction.";
  }

  private record Score(PlaneScore plane, double stepsToMostlyRight) {}

  /** A loss with the weights that it is run with; the first is the one it is usually given. */
  private record Contestant(String name, Concentration loss, List<Double> weights) {}

  /** A contestant with one of its weights. */
  private record Entry(Contestant who, double weight) {}

  /** Scores of each contestant, for each weight and seed. */
  private record Planes(Map<String, List<List<PlaneScore>>> byName) {
    List<List<PlaneScore>> of(String name) {
      return Objects.requireNonNull(byName.get(name));
    }
  }

  private static List<Contestant> contestants() {
    return List.of(
        new Contestant("F0b", new BestRule(0.1), List.of(0.3, 0.1, 1.0, 3.0, 10.0)),
        new Contestant("F1", new BoundedMass(), List.of(0.1, 0.01, 0.03)),
        new Contestant("F2", new LogMass(), List.of(0.02, 0.002, 0.006)),
        new Contestant("F3", new HarmonicBits(), List.of(0.02, 0.002, 0.006)),
        new Contestant("F4", new Gated(), List.of(0.1, 0.01, 0.03)),
        new Contestant(
            "F1-F4", new Blend(new BoundedMass(), new Gated(), 0.3, 0.7), List.of(1.0, 0.1, 0.3)),
        new Contestant(
            "F0b, both halves and decoder",
            new Overwhelming(1, 1, true, 1),
            List.of(1.0, 0.3, 3.0, 10.0)),
        new Contestant(
            "F5 without the two aids", new Overwhelming(1, 30, false, 0), List.of(2.0, 1.0, 0.3)),
        new Contestant("F5", new Overwhelming(), List.of(2.0, 1.0, 0.3)));
  }

  @Override
  public Findings run(Runs runs) {
    List<Entry> entries =
        contestants().stream()
            .flatMap(c -> c.weights().stream().map(weight -> new Entry(c, weight)))
            .toList();
    List<List<Score>> scores =
        runs.all(
            entries,
            (entry, seed) ->
                score(Arm.of(entry.who().loss(), TOLERANCE).weighted(entry.weight()), seed));
    Map<String, List<List<PlaneScore>>> byName = new LinkedHashMap<>();
    List<List<String>> rows = new ArrayList<>();
    for (int e = 0; e < entries.size(); e++) {
      Entry entry = entries.get(e);
      rows.add(row(entry.who().name(), entry.weight(), scores.get(e)));
      byName
          .computeIfAbsent(entry.who().name(), name -> new ArrayList<>())
          .add(scores.get(e).stream().map(Score::plane).toList());
    }
    Planes planes = new Planes(byName);
    Table figures =
        new Table(
            "mean (range) over %d seeds; an error site has r above 0.01".formatted(runs.seeds()),
            List.of(
                "loss",
                "weight",
                "error sites",
                "r near the fault",
                "reconstruction",
                "R² to the state",
                "50 steps ahead",
                "steps to 20 % errors"),
            rows);
    return new Findings(List.of(figures, comparison(planes)), bars(planes));
  }

  private static List<String> row(String name, double weight, List<Score> seeds) {
    List<PlaneScore> own = seeds.stream().map(Score::plane).toList();
    return List.of(
        name,
        String.format(Locale.ROOT, "%.3g", weight),
        Sample.of(own, PlaneScore::errors).text(4),
        Sample.of(own, PlaneScore::nearFault).text(4),
        Sample.of(own, PlaneScore::reconstruction).text(4),
        Sample.of(own, PlaneScore::linear).text(3),
        Sample.of(own, PlaneScore::rollout).text(4),
        Sample.of(seeds, Score::stepsToMostlyRight).text(0));
  }

  private static Score score(Arm arm, int seed) {
    TurningWorld world = ConcentrateToy.world(seed, 1);
    Key[] keys = Key.of(6000L + seed).split(2);
    Tensor fitting = world.states(keys[0], WATCHED, 3);
    Tensor judging = world.states(keys[1], WATCHED, 3);
    double[] reached = {Double.POSITIVE_INFINITY};
    SmallWorldRun run = SmallWorldRun.ofPlane(world, arm, STEPS, seed);
    SmallWorldRun unbound =
        run.withPlan(run.plan().with(run.plan().pull().bounded(Double.POSITIVE_INFINITY)));
    Observer watch =
        report -> {
          if (report.step() % WATCH_EVERY == 0 && Double.isInfinite(reached[0])) {
            TrainedWorld now =
                new TrainedWorld(world, unbound.networks().autoencoder(), report.parameters());
            Motion held = now.motion(judging);
            double share =
                PlaneScore.share(
                    new Rule(new Affine(), List.of(0, 1)).fit(now.motion(fitting)).residuals(held));
            reached[0] = share < MOSTLY_RIGHT ? report.step() : reached[0];
          }
          return true;
        };
    return new Score(PlaneScore.of(unbound.train(watch), ConcentrateToy.JUDGE + seed), reached[0]);
  }

  /** Error shares of one loss at a reconstruction error of each seed, along its weights. */
  private static Sample errorsAt(List<List<PlaneScore>> byWeight, double[] reconstruction) {
    double[] shares = new double[reconstruction.length];
    for (int seed = 0; seed < shares.length; seed++) {
      int s = seed;
      List<PlaneScore> along =
          byWeight.stream()
              .map(seeds -> seeds.get(s))
              .sorted((a, b) -> Double.compare(a.reconstruction(), b.reconstruction()))
              .toList();
      shares[seed] = interpolate(along, reconstruction[seed]);
    }
    return new Sample(shares);
  }

  /** Outside of what was run, the nearest run's share: no loss gets more than it showed. */
  private static double interpolate(List<PlaneScore> along, double reconstruction) {
    PlaneScore below = along.getFirst();
    for (PlaneScore above : along) {
      if (above.reconstruction() >= reconstruction) {
        double span = Math.log(above.reconstruction() / below.reconstruction());
        double part = span > 0 ? Math.log(reconstruction / below.reconstruction()) / span : 1;
        double p = Math.clamp(part, 0, 1);
        return Math.exp((1 - p) * log(below) + p * log(above));
      }
      below = above;
    }
    return below.errors();
  }

  private static double log(PlaneScore score) {
    return Math.log(Math.max(score.errors(), SMALLEST_SHARE));
  }

  private static double[] reconstructions(List<List<PlaneScore>> byWeight, int weight) {
    return byWeight.get(weight).stream().mapToDouble(PlaneScore::reconstruction).toArray();
  }

  /** Each loss beside F0b at the reconstruction that the loss has with each of its weights. */
  private static Table comparison(Planes planes) {
    List<List<PlaneScore>> baseline = planes.of("F0b");
    List<List<String>> rows = new ArrayList<>();
    planes
        .byName()
        .forEach((name, byWeight) -> {
          if (!name.equals("F0b")) {
            for (int w = 0; w < byWeight.size(); w++) {
              rows.add(
                  List.of(
                      name,
                      new Sample(reconstructions(byWeight, w)).text(4),
                      ratio(byWeight, w, baseline).quotients()));
            }
          }
        });
    return new Table(
        "error sites over F0b's at equal reconstruction",
        List.of("loss", "reconstruction", "quotient"),
        rows);
  }

  private record Ratio(Sample own, Sample other) {
    String quotients() {
      return own.ratioTo(other);
    }

    double mean() {
      return Math.exp(own.logRatioTo(other).mean());
    }
  }

  private static Ratio ratio(
      List<List<PlaneScore>> byWeight, int weight, List<List<PlaneScore>> baseline) {
    double[] own =
        byWeight.get(weight).stream()
            .mapToDouble(s -> Math.max(s.errors(), SMALLEST_SHARE))
            .toArray();
    return new Ratio(new Sample(own), errorsAt(baseline, reconstructions(byWeight, weight)));
  }

  private static List<Bar> bars(Planes planes) {
    List<List<PlaneScore>> baseline = planes.of("F0b");
    Sample f1 = Sample.of(planes.of("F1").getFirst(), PlaneScore::errors);
    Sample f4 = Sample.of(planes.of("F4").getFirst(), PlaneScore::errors);
    Ratio plain = ratio(planes.of("F4"), 0, baseline);
    Ratio strong = ratio(planes.of("F5"), 0, baseline);
    return List.of(
        new Bar(
            "F4 leaves at most 0.9 of F1's error sites, each at its usual weight",
            f4.logRatioTo(f1).mean() <= Math.log(0.9),
            f4.ratioTo(f1)),
        new Bar(
            "the seed's prediction: F4 leaves fewer error sites than F0b at F4's reconstruction",
            plain.mean() < 1,
            plain.quotients()),
        new Bar(
            "F5 leaves at most half of F0b's error sites at F5's reconstruction",
            strong.mean() <= 0.5,
            strong.quotients()));
  }
}
