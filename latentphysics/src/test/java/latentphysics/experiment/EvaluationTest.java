package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import latentphysics.data.Trajectory;
import latentphysics.experiment.Settings.Scaling;
import latentphysics.network.ResidualMlp;
import latentphysics.operator.LieAction;
import latentphysics.search.Grammar;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;
import org.junit.jupiter.api.Test;

/** Protects the metrics by a model that is known to be right, and figures that follow by hand. */
final class EvaluationTest {
  private static final int PERIOD = 20;
  private static final double ANGLE = 2 * Math.PI / PERIOD;

  /** Of no importance here. */
  private static final StepNetwork PERCEPTRON = StepNetwork.train(circles(5, 25, 1), Key.of(3), 1);

  /** A model whose latents are the standardized observations and that turns them exactly. */
  private static Evaluation exact(Observations data, double factor) {
    LieAction lie = new LieAction(2);
    ResidualMlp network = new ResidualMlp(2, List.of(3), 2);
    Autoencoder model = new Autoencoder(network, network, Optional.of(lie));
    Autoencoder.Parameters parameters = parameters(lie, factor);
    List<Tensor> rates = parameters.operator();
    LinearStart start =
        new LinearStart(data, new Settings(2, Settings.OperatorKind.LIE, 1, 0), Key.of(0));
    return new Evaluation(
        data, model, parameters, lie.flow(rates.get(0), rates.get(1)), start.linear);
  }

  /** Networks that change nothing. */
  private static Autoencoder.Parameters parameters(LieAction lie, double factor) {
    ResidualMlp network = new ResidualMlp(2, List.of(3), 2);
    Tensor eye = Tensor.eye(DType.FLOAT32, 2);
    return new Autoencoder.Parameters(
        network.initialize(Key.of(1), eye),
        network.initialize(Key.of(2), eye),
        lie.parameters(DType.FLOAT32, new double[] {0}, new double[] {ANGLE * factor}));
  }

  /** Whole turns in training and in the held-out part, so that means are 0 and variances 1. */
  private static Observations circles(int turns, int heldOut, double step) {
    double[] times = SyntheticData.times(turns * PERIOD + heldOut, step);
    return new Observations(
        SyntheticData.of(SyntheticData.observed(SyntheticData.turn(ANGLE / step, 0), times, 0, 0)),
        Scaling.PER_COLUMN);
  }

  @Test
  void measuresAnExactModelAndItsBaselines() {
    Metrics metrics = exact(circles(16, 4 * PERIOD, 0.25), 1).metrics(List.of(), PERCEPTRON);
    assertEquals(0, metrics.model().oneStep(), 1e-9);
    assertEquals(1, metrics.reconstructionR2(), 1e-9);
    List<Metrics.Rollout> persistence = metrics.persistence().rollouts();
    int[] horizons = {1, 10, 50};
    for (int i = 0; i < 3; i++) {
      int k = horizons[i];
      assertEquals(k, persistence.get(i).steps());
      assertEquals(2 - 2 * Math.cos(k * ANGLE), persistence.get(i).error(), 1e-3, "ahead " + k);
      assertEquals(0, metrics.model().rollouts().get(i).error(), 1e-6, "ahead " + k);
      assertEquals(0, metrics.linear().rollouts().get(i).error(), 1e-6, "ahead " + k);
    }
    assertEquals(persistence.getFirst().error(), metrics.persistence().oneStep());
  }

  @Test
  void measuresAModelThatIsOffByAKnownAngle() {
    // A model that turns twice as far is off by one angle per step.
    Metrics metrics = exact(circles(16, 4 * PERIOD, 1), 2).metrics(List.of(), PERCEPTRON);
    assertEquals(2 - 2 * Math.cos(ANGLE), metrics.model().oneStep(), 1e-3);
    assertEquals(2 - 2 * Math.cos(10 * ANGLE), metrics.model().rollouts().get(1).error(), 1e-3);
  }

  @Test
  void leavesOutHorizonsThatAreLongerThanTheData() {
    Metrics metrics = exact(circles(5, 25, 1), 1).metrics(List.of(), PERCEPTRON);
    assertEquals(2, metrics.model().rollouts().size());
    assertEquals(10, metrics.model().rollouts().getLast().steps());
  }

