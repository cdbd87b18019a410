package latentphysics.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.optim.GlobalNorm;
import latentphysics.autodiff.optim.Optimizer;
import latentphysics.experiment.Pairs.Site;
import latentphysics.operator.Flow;
import latentphysics.physics.ConcentratedLoss;
import latentphysics.physics.Lexicon;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * Trains encoder, decoder and operator together.
 *
 * <p>A batch is a set of sites t. With z = E(x), the flow Φ and a random horizon s, the loss is
 *
 * <pre>
 *   |D(z_t) − x_t|² + |D(Φ_s z_t) − x_{t+s}|² + ½·|Φ_s z_t − z_{t+s}|²/|z|² + 0.1·C + 0.1·V
 * </pre>
 *
 * as means over the batch, with the concentrated loss C of the rules and V = Σ max(0, 1 − sd(z_j)),
 * which keeps every latent spread.
 */
final class Training {
  private static final DType DTYPE = DType.FLOAT32;
  private static final int BATCH = 128;
  private static final int LONGEST_HORIZON = 48;
  private static final double RATE = 1e-3;
  private static final double OPERATOR_RATE = 0.1; // of the networks' rate
  private static final double GRADIENT_LIMIT = 1;
  private static final double LATENT_WEIGHT = 0.5;
  private static final double CONCENTRATED_WEIGHT = 0.1;
  private static final double SPREAD_WEIGHT = 0.1;
  private static final double FIRST_TOLERANCE = 0.5;
  private static final double LAST_TOLERANCE = 0.02;

  /** Noise added to what the encoder sees, in units of the noise that the data has. */
  private static final double NOISE = 3;

  private static final int REPORTS = 200;

  private final Observations data;
  private final LatentModel model;
  private final Settings settings;
  private final Key key;
  private final List<Site> sites;
  private final ConcentratedLoss concentrated;
  private final int longest;

  /** What training leaves. */
  record Result(List<Tensor> parameters, int steps, List<Outcome.LossPoint> losses) {}

  /** Parts of a loss that are reported. */
  record Terms(Tensor reconstruction, Tensor prediction, Tensor concentrated) {}

  Training(Observations data, LatentModel model, Settings settings, Key key) {
    this(data, model, settings, key, new ConcentratedLoss(Lexicon.ofPlanes(settings.latent())));
  }

  Training(
      Observations data,
      LatentModel model,
      Settings settings,
      Key key,
      ConcentratedLoss concentrated) {
    this.data = data;
    this.model = model;
    this.settings = settings;
    this.key = key;
    sites = Pairs.sites(data.training, 1, 1);
    this.concentrated = concentrated;
    int rows = data.training.stream().mapToInt(Observations.Part::length).max().orElse(0);
    longest = Math.clamp(rows / 4, 1, LONGEST_HORIZON);
  }

