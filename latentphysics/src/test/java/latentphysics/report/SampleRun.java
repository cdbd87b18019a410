package latentphysics.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import latentphysics.experiment.Explanation;
import latentphysics.experiment.Law;
import latentphysics.experiment.Metrics;
import latentphysics.experiment.Model;
import latentphysics.experiment.Outcome;
import latentphysics.experiment.Proposals;
import latentphysics.experiment.Scale;
import latentphysics.experiment.Settings;
import latentphysics.network.ResidualMlp;
import latentphysics.operator.LieAction;
import latentphysics.rule.Decay;
import latentphysics.rule.Equation;
import latentphysics.rule.Form;
import latentphysics.rule.Identity;
import latentphysics.rule.Motion;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.search.RuleSearch;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;

/** A finished run made up for tests: one rotation, or none. */
public final class SampleRun {
  private SampleRun() {}

  /** Outcome of a run that found a damped rotation and a resting dimension. */
  public static Outcome outcome(Settings settings, int trainedSteps) {
    Law rotation =
        new Law(
            "damped rotation",
            List.of(0, 1),
            1.08,
            0.0044,
            5.8178,
            812.5,
            111,
            7,
            OptionalInt.of(120),
            equation(new Rotation(false), List.of(0, 1)),
            "z0,z1: rotation by 0.1800 rad per step (1.080 rad/unit), decay 0.0044 per unit",
            "z(t + Δt) = e^((−0.0044 + 1.08 i) Δt) z(t)");
    Law rest =
        new Law(
            "rest",
            List.of(2),
            0,
            0,
            Double.POSITIVE_INFINITY,
            90,
            111,
            0,
            OptionalInt.empty(),
            equation(new Identity(), List.of(2)),
            "z2: rest",
            "z2 = c");
    return outcome(settings, trainedSteps, List.of(rotation, rest));
  }

  /** Outcome of a run with such laws. */
  public static Outcome outcome(Settings settings, int trainedSteps, List<Law> laws) {
    List<Outcome.LatentPoint> path = new ArrayList<>();
    List<Outcome.SiteError> sites = new ArrayList<>();
    double[] times = new double[50];
    double[][] observed = new double[50][];
    double[][] predicted = new double[50][];
    for (int i = 0; i < 250; i++) {
      double[] z = new double[settings.latent()];
      for (int d = 0; d < z.length; d++) {
        z[d] = Math.cos(0.18 * i - d * Math.PI / 2);
      }
      path.add(new Outcome.LatentPoint(0, i / 6.0, z, i >= 200));
      if (i >= 200) {
        sites.add(new Outcome.SiteError(laws.isEmpty() ? -1 : 0, i / 6.0, 1e-3, i % 9 == 0));
        times[i - 200] = i / 6.0;
        observed[i - 200] = new double[] {Math.sin(i), Math.cos(i)};
        predicted[i - 200] = new double[] {Math.sin(i + 0.1), Double.NaN};
      }
    }
    return new Outcome(
        settings,
        trainedSteps,
        laws,
        new Metrics(
            errors(2e-4, 0.011, 0.083),
            laws.isEmpty() ? Optional.empty() : Optional.of(errors(1e-4, 0.012, 0.09)),
            errors(0.21, 1.83, 2.31),
            new Metrics.Errors(8e-5, List.of(new Metrics.Rollout(1, 8e-5))),
            errors(3e-4, 0.5, 1.2),
            0.9991),
        List.of(
            new Outcome.LossPoint(1, 1.5, 0.8, 0.6, 0.1),
            new Outcome.LossPoint(2, 0.5, 0.3, 0.1, 0.1)),
        List.of(new Outcome.Mode(-0.0044, 1.08)),
        path.subList(0, 200),
        path,
        explanation(),
        proposals(),
        sites,
        new Outcome.Forecast(times, observed, predicted),
        1 / 6.0,
        model(settings.latent()));
  }

  /** Two sites, of which one rule pulls the later one ten times as hard at the second snapshot. */
  private static Explanation explanation() {
    List<Explanation.Snapshot> snapshots = new ArrayList<>();
    for (int k = 1; k <= 2; k++) {
      snapshots.add(
          new Explanation.Snapshot(
              20 * k,
              0.1,
              List.of(
                  new Explanation.RulePush(
                      "rotation of z0, z1",
                      "z′ = R(0.4)·z",
                      new int[] {0, 1},
                      new double[] {0.01, 0.1},
                      new double[] {0.25, 0.5},
                      new double[] {k, k == 1 ? 0.5 : 20}))));
    }
    return new Explanation(
        List.of(0, 0),
        List.of(3.0, 4.5),
        snapshots,
        List.of(new Explanation.ErrorMass(1, Map.of("rotation of z0, z1", 0.2))));
  }

  /** Two looks: a rotation that is kept, and a decay that is dropped. */
  private static Proposals proposals() {
    Rule kept = new Rule(new Rotation(false), List.of(0, 1));
    Rule dropped = new Rule(new Decay(), List.of(0));
    RuleSearch.Scored rotation = new RuleSearch.Scored(kept, "z′ = R(0.4)·z", 31, 90, 500, 0.002);
    RuleSearch.Scored decay = new RuleSearch.Scored(dropped, "z0′ = 0.9·z0", 20, 240, 250, 0.2);
    return new Proposals(
        List.of(
            new RuleSearch.Look(1, List.of(), List.of(decay, rotation), 40),
            new RuleSearch.Look(101, List.of(rotation), List.of(rotation), 30)));
  }

  private static Equation equation(Form form, List<Integer> dims) {
    Tensor z = Tensor.of(new double[] {0, 1, 1, 0, 0, -1, -1, 0}, 4, 2).slice(1, 0, dims.size());
    return new Rule(form, dims).fitOn(Motion.of(z, z, z));
  }

  /** Networks of random numbers on two columns. */
  private static Model model(int latent) {
    ResidualMlp encoder = new ResidualMlp(2, List.of(3), latent);
    ResidualMlp decoder = new ResidualMlp(latent, List.of(3), 2);
    LieAction lie = new LieAction(latent);
    Tensor eye = Tensor.eye(DType.FLOAT64, 2);
    Key[] keys = Key.of(9).split(3);
    return new Model(
        new Autoencoder(encoder, decoder, Optional.of(lie)),
        new Autoencoder.Parameters(
            encoder.initialize(keys[0], keys[1].normal(DType.FLOAT32, 2, latent)),
            decoder.initialize(keys[1], keys[2].normal(DType.FLOAT32, latent, 2)),
            List.of()),
        lie.parameters(DType.FLOAT32, new double[(latent + 1) / 2], new double[latent / 2]),
        new Scale(Tensor.zeros(DType.FLOAT64, 2), Tensor.ones(DType.FLOAT64, 2), eye, eye),
        List.of(),
        0.5,
        List.of("x", "v"));
  }

  private static Metrics.Errors errors(double one, double ten, double fifty) {
    return new Metrics.Errors(
        one,
        List.of(
            new Metrics.Rollout(1, one),
            new Metrics.Rollout(10, ten),
            new Metrics.Rollout(50, fifty)));
  }

  /** A run on a file of such a name with columns of such names. */
  static RunRecord record(Outcome outcome, String data, List<String> columns) {
    return new RunRecord(
        new RunConfig("train", data, "1", null, List.of("3", "4"), false, 2),
        outcome,
        columns,
        250,
        1,
        "ab".repeat(32),
        List.of(),
        12.5,
        outcome.trainedSteps() < outcome.settings().steps(),
        List.of(),
        new Versions("1.2", "25", "Linux", "amd64"));
  }
}
