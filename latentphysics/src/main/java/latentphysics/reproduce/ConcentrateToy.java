package latentphysics.reproduce;

import java.util.ArrayList;
import java.util.List;
import latentphysics.loss.Annealing;
import latentphysics.loss.BestRule;
import latentphysics.loss.BoundedMass;
import latentphysics.loss.Gated;
import latentphysics.loss.HarmonicBits;
import latentphysics.loss.LogMass;
import latentphysics.loss.Overwhelming;
import latentphysics.loss.PlainMean;
import latentphysics.reproduce.Findings.Bar;
import latentphysics.reproduce.Findings.Table;
import latentphysics.reproduce.SmallWorldRun.Arm;
import latentphysics.tensor.random.Key;
import latentphysics.training.Observer;
import latentphysics.world.TurningWorld;

/** M1: nearly right rules teach a plane to turn; all rules together do not. */
final class ConcentrateToy implements Reproduction {
  static final int STEPS = 4000;

  /** Seeds of the states that are judged. */
  static final long JUDGE = 5000;

  private static final double SIMPLE = 1e-3;
  private static final int FEW = 1; // seeds that may fail of five

  @Override
  public String name() {
    return "concentrate-toy";
  }

  @Override
  public String claim() {
    return "A turning point behind an unknown bent map, 4000 steps of 128 triples, eight rules. With"
        + " F1 and F3 the affine map or the rotation leaves r ≤ 1e-3 in at least four of five seeds,"
        + " reconstruction ≤ 0.005, error after 50 steps ≤ 0.02. Controls: without rules r ≥ 0.05;"
        + " under the plain mean of all rules (F0) latents are no linear image of the state, R² ≤"
        + " 0.7.";
  }

  static List<Arm> arms() {
    Annealing tau = Annealing.TOLERANCE;
    return List.of(
        Arm.none(),
        Arm.of(new PlainMean(), tau),
        Arm.of(new BestRule(0.1), tau),
        Arm.of(new BoundedMass(), tau),
        Arm.of(new LogMass(), tau),
        Arm.of(new HarmonicBits(), tau),
        Arm.of(new Gated(), tau),
        Arm.of(new Overwhelming(), tau));
  }

  /** The world of a seed. */
  static TurningWorld world(int seed, double fault) {
    return new TurningWorld(Key.of(1000L + seed), fault);
  }

  /** The score of an arm in the world of a seed. */
  static PlaneScore trained(Arm arm, int seed) {
    SmallWorldRun run = SmallWorldRun.ofPlane(world(seed, 0), arm, STEPS, seed);
    return PlaneScore.of(run.train(Observer.none()), JUDGE + seed);
  }

  @Override
  public Findings run(Runs runs) {
    List<Arm> arms = arms();
    List<List<PlaneScore>> scores = runs.all(arms, ConcentrateToy::trained);
    List<Bar> bars = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (int a = 0; a < arms.size(); a++) {
      String name = arms.get(a).name();
      List<PlaneScore> own = scores.get(a);
      rows.add(
          List.of(
              name,
              Sample.of(own, PlaneScore::reconstruction).text(4),
              Sample.of(own, PlaneScore::affine).text(5),
              Sample.of(own, PlaneScore::rotation).text(5),
              Sample.of(own, PlaneScore::linear).text(3),
              Sample.of(own, PlaneScore::rollout).text(4),
              Sample.of(own, PlaneScore::spread).text(2)));
      bars.addAll(bars(name, own));
    }
    return new Findings(
        List.of(
            new Table(
                "mean (range) over %d seeds".formatted(runs.seeds()),
                List.of(
                    "loss",
                    "reconstruction",
                    "r, affine map",
                    "r, rotation",
                    "R² to the state",
                    "50 steps ahead",
                    "least sd"),
                rows)),
        bars);
  }

  private static List<Bar> bars(String name, List<PlaneScore> own) {
    Sample affine = Sample.of(own, PlaneScore::affine);
    return switch (name) {
      case "none" ->
          List.of(new Bar("control, no rules: r ≥ 0.05", affine.least() >= 0.05, affine.text(5)));
      case "F0" -> {
        Sample linear = Sample.of(own, PlaneScore::linear);
        yield List.of(new Bar("control, F0: R² ≤ 0.7", linear.largest() <= 0.7, linear.text(3)));
      }
      case "F1", "F3" -> {
        Sample best = Sample.of(own, s -> Math.min(s.affine(), s.rotation()));
        Sample rebuilt = Sample.of(own, PlaneScore::reconstruction);
        Sample ahead = Sample.of(own, PlaneScore::rollout);
        int enough = own.size() - own.size() * FEW / 5;
        yield List.of(
            new Bar(
                name + ": r ≤ 1e-3 in %d of %d seeds".formatted(enough, own.size()),
                best.atMost(SIMPLE) >= enough,
                "%d of %d, %s".formatted(best.atMost(SIMPLE), own.size(), best.text(5))),
            new Bar(name + ": reconstruction ≤ 0.005", rebuilt.largest() <= 0.005, rebuilt.text(4)),
            new Bar(name + ": 50 steps ≤ 0.02", ahead.largest() <= 0.02, ahead.text(4)));
      }
      default -> List.of();
    };
  }
}
