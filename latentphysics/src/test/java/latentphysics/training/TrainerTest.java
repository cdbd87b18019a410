package latentphysics.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import latentphysics.autodiff.optim.Schedule;
import latentphysics.loss.Annealing;
import latentphysics.loss.BoundedMass;
import latentphysics.loss.ConcentratedLoss;
import latentphysics.loss.Guard;
import latentphysics.network.ResidualMlp;
import latentphysics.operator.LatentOperator;
import latentphysics.operator.LeastSquaresOperator;
import latentphysics.operator.LieAction;
import latentphysics.rule.Affine;
import latentphysics.rule.Identity;
import latentphysics.rule.Inertia;
import latentphysics.rule.Lexicon;
import latentphysics.rule.Motion;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the gradient of the whole loss, the bound on the rules' pull, and when they pull. */
final class TrainerTest {
  private static final int FEATURES = 3;
  private static final int SIZE = 12;

  private static List<Optional<LatentOperator>> operators(int latent) {
    return List.of(
        Optional.empty(),
        Optional.of(new LieAction(latent)),
        Optional.of(new LeastSquaresOperator(latent)));
  }

  private static Autoencoder model(int latent, Optional<LatentOperator> operator) {
    return new Autoencoder(
        new ResidualMlp(FEATURES, List.of(5), latent),
        new ResidualMlp(latent, List.of(5), FEATURES),
        operator);
  }

  /** Constants are fitted with their gradient here, so that differences see what it sees. */
  private static Trainer trainer(Autoencoder model, int latent, double bound, double from) {
    ConcentratedLoss rules =
        new ConcentratedLoss(
            Lexicon.ofPlanes(List.of(new Identity(), new Inertia(), new Affine()), latent),
            new BoundedMass(),
            Annealing.TOLERANCE,
            new ConcentratedLoss.Judging(true, false, true));
    return new Trainer(model, step -> batch(model), Optional.of(rules), plan(latent, bound, from));
  }

  private static Plan plan(int latent, double bound, double from) {
    Guard guard = new Guard(latent, 0.5);
    return new Plan(
        10,
        Schedule.constant(1e-3),
        new Plan.Hold(1, guard, 0.3),
        new Plan.Pull(0.7, bound, 0, from, from));
  }

  /** Curves that bend, observed at unequal times. */
  private static Batch batch(Autoencoder model) {
    Key[] keys = Key.of(4).split(5);
    boolean ahead = model.operator().isPresent();
    Tensor x = keys[0].normal(DType.FLOAT64, ahead ? 4 * SIZE : 3 * SIZE, FEATURES);
    Tensor noisy = x.add(keys[1].normal(DType.FLOAT64, x.shape().dims()).mul(0.1));
    Motion.Durations durations =
        new Motion.Durations(
            keys[2].uniform(0.95, 1.05, DType.FLOAT64, SIZE, 1),
            keys[3].uniform(0.95, 1.05, DType.FLOAT64, SIZE, 1));
    return new Batch(
        x,
        noisy,
        Optional.of(durations),
        ahead
            ? Optional.of(keys[4].integers(1, 4, SIZE, 1).astype(DType.FLOAT64))
            : Optional.empty());
  }

  /** Away from the zeros that a residual network starts from, where half of a gradient vanishes. */
  private static Autoencoder.Parameters parameters(Autoencoder model, int latent, DType dtype) {
    Key[] keys = Key.of(10 + latent).split(30);
    ResidualMlp encoder = (ResidualMlp) model.encoder();
    ResidualMlp decoder = (ResidualMlp) model.decoder();
    List<Tensor> start = new ArrayList<>();
    start.addAll(encoder.initialize(keys[20], keys[21].normal(dtype, FEATURES, latent).mul(0.5)));
    start.addAll(decoder.initialize(keys[22], keys[23].normal(dtype, latent, FEATURES).mul(0.5)));
    if (model.operator().orElse(null) instanceof LieAction lie) {
      start.addAll(lie.parameters(dtype, new double[(latent + 1) / 2], new double[latent / 2]));
    }
    List<Tensor> moved = new ArrayList<>();
    for (Tensor p : start) {
      moved.add(p.add(keys[moved.size()].normal(dtype, p.shape().dims()).mul(0.2)));
    }
    return model.split(moved);
  }

