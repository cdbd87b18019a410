package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import latentphysics.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Protects the memory of long roll-outs: a record keeps what derivatives read and no more, drops it
 * on the way back, and a scan needs its root.
 */
final class MemoryTest {
  private static final int STEPS = 1000;
  private static final int ROWS = 256;
  private static final int WIDTH = 64;

  /** What has to be kept of each step: the state that the product and the tanh read. */
  private static final long STATE = 8L * ROWS * WIDTH;

  private static final long KEPT = STEPS * STATE;
  private static final double MARGIN = 1.15;
  private static final long ELSE = 4 << 20;

  /**
   * Kernels that are being warmed up hold idle data for a while, on a busy machine a long one: the
   * least of some runs counts, and there are more of them until it suffices.
   */
  private static final int RUNS = 24;

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Bytes in use at chosen moments, less those before. */
  private static final class Meter {
    private final long before = used();
    private long forward;
    private long halfway;
    private long peak;
    private int passages;

    private long look() {
      long now = used() - before;
      peak = Math.max(peak, now);
      return now;
    }

    void atEnd() {
      forward = look();
    }

    /** The same values; looks at the memory when the way back comes here. */
    Tensor onTheWayBack(Tensor z) {
      return CustomVjp.of(
              "look",
              x -> x,
              (x, y, ybar) -> {
                // Not always: each look collects all garbage.
                halfway = passages++ % 50 == 0 ? look() : halfway;
                return ybar;
              })
          .apply(List.of(z))
          .getFirst();
    }

    @Override
    public String toString() {
      return "forward " + forward + ", halfway back " + halfway + ", peak " + peak + " bytes";
    }
  }

  private static Tensor step(Tensor z, Tensor w, Tensor b) {
    return z.matmul(w).add(b).tanh();
  }

  private static final Tensor W = Points.normal(1, WIDTH, WIDTH).mul(0.1);
  private static final Tensor B = Points.normal(2, WIDTH).mul(0.1);
  private static final Tensor START = Points.normal(3, ROWS, WIDTH);

  /** What a meter saw in each of some runs of a gradient by W and B, until it is enough. */
  private static List<Meter> runs(
      BiFunction<Meter, List<Tensor>, Tensor> loss, Predicate<List<Meter>> enough) {
    List<Meter> meters = new ArrayList<>();
    for (int run = 0; run < RUNS && (run == 0 || !enough.test(meters)); run++) {
      Meter meter = new Meter();
      List<Tensor> gradient = Autodiff.grad(p -> loss.apply(meter, p), List.of(W, B));
      assertTrue(gradient.getFirst().isFinite());
      meters.add(meter);
    }
    return meters;
  }

  private static long least(List<Meter> meters, ToLongFunction<Meter> what) {
    return meters.stream().mapToLong(what).min().orElseThrow();
  }

  @Test
  void recordsKeepWhatDerivativesRead() {
    List<Meter> meters =
        runs(
            (meter, p) -> {
              Tensor z = START;
              for (int t = 0; t < STEPS; t++) {
                z = step(t == STEPS / 2 ? meter.onTheWayBack(z) : z, p.get(0), p.get(1));
              }
              Tensor loss = z.square().mean();
              meter.atEnd();
              return loss;
            },
            seen -> keepsForward(seen) && dropsOnTheWayBack(seen));
    String found = meters + ", to be kept " + KEPT;
    assertTrue(
        meters.stream().anyMatch(m -> m.forward > 0.9 * KEPT), () -> "the meter works: " + found);
    assertTrue(keepsForward(meters), found);
    assertTrue(dropsOnTheWayBack(meters), found);
  }

  private static boolean keepsForward(List<Meter> meters) {
    return least(meters, m -> m.forward) < MARGIN * KEPT + ELSE;
  }

  private static boolean dropsOnTheWayBack(List<Meter> meters) {
    return least(meters, m -> m.halfway) < 0.5 * MARGIN * KEPT + ELSE;
  }

  @Test
  void scansNeedTheRoot() {
    // 32 carries and 32 recorded steps
    long root = 2 * 32 * STATE;
    Predicate<List<Meter>> small = seen -> least(seen, m -> m.peak) < MARGIN * root + ELSE;
    List<Meter> meters =
        runs(
            (meter, p) -> {
              Scan.Step step =
                  (q, c, x) -> {
                    Tensor next = step(c.getFirst(), q.get(0), q.get(1));
                    return new Scan.Result(List.of(meter.onTheWayBack(next)), List.of());
                  };
              Scan.Result run = Scan.scan(step, p, List.of(START), List.of(), STEPS);
              return run.carry().getFirst().square().mean();
            },
            small);
    assertTrue(small.test(meters), meters + ", to be kept " + root);
  }
}
