package latentphysics.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import latentphysics.autodiff.GradCheck;
import latentphysics.experiment.Settings.OperatorKind;
import latentphysics.experiment.Settings.Scaling;
import latentphysics.kernels.Workers;
import latentphysics.network.ResidualMlp;
import latentphysics.operator.LatentOperator;
import latentphysics.operator.LeastSquaresOperator;
import latentphysics.operator.LieAction;
import latentphysics.physics.ConcentratedLoss;
import latentphysics.physics.ConstantVelocity;
import latentphysics.physics.Rest;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the gradient of the whole loss, and that data and seed alone decide the result. */
final class TrainingTest {
  private static final Observations DATA =
      new Observations(
          SyntheticData.of(
              SyntheticData.observed(
                  SyntheticData.bent(0.3, 0.002), SyntheticData.times(150, 0.5), 0.01, 1)),
          Scaling.PER_COLUMN);

  /**
   * With rules without constants: constants are fitted without gradient, so that differences would
   * see what the gradient leaves out. The tolerance at the first step lies above their noise.
   */
  @Test
  void hasTheRightGradientOfTheWholeLoss() {
    for (OperatorKind kind : OperatorKind.values()) {
      for (int latent = 1; latent <= 3; latent++) {
        LatentOperator operator =
            kind == OperatorKind.LIE ? new LieAction(latent) : new LeastSquaresOperator(latent);
        LatentModel model =
            new LatentModel(
                new ResidualMlp(3, List.of(5), latent),
                new ResidualMlp(latent, List.of(5), 3),
                operator);
        ConcentratedLoss rules =
            new ConcentratedLoss(
                List.of(List.of(new Rest(0, latent), new ConstantVelocity(0, latent))));
        Training training =
            new Training(DATA, model, new Settings(latent, kind, 100, 1), Key.of(2), rules);
        Training.Batch batch = training.new Batch(0, DType.FLOAT64);
        GradCheck.Errors errors =
            GradCheck.check(
                p -> training.loss(p, batch, new Training.Terms[1]),
                parameters(model, latent),
                Key.of(30 + latent));
        assertTrue(
            errors.first() <= 1e-6 && errors.second() <= 1e-6,
            kind + ", " + latent + " latents: " + errors);
      }
    }
  }

  @Test
  void givesTheSameBitsOnAnyNumberOfThreads() {
    for (OperatorKind kind : OperatorKind.values()) {
      Settings settings = new Settings(2, kind, 15, 5);
      List<Tensor> expected = train(settings, 1).parameters();
      for (int threads : new int[] {1, 2, 3}) {
        List<Tensor> actual = train(settings, threads).parameters();
        for (int i = 0; i < expected.size(); i++) {
          assertArrayEquals(
              expected.get(i).toDoubles(),
              actual.get(i).toDoubles(),
              0,
              kind + ", " + threads + " threads, parameter " + i);
        }
      }
    }
  }

  @Test
  void dependsOnTheSeed() {
    Tensor one = train(new Settings(2, OperatorKind.LIE, 3, 5), 1).parameters().getFirst();
    Tensor other = train(new Settings(2, OperatorKind.LIE, 3, 6), 1).parameters().getFirst();
    assertFalse(Arrays.equals(one.toDoubles(), other.toDoubles()));
  }

  @Test
  void stopsWhenAskedAndKeepsWhatThereIs() {
    Settings settings = new Settings(2, OperatorKind.LIE, 1000, 1);
    int[] seen = {0};
    Training.Result result =
        training(settings)
            .run(
                start(settings).parameters,
                new Monitor() {
                  @Override
                  public void onStep(int step, int steps, double loss) {
                    seen[0] = step;
                    assertEquals(1000, steps);
                    assertTrue(Double.isFinite(loss));
                  }

                  @Override
                  public boolean stopRequested() {
                    return seen[0] == 4;
                  }
                });
    assertEquals(4, result.steps());
    assertEquals(1, result.losses().getFirst().step());
    assertTrue(result.parameters().stream().allMatch(Tensor::isFinite));
  }

  @Test
  void reportsItsLossesAndLearnsToReconstruct() {
    Settings settings = new Settings(2, OperatorKind.LIE, 120, 1);
    List<Outcome.LossPoint> losses = train(settings, 2).losses();
    assertEquals(120, losses.size());
    assertEquals(120, losses.getLast().step());
    double first = mean(losses.subList(0, 20));
    double last = mean(losses.subList(100, 120));
    assertTrue(last < first, "from " + first + " to " + last);
  }

  @Test
  void saysWhenALossIsNotFinite() {
    Settings settings = new Settings(2, OperatorKind.LIE, 10, 1);
    List<Tensor> start = new ArrayList<>(start(settings).parameters);
    start.set(0, Tensor.full(DType.FLOAT32, Double.NaN, 3, 2));
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class, () -> training(settings).run(start, Monitor.none()));
    assertEquals("training: the loss is not finite at step 1", e.getMessage());
  }

  private static double mean(List<Outcome.LossPoint> points) {
    return points.stream().mapToDouble(Outcome.LossPoint::reconstruction).average().orElseThrow();
  }

  private static LinearStart start(Settings settings) {
    return new LinearStart(DATA, settings, Key.of(settings.seed()).split(2)[0]);
  }

  private static Training training(Settings settings) {
    return new Training(DATA, start(settings).model, settings, Key.of(settings.seed()).split(2)[1]);
  }

  private static Training.Result train(Settings settings, int threads) {
    try (Workers workers = Workers.of(threads)) {
      return workers.call(() -> training(settings).run(start(settings).parameters, Monitor.none()));
    }
  }

  /** Away from the zeros that training starts from, where half of the gradient vanishes. */
  private static List<Tensor> parameters(LatentModel model, int latent) {
    Key[] keys = Key.of(10 + latent).split(30);
    List<Tensor> start = new ArrayList<>();
    start.addAll(
        model.encoder().initialize(keys[20], keys[21].normal(DType.FLOAT64, 3, latent).mul(0.5)));
    start.addAll(
        model.decoder().initialize(keys[22], keys[23].normal(DType.FLOAT64, latent, 3).mul(0.5)));
    if (model.operator() instanceof LieAction lie) {
      start.addAll(
          lie.parameters(DType.FLOAT64, new double[(latent + 1) / 2], new double[latent / 2]));
    }
    List<Tensor> moved = new ArrayList<>();
    for (Tensor p : start) {
      moved.add(p.add(keys[moved.size()].normal(DType.FLOAT64, p.shape().dims()).mul(0.2)));
    }
    return moved;
  }
}
