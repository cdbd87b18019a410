package latentphysics.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.optim.GlobalNorm;
import latentphysics.autodiff.optim.Optimizer;
import latentphysics.loss.ConcentratedLoss;
import latentphysics.operator.Flow;
import latentphysics.rule.Motion;
import latentphysics.search.RuleSearch;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Trains encoder, decoder and operator together, by Adam.
 *
 * <p>With z = E(x), guard V, flow Φ over a horizon s and concentrated loss C,
 *
 * <pre>
 *   |D(z_t) − x_t|² + γ·V + λ·C                                        and with an operator
 *   + |D(Φ_s z_t) − x_{t+s}|² + ½·|Φ_s z_t − z_{t+s}|²/|z|²
 * </pre>
 *
 * <p>Some concentrated losses have the decoder learn from the law too: μ·|D(ẑ_{t+1}) − x_{t+1}|²
 * with ẑ what the best rules foretell, detached.
 *
 * <p>The pull ∂(λ·C)/∂z on the latents is held to a multiple of the pull of all the rest before
 * both go back through the encoder together.
 */
public final class Trainer {
  private static final double OPERATOR_RATE = 0.1; // of the networks' rate: few and stiff numbers
  private static final int REFRESHED = 200; // steps that lawful directions are kept for
  private static final double GRADIENT_LIMIT = 1;
  private static final double LATENT_WEIGHT = 0.5;

  private final Autoencoder model;
  private final Batch.Source source;
  private final Optional<ConcentratedLoss> physics;
  private final Plan plan;
  private final Optional<RuleSearch.Settings> search;

  /**
   * A training.
   *
   * @param physics rules that pull on the latents, if any do
   */
  public Trainer(
      Autoencoder model, Batch.Source source, Optional<ConcentratedLoss> physics, Plan plan) {
    this(model, source, physics, plan, Optional.empty());
  }

  private Trainer(
      Autoencoder model,
      Batch.Source source,
      Optional<ConcentratedLoss> physics,
      Plan plan,
      Optional<RuleSearch.Settings> search) {
    this.model = model;
    this.source = source;
    this.physics = physics;
    this.plan = plan;
    this.search = search;
  }

  /**
   * The same training with a network beside it that proposes further rules, which pull with the
   * others; without others it has no part.
   *
   * @param network of the coordinates that rules speak about
   */
  public Trainer proposing(RuleSearch.Settings network) {
    return new Trainer(model, source, physics, plan, Optional.of(network));
  }

  /**
   * Trains from the given parameters.
   *
   * @return the last parameters
   * @throws ArithmeticException if a loss or a gradient stops being finite, with the step
   */
  public Autoencoder.Parameters run(Autoencoder.Parameters start, Observer observer) {
    Optimizer adam = Optimizer.adam();
    Autoencoder.Parameters now = start;
    int networks = start.encoder().size() + start.decoder().size();
    Optimizer.State networkState = adam.start(start.all().subList(0, networks));
    Optimizer.State operatorState = adam.start(start.operator());
    Optional<Projection> projection = Optional.empty();
    TriedRules rules = new TriedRules(physics, search);
    for (int step = 0; step < plan.steps(); step++) {
      double progress = (double) step / plan.steps();
      if (plan.pull().lawful() > 0 && plan.pull().weightAt(progress) > 0 && step % REFRESHED == 0) {
        projection = Projection.of(model, now, source, step, plan.pull().lawful());
      }
      Pass pass =
          new Pass(now, source.batch(step), progress, new Pulling(rules.loss(), projection));
      pass.checkFinite(step + 1);
      Optional<RuleSearch.Look> look = rules.look(step + 1, model, now, pass.batch, projection);
      List<Tensor> gradient = GlobalNorm.clip(pass.gradient, GRADIENT_LIMIT);
      double rate = plan.rate().rate(step);
      Optimizer.Step<List<Tensor>> moved =
          adam.step(
              now.all().subList(0, networks), gradient.subList(0, networks), networkState, rate);
      Optimizer.Step<List<Tensor>> turned =
          adam.step(
              now.operator(),
              gradient.subList(networks, gradient.size()),
              operatorState,
              rate * OPERATOR_RATE);
      networkState = moved.state();
      operatorState = turned.state();
      List<Tensor> all = new ArrayList<>(moved.parameters());
      all.addAll(turned.parameters());
      now = model.split(all);
      if (!observer.onStep(pass.report(step + 1, now, look))) {
        break;
      }
    }
    return now;
  }

  /**
   * What pulls at a step.
   *
   * @param rules their loss, if there are any
   * @param projection that they speak in, if not in the latents themselves
   */
  record Pulling(Optional<ConcentratedLoss> rules, Optional<Projection> projection) {}

  /** What pulls at the first step. */
  Pulling pulling() {
    return new Pulling(physics, Optional.empty());
  }

  /** Value and gradient of the loss of one batch. */
  final class Pass {
    private final Batch batch;
    private final Pulling pulling;
    private final double loss;
    private final List<Tensor> gradient;
    private Tensor reconstruction = Tensor.scalar(DType.FLOAT32, 0);
    private Tensor prediction = Tensor.scalar(DType.FLOAT32, 0);
    private Tensor concentrated = Tensor.scalar(DType.FLOAT32, 0);
    private double bound = 1;
    private List<ConcentratedLoss.Judged> judged = List.of();
    private Optional<Tensor> foretold;