  @Test
  void hasTheRightGradientOfTheWholeLoss() {
    for (int latent = 1; latent <= 3; latent++) {
      for (Optional<LatentOperator> operator : operators(latent)) {
        Autoencoder model = model(latent, operator);
        Trainer trainer = trainer(model, latent, Double.POSITIVE_INFINITY, 0);
        Batch batch = batch(model);
        List<Tensor> at = parameters(model, latent, DType.FLOAT64).all();
        List<Tensor> gradient =
            trainer.new Pass(model.split(at), batch, 0.1, trainer.pulling()).gradient();
        Key[] keys = Key.of(30 + latent).split(at.size());
        double slope = 0;
        List<Tensor> up = new ArrayList<>();
        List<Tensor> down = new ArrayList<>();
        double step = 1e-5;
        for (int i = 0; i < at.size(); i++) {
          Tensor direction = keys[i].normal(DType.FLOAT64, at.get(i).shape().dims());
          slope += gradient.get(i).mul(direction).sum().item();
          up.add(at.get(i).add(direction.mul(step)));
          down.add(at.get(i).sub(direction.mul(step)));
        }
        double measured =
            (trainer.new Pass(model.split(up), batch, 0.1, trainer.pulling()).loss()
                    - trainer.new Pass(model.split(down), batch, 0.1, trainer.pulling()).loss())
                / (2 * step);
        assertEquals(
            measured, slope, 1e-6 * (1 + Math.abs(slope)), latent + " latents, " + operator);
      }
    }
  }

  private static Trainer.Pass pass(Trainer trainer, Autoencoder.Parameters at, Batch batch) {
    return trainer.new Pass(at, batch, 0, trainer.pulling());
  }

  /** The guard's own gradient flows through both ways; only the pull of the rules is scaled. */
  @Test
  void holdsThePullOfTheRulesToAMultipleOfTheRest() {
    Autoencoder model = model(2, Optional.empty());
    Autoencoder.Parameters at = parameters(model, 2, DType.FLOAT64);
    Batch batch = batch(model);
    List<Tensor> none = pass(trainer(model, 2, 1e-12, 0), at, batch).gradient();
    List<Tensor> free = pass(trainer(model, 2, Double.POSITIVE_INFINITY, 0), at, batch).gradient();
    double bound = 0.05;
    Trainer.Pass pass = pass(trainer(model, 2, bound, 0), at, batch);
    double factor = pass.report(1, at, Optional.empty()).bound();
    assertTrue(factor > 0 && factor < 1, "factor " + factor);
    for (int i = 0; i < none.size(); i++) {
      Tensor expected = none.get(i).add(free.get(i).sub(none.get(i)).mul(factor));
      assertArrayEquals(expected.toDoubles(), pass.gradient().get(i).toDoubles(), 1e-9);
    }
  }

  @Test
  void asksTheRulesOnlyOnceTheyPull() {
    Autoencoder model = model(2, Optional.of(new LieAction(2)));
    List<Boolean> asked = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    trainer(model, 2, 10, 0.5)
        .run(
            parameters(model, 2, DType.FLOAT64),
            report -> {
              asked.add(!report.judged().isEmpty());
              losses.add(report.physics());
              return report.step() < 8;
            });
    assertEquals(List.of(false, false, false, false, false, true, true, true), asked);
    assertEquals(0, losses.get(4));
    assertTrue(losses.get(5) > 0 && losses.get(5) < 1);
  }

  @Test
  void saysWhenALossIsNotFinite() {
    Autoencoder model = model(2, Optional.empty());
    List<Tensor> start = new ArrayList<>(parameters(model, 2, DType.FLOAT64).all());
    start.set(0, Tensor.full(DType.FLOAT64, Double.NaN, FEATURES, 2));
    Trainer trainer = new Trainer(model, step -> batch(model), Optional.empty(), plan(2, 1, 0));
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class, () -> trainer.run(model.split(start), Observer.none()));
    assertEquals("training: the loss is not finite at step 1", e.getMessage());
  }
}