  @Test
  void predictsOverTrueDurationsAcrossGaps() {
    double[] times = new double[400];
    for (int i = 1; i < 400; i++) {
      times[i] = times[i - 1] + (i % 25 == 0 ? 3.5 : 1);
    }
    Trajectory part = SyntheticData.observed(SyntheticData.turn(ANGLE, 0), times, 0, 0);
    Observations data = new Observations(SyntheticData.of(part), Scaling.SHARED);
    Metrics metrics = exact(data, 1).metrics(List.of(), PERCEPTRON);
    // Not quite 0: the mean of the training part is not the centre of the turn.
    assertTrue(metrics.model().rollouts().get(1).error() < 1e-3);
    // The linear baseline counts rows and not time.
    assertTrue(metrics.linear().rollouts().get(1).error() > 0.01);
  }

  @Test
  void showsTheForecastInTheDatasOwnUnits() {
    Observations data = circles(16, 4 * PERIOD, 0.25);
    Outcome.Forecast forecast = exact(data, 1).forecastFromStart();
    assertEquals(51, forecast.times().length);
    assertEquals(data.heldOut.getFirst().times()[0], forecast.times()[0]);
    for (int i = 0; i < 51; i++) {
      double angle = ANGLE / 0.25 * forecast.times()[i];
      double[] expected = {Math.cos(angle), Math.sin(angle)};
      assertArrayEquals(expected, forecast.observed()[i], 1e-6);
      assertArrayEquals(expected, forecast.predicted()[i], 1e-4);
    }
  }

  @Test
  void showsEveryObservationOnceWithItsPart() {
    Observations data = circles(16, 4 * PERIOD, 0.25);
    List<Outcome.LatentPoint> path = exact(data, 1).path(parameters(new LieAction(2), 1));
    assertEquals(20 * PERIOD, path.size());
    long heldOut = path.stream().filter(Outcome.LatentPoint::heldOut).count();
    assertEquals(data.heldOut.getFirst().length(), heldOut);
  }

  @Test
  void statesTheLawPerStepAndPerUnit() {
    Evaluation.Laws laws =
        exact(circles(16, 4 * PERIOD, 0.25), 1).laws(Grammar.of(2, 2), new Discovery(false));
    assertEquals(1, laws.laws().size());
    Law law = laws.laws().getFirst();
    assertEquals("rotation", law.rule());
    assertEquals(ANGLE / 0.25, law.anglePerUnit(), 1e-5);
    assertEquals(PERIOD * 0.25, law.period(), 1e-4);
    assertEquals(0, law.decayPerUnit());
    assertEquals(1 / Double.POSITIVE_INFINITY, law.decayPerUnit(), "minus zero would be printed");
    assertEquals("z0,z1: rotation by 0.3142 rad per step (1.257 rad/unit)", law.sentence());
    assertEquals(law.equation().formula(), law.formula());
    assertTrue(law.found().isEmpty(), "nothing was trained");
    assertEquals(law.sites(), laws.sites().size());
    assertEquals(0, law.errors());
    assertEquals(1, law.obeyed());
  }

  @Test
  void rollsTheLawOutOverTrueDurations() {
    double[] times = new double[400];
    for (int i = 1; i < 400; i++) {
      times[i] = times[i - 1] + (i % 25 == 0 ? 3.5 : 1);
    }
    Trajectory part = SyntheticData.observed(SyntheticData.turn(ANGLE, 0), times, 0, 0);
    Observations data = new Observations(SyntheticData.of(part), Scaling.SHARED);
    // The operator is wrong, but the law speaks about all coordinates.
    Evaluation evaluation = exact(data, 0.5);
    List<Law> laws = evaluation.laws(Grammar.of(2, 2), new Discovery(false)).laws();
    Metrics metrics = evaluation.metrics(laws, PERCEPTRON);
    assertTrue(metrics.law().orElseThrow().rollouts().get(1).error() < 1e-3);
    assertTrue(metrics.model().rollouts().get(1).error() > 0.1);
  }
}
