package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import latentphysics.kernels.Workers;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protects the recording itself: long ones, shared parts, and the same bits on any threads. */
final class TapeTest {
  private static final int LONG = 5000;
  private static final int SMALL_STACK = 1 << 18;

  /** Runs on a stack too small for a frame for each recorded operation. */
  private static void onSmallStack(Runnable test) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(null, test, "small stack", SMALL_STACK);
    thread.setUncaughtExceptionHandler((t, thrown) -> failure.set(thrown));
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertNull(failure.get(), () -> "after " + LONG + " operations: " + failure.get());
  }

  private static Tensor chain(List<Tensor> p) {
    Tensor x = p.getFirst();
    for (int i = 0; i < LONG / 2; i++) {
      x = x.mul(p.get(1)).add(0.001);
    }
    return x.sum();
  }

  @Test
  void longChainsNeedNoDeepStack() {
    // xₙ = rⁿ·x₀ + 0.001·(1 + r + … + rⁿ⁻¹)
    double r = 0.9995;
    int n = LONG / 2;
    List<Tensor> point = List.of(Points.vector(1.0, -2.0), Tensor.scalar(DType.FLOAT64, r));
    onSmallStack(() -> {
      List<Tensor> g = Autodiff.grad(TapeTest::chain, point);
      double power = Math.pow(r, n);
      Close.close(new double[] {power, power}, g.get(0), 1e-12, "by x₀");
    });
  }

  @Test
  void longChainsHaveSecondDerivatives() {
    double r = 0.9995;
    int n = LONG / 2;
    List<Tensor> point = List.of(Points.vector(1.0, -2.0), Tensor.scalar(DType.FLOAT64, r));
    onSmallStack(() -> {
      List<Tensor> mixed =
          Autodiff.grad(p -> Autodiff.grad(TapeTest::chain, p).get(0).sum(), point);
      Close.close(new double[] {0, 0}, mixed.get(0), 0, "by x₀ twice");
      Close.close(new double[] {2 * n * Math.pow(r, n - 1)}, mixed.get(1), 1e-12, "by x₀ and r");
    });
  }

  /** Each step uses the one before twice: walking every path would take 2²⁰⁰ steps. */
  @Test
  void sharedPartsAreWalkedOnce() {
    Tensor g =
        Autodiff.grad(
                p -> {
                  Tensor x = p.getFirst();
                  for (int i = 0; i < 200; i++) {
                    x = x.add(x);
                  }
                  return x.sum();
                },
                List.of(Points.vector(1.0)))
            .getFirst();
    assertEquals(0x1p200, g.item());
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64"})
  void gradientsHaveTheSameBitsOnAnyThreads(String type) {
    DType dtype = type.equals("float32") ? DType.FLOAT32 : DType.FLOAT64;
    int[] widths = {40, 257, 129, 6};
    Key[] keys = Key.of(61).split(2 * widths.length);
    List<Tensor> parameters = new ArrayList<>();
    for (int layer = 1; layer < widths.length; layer++) {
      double scale = 1 / Math.sqrt(widths[layer - 1]);
      parameters.add(keys[2 * layer].normal(dtype, widths[layer - 1], widths[layer]).mul(scale));
      parameters.add(keys[2 * layer + 1].normal(dtype, widths[layer]).mul(0.1));
    }
    Tensor data = keys[0].normal(dtype, 1500, widths[0]);

    List<Tensor> alone = gradientOn(1, parameters, data);
    Close.sameBits(alone, gradientOn(3, parameters, data), type + ", 1 and 3 threads, seed 61");
    Close.sameBits(alone, gradientOn(1, parameters, data), type + ", 1 thread again, seed 61");
  }

  private static List<Tensor> gradientOn(int threads, List<Tensor> parameters, Tensor data) {
    try (Workers workers = Workers.of(threads)) {
      return workers.call(() -> {
        Autodiff.ValueAndGrad<List<Tensor>> found =
            Autodiff.valueAndGrad(p -> loss(p, data), parameters);
        List<Tensor> all = new ArrayList<>(found.gradient());
        all.add(found.value());
        return all;
      });
    }
  }

  /** A network whose latents obey a linear law as well as least squares can find one. */
  private static Tensor loss(List<Tensor> parameters, Tensor data) {
    Tensor z = data;
    for (int i = 0; i < parameters.size(); i += 2) {
      z = (i == 0 ? z : z.tanh()).matmul(parameters.get(i)).add(parameters.get(i + 1));
    }
    int rows = z.dim(0);
    Tensor before = z.slice(0, 0, rows - 1);
    Tensor after = z.slice(0, 1, rows);
    return before.matmul(before.lstsq(after)).sub(after).square().mean();
  }
}
