package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import latentphysics.loss.Annealing;
import latentphysics.loss.BoundedMass;
import latentphysics.reproduce.Findings.Bar;
import latentphysics.reproduce.Findings.Table;
import latentphysics.reproduce.SmallWorldRun.Arm;
import latentphysics.training.Observer;
import latentphysics.training.Plan;

/** M2: what keeps latents from shrinking to a point, taken away piece by piece. */
final class ConcentrateCollapse implements Reproduction {

  @Override
  public String name() {
    return "concentrate-collapse";
  }

  @Override
  public String claim() {
    return "Under F1 with raw errors instead of errors over the mean squared displacement, latents"
        + " shrink: least standard deviation ≤ 0.1 with reconstruction and without a guard, about 0"
        + " (≤ 0.01) with neither. With scale-free errors they stay open (≥ 0.5) even without"
        + " reconstruction, where the guard holds them.";
  }

  private record Case(String what, boolean raw, double reconstruction, double guard) {}

  @Override
  public Findings run(Runs runs) {
    List<Case> cases =
        List.of(
            new Case("scale-free, reconstruction and guard", false, 1, 0.1),
            new Case("scale-free, guard alone", false, 0, 0.1),
            new Case("raw, reconstruction alone", true, 1, 0),
            new Case("raw, nothing else", true, 0, 0));
    List<Callable<PlaneScore>> jobs = new ArrayList<>();
    for (Case c : cases) {
      Arm scaled = Arm.of(new BoundedMass(), Annealing.TOLERANCE);
      Arm arm = c.raw() ? scaled.raw() : scaled;
      for (int seed = 0; seed < runs.seeds(); seed++) {
        int s = seed;
        jobs.add(() -> {
          SmallWorldRun run =
              SmallWorldRun.ofPlane(ConcentrateToy.world(s, 0), arm, ConcentrateToy.STEPS, s);
          Plan plan =
              run.plan()
                  .withHolds(c.reconstruction(), c.guard())
                  .withGradientBound(Double.POSITIVE_INFINITY);
          return PlaneScore.of(run.withPlan(plan).train(Observer.none()), 5000L + s);
        });
      }
    }
    List<PlaneScore> scores = runs.all(jobs);
    List<List<String>> rows = new ArrayList<>();
    List<Sample> spreads = new ArrayList<>();
    for (int c = 0; c < cases.size(); c++) {
      List<PlaneScore> own = scores.subList(c * runs.seeds(), (c + 1) * runs.seeds());
      Sample spread = ConcentrateToy.sample(own, PlaneScore::spread);
      spreads.add(spread);
      rows.add(
          List.of(
              cases.get(c).what(),
              spread.text(4),
              ConcentrateToy.sample(own, PlaneScore::affine).text(5),
              ConcentrateToy.sample(own, PlaneScore::linear).text(3)));
    }
    return new Findings(
        List.of(
            new Table(
                "F1, mean (range) over %d seeds".formatted(runs.seeds()),
                List.of("errors, and what holds the latents", "least sd", "r, affine", "R²"),
                rows)),
        List.of(
            bar("scale-free with reconstruction: sd ≥ 0.5", spreads.get(0), 0.5, true),
            bar("scale-free with the guard alone: sd ≥ 0.5", spreads.get(1), 0.5, true),
            bar("control, raw with reconstruction: sd ≤ 0.1", spreads.get(2), 0.1, false),
            bar("control, raw with nothing: sd ≤ 0.01", spreads.get(3), 0.01, false)));
  }

  private static Bar bar(String demand, Sample spread, double limit, boolean open) {
    return new Bar(
        demand, open ? spread.least() >= limit : spread.largest() <= limit, spread.text(4));
  }
}