    Pass(Autoencoder.Parameters parameters, Batch batch, double progress, Pulling pulling) {
      this.batch = batch;
      this.pulling = pulling;
      Autodiff.Vjp encoded =
          Autodiff.vjp(p -> List.of(model.encoder().apply(p, batch.noisy())), parameters.encoder());
      Tensor z = encoded.outputs().getFirst();
      List<Tensor> rest = new ArrayList<>(parameters.decoder());
      rest.addAll(parameters.operator());
      List<Tensor> at = new ArrayList<>();
      at.add(z);
      at.addAll(rest);
      double lambda = plan.pull().weightAt(progress);
      Optional<Tensor> rules =
          pulling
              .rules()
              .filter(loss -> lambda > 0)
              .map(loss -> Autodiff.grad(latents -> rules(latents, progress), z).mul(lambda));
      foretold = rules.flatMap(r -> foretold(z));
      Autodiff.ValueAndGrad<List<Tensor>> valued = Autodiff.valueAndGrad(this::base, at);
      List<Tensor> base = valued.gradient();
      Tensor pull = base.getFirst();
      if (rules.isPresent()) {
        bound = bound(norm(pull), norm(rules.get()));
        pull = pull.add(rules.get().mul(bound));
      }
      loss = valued.value().item() + lambda * Observer.Report.item(concentrated);
      List<Tensor> all = new ArrayList<>(encoded.pullback().apply(List.of(pull)));
      all.addAll(base.subList(1, base.size()));
      gradient = all;
    }

    private double bound(double rest, double rules) {
      double most = plan.pull().bound();
      return Double.isInfinite(most) ? 1 : Math.min(1, most * rest / Math.max(rules, 1e-30));
    }

    /** Where a number that is not finite appears, in the loss or only in its gradient. */
    void checkFinite(int step) {
      if (!Double.isFinite(loss) || !Double.isFinite(GlobalNorm.of(gradient))) {
        throw new ArithmeticException(
            "training: the %s is not finite at step %d"
                .formatted(Double.isFinite(loss) ? "gradient" : "loss", step));
      }
    }

    double loss() {
      return loss;
    }

    /** By encoder, decoder and operator. */
    List<Tensor> gradient() {
      return gradient;
    }

    private static double norm(Tensor x) {
      return Math.sqrt(x.square().sum().item());
    }

    /** All of the loss but the rules, by latents, decoder and operator. */
    private Tensor base(List<Tensor> at) {
      Tensor z = at.getFirst();
      int decoders = model.decoder().parameters();
      List<Tensor> decoder = at.subList(1, 1 + decoders);
      Tensor now = batch.part(z, 1);
      Tensor x = batch.part(batch.observations(), 1);
      Tensor guard =
          plan.hold().guard().apply(z).mul(plan.hold().guarding()).add(throughLaw(decoder));
      if (model.operator().isEmpty()) {
        reconstruction = model.decoder().apply(decoder, now).sub(x).square().mean();
        return reconstruction.mul(plan.hold().reconstruction()).add(guard);
      }
      Tensor horizon = batch.horizon().orElseThrow();
      Tensor next = batch.part(z, 2);
      Tensor steps =
          batch
              .durations()
              .map(d -> d.next())
              .orElseGet(() -> Tensor.ones(z.dtype(), batch.size(), 1));
      Flow flow =
          model.operator().get().flow(at.subList(1 + decoders, at.size()), now, next, steps);
      Tensor forecast = flow.advance(now, horizon);
      Tensor decoded = model.decoder().apply(decoder, Tensor.concatenate(0, now, forecast));
      reconstruction = decoded.slice(0, 0, batch.size()).sub(x).square().mean();
      prediction =
          decoded
              .slice(0, batch.size(), 2 * batch.size())
              .sub(batch.part(batch.observations(), 3))
              .square()
              .mean();
      Tensor variance = z.sub(z.mean(0)).square().mean().add(1e-6);
      Tensor latent = forecast.sub(batch.part(z, 3)).square().mean().div(variance);
      return reconstruction
          .mul(plan.hold().reconstruction())
          .add(guard)
          .add(prediction)
          .add(latent.mul(LATENT_WEIGHT));
    }

    /** What the rules say of the next latents, if the decoder is to learn from it. */
    private Optional<Tensor> foretold(Tensor z) {
      ConcentratedLoss loss = pulling.rules().orElseThrow();
      if (loss.concentration().decoding() == 0 || judged.isEmpty()) {
        return Optional.empty();
      }
      Motion motion = batch.motion(z.stopGradient());
      return Optional.of(
          pulling
              .projection()
              .map(p -> p.replaced(motion.after(), loss.foretell(judged, p.apply(motion))))
              .orElseGet(() -> loss.foretell(judged, motion)));
    }

    /** The decoder's error on foretold latents, by its weight. */
    private Tensor throughLaw(List<Tensor> decoder) {
      if (foretold.isEmpty()) {
        return Tensor.scalar(batch.observations().dtype(), 0);
      }
      return model
          .decoder()
          .apply(decoder, foretold.get())
          .sub(batch.part(batch.observations(), 2))
          .square()
          .mean()
          .mul(pulling.rules().orElseThrow().concentration().decoding());
    }

    private Tensor rules(Tensor z, double progress) {
      ConcentratedLoss loss = pulling.rules().orElseThrow();
      Motion motion = batch.motion(z);
      judged = loss.judge(pulling.projection().map(p -> p.apply(motion)).orElse(motion), progress);
      if (!judged.isEmpty()) {
        concentrated = loss.of(judged);
      }
      return concentrated;
    }

    Observer.Report report(
        int step, Autoencoder.Parameters parameters, Optional<RuleSearch.Look> look) {
      return new Observer.Report(
          step,
          loss,
          Observer.Report.item(reconstruction),
          Observer.Report.item(prediction),
          Observer.Report.item(concentrated),
          bound,
          judged,
          look,
          parameters);
    }
  }
}
