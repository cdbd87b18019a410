package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
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
    List<List<PlaneScore>> scores = runs.all(cases, ConcentrateCollapse::trained);
    List<List<String>> rows = new ArrayList<>();
    List<Sample> spreads = new ArrayList<>();
    for (int c = 0; c < cases.size(); c++) {
      List<PlaneScore> own = scores.get(c);
      Sample spread = Sample.of(own, PlaneScore::spread);
      spreads.add(spread);
      rows.add(
          List.of(
              cases.get(c).what(),
              spread.text(4),
              Sample.of(own, PlaneScore::affine).text(5),
              Sample.of(own, PlaneScore::linear).text(3)));
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

  private static PlaneScore trained(Case c, int seed) {
    Arm scaled = Arm.of(new BoundedMass(), Annealing.TOLERANCE);
    SmallWorldRun run =
        SmallWorldRun.ofPlane(
            ConcentrateToy.world(seed, 0),
            c.raw() ? scaled.raw() : scaled,
            ConcentrateToy.STEPS,
            seed);
    Plan plan = run.plan();
    Plan loose =
        plan.with(plan.hold().weighted(c.reconstruction(), c.guard()))
            .with(plan.pull().bounded(Double.POSITIVE_INFINITY));
    return PlaneScore.of(run.withPlan(loose).train(Observer.none()), ConcentrateToy.JUDGE + seed);
  }

  private static Bar bar(String demand, Sample spread, double limit, boolean open) {
    return new Bar(
        demand, open ? spread.least() >= limit : spread.largest() <= limit, spread.text(4));
  }
}