  /**
   * Trains from the given parameters.
   *
   * @throws ArithmeticException if the loss or a gradient stops being finite
   */
  Result run(List<Tensor> start, Monitor monitor) {
    Optimizer adam = Optimizer.adam();
    // The law's rates are few and stiff: they move more slowly than the networks.
    int networks = model.encoder().parameters() + model.decoder().parameters();
    List<Tensor> parameters = start;
    Optimizer.State networkState = adam.start(start.subList(0, networks));
    Optimizer.State operatorState = adam.start(start.subList(networks, start.size()));
    List<Outcome.LossPoint> losses = new ArrayList<>();
    int every = Math.max(1, settings.steps() / REPORTS);
    int step = 0;
    while (step < settings.steps() && !monitor.stopRequested()) {
      Batch batch = new Batch(step, DTYPE);
      Terms[] terms = new Terms[1];
      Autodiff.ValueAndGrad<List<Tensor>> result =
          Autodiff.valueAndGrad(p -> loss(p, batch, terms), parameters);
      double loss = result.value().item();
      double norm = GlobalNorm.of(result.gradient());
      step++;
      if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
        throw new ArithmeticException(
            "training: "
                + (Double.isFinite(loss) ? "the gradient" : "the loss")
                + " is not finite at step "
                + step);
      }
      List<Tensor> gradients = GlobalNorm.clip(result.gradient(), GRADIENT_LIMIT);
      Optimizer.Step<List<Tensor>> moved =
          adam.step(
              parameters.subList(0, networks),
              gradients.subList(0, networks),
              networkState,
              rate(step));
      Optimizer.Step<List<Tensor>> turned =
          adam.step(
              parameters.subList(networks, parameters.size()),
              gradients.subList(networks, gradients.size()),
              operatorState,
              rate(step) * OPERATOR_RATE);
      networkState = moved.state();
      operatorState = turned.state();
      parameters =
          Stream.concat(moved.parameters().stream(), turned.parameters().stream()).toList();
      if (step % every == 0 || step == 1 || step == settings.steps()) {
        losses.add(
            new Outcome.LossPoint(
                step,
                loss,
                terms[0].reconstruction().stopGradient().item(),
                terms[0].prediction().stopGradient().item(),
                terms[0].concentrated().stopGradient().item()));
      }
      monitor.onStep(step, settings.steps(), loss);
    }
    return new Result(parameters, step, losses);
  }

  /** The loss of a batch; its reported parts go to {@code terms}. */
  Tensor loss(List<Tensor> p, Batch batch, Terms[] terms) {
    Tensor z = model.encode(p, batch.noisy);
    int n = batch.size;
    Tensor previous = z.slice(0, 0, n);
    Tensor now = z.slice(0, n, 2 * n);
    Tensor next = z.slice(0, 2 * n, 3 * n);
    Tensor far = z.slice(0, 3 * n, 4 * n);
    Flow flow = model.flow(p, now, next, batch.steps);
    Tensor forecast = flow.advance(now, batch.horizon);
    Tensor decoded = model.decode(p, Tensor.concatenate(0, now, forecast));

    Tensor reconstruction =
        decoded.slice(0, 0, n).sub(batch.observations.slice(0, n, 2 * n)).square().mean();
    Tensor prediction =
        decoded.slice(0, n, 2 * n).sub(batch.observations.slice(0, 3 * n, 4 * n)).square().mean();
    Tensor centred = z.sub(z.mean(0));
    Tensor variance = centred.square().mean(0);
    Tensor latent = forecast.sub(far).square().mean().div(variance.mean().add(1e-6));
    Tensor rules =
        concentrated.apply(
            previous, now, next, batch.previousSteps, batch.steps, tolerance(batch.step));
    Tensor spread = variance.add(1e-4).sqrt().neg().add(1).maximum(0).sum();
    terms[0] = new Terms(reconstruction, prediction, rules);
    return reconstruction
        .add(prediction)
        .add(latent.mul(LATENT_WEIGHT))
        .add(rules.mul(CONCENTRATED_WEIGHT))
        .add(spread.mul(SPREAD_WEIGHT));
  }

  /** τ falls geometrically over the first 70 % of the training. */
  private double tolerance(int step) {
    double share = Math.min(1, step / (0.7 * settings.steps()));
    return FIRST_TOLERANCE * Math.pow(LAST_TOLERANCE / FIRST_TOLERANCE, share);
  }

  /** Cosine from the full rate to a hundredth of it. */
  private double rate(int step) {
    double share = (double) step / settings.steps();
    return RATE * (0.01 + 0.99 * 0.5 * (1 + StrictMath.cos(Math.PI * share)));
  }

  /** Observations around randomly chosen sites; its numbers depend on seed and step alone. */
  final class Batch {
    final int step;
    final int size;
    final Tensor observations; // previous, now, next, far
    final Tensor noisy; // what the encoder sees: noise that changes cannot be learned by heart
    final Tensor previousSteps;
    final Tensor steps;
    final Tensor horizon;

    Batch(int step, DType dtype) {
      this.step = step;
      Key[] keys = new Key(key.high(), key.low() + step).split(3);
      List<Site> chosen = new ArrayList<>();
      for (int i : keys[0].integers(0, sites.size(), BATCH).toInts()) {
        chosen.add(sites.get(i));
      }
      size = chosen.size();
      // Short horizons first: a frequency that is still a little off must not lose its turn.
      int reach = (int) Math.clamp(4 + 2.0 * longest * step / settings.steps(), 1, longest);
      int[] random = keys[1].integers(0, reach, size).toInts();
      int[] ahead = new int[size];
      for (int i = 0; i < size; i++) {
        Site site = chosen.get(i);
        ahead[i] = Math.min(1 + random[i], site.part().length() - 1 - site.row());
      }
      int[] none = Pairs.constant(size, 0);
      int[] back = Pairs.constant(size, -1);
      int[] one = Pairs.constant(size, 1);
      observations =
          Tensor.concatenate(
              0,
              Pairs.features(dtype, chosen, back),
              Pairs.features(dtype, chosen, none),
              Pairs.features(dtype, chosen, one),
              Pairs.features(dtype, chosen, ahead));
      noisy =
          data.noise == 0
              ? observations
              : observations.add(
                  keys[2].normal(dtype, 4 * size, data.features).mul(NOISE * data.noise));
      previousSteps = Pairs.durations(dtype, chosen, back, none, data.nominalStep);
      steps = Pairs.durations(dtype, chosen, none, one, data.nominalStep);
      horizon = Pairs.durations(dtype, chosen, none, ahead, data.nominalStep);
    }
  }
}
