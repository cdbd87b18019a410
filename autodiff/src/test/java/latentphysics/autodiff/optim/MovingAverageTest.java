package latentphysics.autodiff.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import latentphysics.autodiff.Close;
import latentphysics.autodiff.Points;
import latentphysics.autodiff.Structure;
import latentphysics.kernels.Workers;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects averages of weights against the textbook's loop, as values and in their structures. */
final class MovingAverageTest {
  private record Weights(Tensor a, Tensor b, Tensor c) {}

  private static final Structure<Weights> WEIGHTS = Structure.of(MethodHandles.lookup());

  private static Weights weights(DType dtype, long seed) {
    Key[] keys = Key.of(seed).split(3);
    return new Weights(
        keys[0].normal(dtype, 3, 5).permute(1, 0), keys[1].normal(dtype), keys[2].normal(dtype, 0));
  }

  /** Kingma and Ba, section 3, or the plain average from the first weights. */
  private static double[] textbook(double decay, boolean corrected, DType dtype, int updates) {
    double[] start = weights(dtype, 50).a().toDoubles();
    double[] a = corrected ? new double[start.length] : start;
    for (int t = 1; t <= updates; t++) {
      double[] theta = weights(dtype, 50 + t).a().toDoubles();
      for (int i = 0; i < a.length; i++) {
        a[i] = decay * a[i] + (1 - decay) * theta[i];
      }
    }
    for (int i = 0; corrected && i < a.length; i++) {
      a[i] /= 1 - Math.pow(decay, updates);
    }
    return a;
  }

  @Test
  void averagesAreThoseOfTheTextbook() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (boolean corrected : new boolean[] {false, true}) {
        for (double decay : new double[] {0, 0.5, 0.99, 0.9999}) {
          MovingAverage average = new MovingAverage(decay, corrected);
          MovingAverage.State<Weights> state = average.start(WEIGHTS, weights(dtype, 50));
          for (int t = 1; t <= 7; t++) {
            state = average.update(WEIGHTS, state, weights(dtype, 50 + t));
            Close.close(
                textbook(decay, corrected, dtype, t),
                state.average().a(),
                dtype == DType.FLOAT64 ? 1e-12 : 1e-6,
                average + " " + dtype + ", update " + t);
          }
          assertEquals(7, state.count().item());
          assertEquals(dtype, state.average().b().dtype());
        }
      }
    }
  }

  @Test
  void numbersWorkedOutByHand() {
    List<Tensor> start = List.of(Points.vector(4.0));
    MovingAverage plain = new MovingAverage(0.75, false);
    var state = plain.update(plain.start(start), List.of(Points.vector(8.0)));
    assertEquals(5, state.average().getFirst().item());
    assertEquals(
        6.75, plain.update(state, List.of(Points.vector(12.0))).average().getFirst().item());
    MovingAverage corrected = new MovingAverage(0.5, true);
    var first = corrected.update(corrected.start(start), List.of(Points.vector(8.0)));
    assertEquals(8, first.average().getFirst().item(), "the start has no part");
    // (0.25·8 + 0.5·2)/0.75
    assertEquals(
        4, corrected.update(first, List.of(Points.vector(2.0))).average().getFirst().item(), 1e-15);
    assertEquals(8, first.average().getFirst().item(), "the old state stays");
  }

  @Test
  void bitsDoNotDependOnThreads() {
    List<Tensor> start = List.of(Key.of(1).normal(DType.FLOAT32, 100_003));
    List<Tensor> next = List.of(Key.of(2).normal(DType.FLOAT32, 100_003));
    MovingAverage average = new MovingAverage(0.9, false);
    List<List<Tensor>> results = new ArrayList<>();
    for (int threads : new int[] {1, 3}) {
      try (Workers workers = Workers.of(threads)) {
        results.add(workers.call(() -> average.update(average.start(start), next).average()));
      }
    }
    Close.sameBits(results.get(0), results.get(1), "1 and 3 threads, seeds 1 and 2");
  }

  @Test
  void stateIsSavedAsTensors() {
    Structure<MovingAverage.State<Weights>> structure = Structure.of(MethodHandles.lookup());
    var state = new MovingAverage(0.9, true).start(WEIGHTS, weights(DType.FLOAT64, 1));
    assertEquals(
        List.of("count", "average.a", "average.b", "average.c"), structure.distinctNames(state));
  }

  @Test
  void whatDoesNotFitIsAnError() {
    Close.rejects("moving average: decay 1.0, expected [0, 1)", () -> new MovingAverage(1, false));
    MovingAverage average = new MovingAverage(0.9, false);
    Close.rejects(
        "moving average: parameter 0 is int32[2], expected float32 or float64",
        () -> average.start(List.of(Tensor.of(new int[] {1, 2}))));
    Weights weights = weights(DType.FLOAT64, 1);
    Close.rejects(
        "moving average: parameter a is float32[5, 3], expected float64[5, 3]",
        () ->
            average.update(
                WEIGHTS,
                average.start(WEIGHTS, weights),
                WEIGHTS.map(weights, x -> x.astype(DType.FLOAT32))));
    Close.rejects(
        "moving average: count float64[], expected int32[]",
        () -> new MovingAverage.State<>(Tensor.scalar(DType.FLOAT64, 1), weights));
  }
}
