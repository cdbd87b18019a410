package latentphysics.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import latentphysics.autodiff.Autodiff;
import latentphysics.kernels.Workers;
import latentphysics.loss.BoundedMass;
import latentphysics.loss.ConcentratedLoss;
import latentphysics.network.Mlp;
import latentphysics.rule.Affine;
import latentphysics.rule.CentralForce;
import latentphysics.rule.Constant;
import latentphysics.rule.Decay;
import latentphysics.rule.Drift;
import latentphysics.rule.Form;
import latentphysics.rule.Identity;
import latentphysics.rule.Inertia;
import latentphysics.rule.Motion;
import latentphysics.rule.Oscillator;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The concentrated loss of twelve rules on 512 triples of 8 latents, value and gradient, beside the
 * gradient of the encoder 64-128-128-8 that it is added to: of 512 observations, and of all 1536
 * that the triples come from.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 20, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class ConcentratedLossBenchmark {
  private static final int PLACES = 512;
  private static final int LATENT = 8;
  private static final int FEATURES = 64;

  /** Number of threads. */
  @Param({"1", "2"})
  int threads;

  private final Mlp encoder = new Mlp(FEATURES, List.of(128, 128), LATENT);
  private final List<Tensor> parameters = encoder.initialize(Key.of(1), DType.FLOAT32);
  private final Tensor few = Key.of(2).normal(DType.FLOAT32, PLACES, FEATURES);
  private final Tensor all = Key.of(3).normal(DType.FLOAT32, 3 * PLACES, FEATURES);
  private final Tensor latents = Key.of(4).normal(DType.FLOAT32, 3 * PLACES, LATENT);
  private final ConcentratedLoss loss = new ConcentratedLoss(rules(), new BoundedMass());
  private Workers workers = Workers.of(1);

  private static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (Form form :
        List.of(
            new Constant(),
            new Identity(),
            new Inertia(),
            new Drift(),
            new Decay(),
            new Affine(),
            new Oscillator(),
            new CentralForce(3, false))) {
      rules.add(new Rule(form, List.of(0, 1, 2, 3, 4, 5, 6, 7)));
    }
    for (int first = 0; first < LATENT; first += 2) {
      rules.add(new Rule(new Rotation(true), List.of(first, first + 1)));
    }
    return rules;
  }

  /** Takes the threads. */
  @Setup
  public void setup() {
    workers = Workers.of(threads);
  }

  /** Fits, errors, loss and gradient by the latents. */
  @Benchmark
  public Tensor concentratedLoss() {
    return workers.call(() -> Autodiff.grad(this::value, latents));
  }

  private Tensor value(Tensor z) {
    Motion motion =
        Motion.of(
            z.slice(0, 0, PLACES),
            z.slice(0, PLACES, 2 * PLACES),
            z.slice(0, 2 * PLACES, 3 * PLACES));
    return loss.of(loss.judge(motion, 0.5));
  }

  /** Gradient of the encoder by its parameters, 512 rows. */
  @Benchmark
  public List<Tensor> encoderOfPlaces() {
    return encoderGradient(few);
  }

  /** Gradient of the encoder by its parameters, the 1536 rows of all triples. */
  @Benchmark
  public List<Tensor> encoderOfTriples() {
    return encoderGradient(all);
  }

  private List<Tensor> encoderGradient(Tensor x) {
    return workers.call(() -> Autodiff.grad(p -> encoder.apply(p, x).square().sum(), parameters));
  }
}
