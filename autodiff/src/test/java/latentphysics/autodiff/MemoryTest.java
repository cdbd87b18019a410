package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.tensor.DType;
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
  private static final long ELSE = 12 << 20; // idle data of kernels that are being warmed up

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

  @Test
  void recordsKeepWhatDerivativesRead() {
    Tensor w = Points.normal(1, WIDTH, WIDTH).mul(0.1);
    Tensor b = Points.normal(2, WIDTH).mul(0.1);
    Tensor start = Points.normal(3, ROWS, WIDTH);
    Autodiff.grad(p -> step(start, p.get(0), p.get(1)).sum(), List.of(w, b));
    Meter meter = new Meter();
    List<Tensor> gradient =
        Autodiff.grad(
            p -> {
              Tensor z = start;
              for (int t = 0; t < STEPS; t++) {
                z = step(t == STEPS / 2 ? meter.onTheWayBack(z) : z, p.get(0), p.get(1));
              }
              Tensor loss = z.square().mean();
              meter.atEnd();
              return loss;
            },
            List.of(w, b));
    assertTrue(gradient.getFirst().isFinite());
    String found = meter + ", to be kept " + KEPT;
    assertTrue(meter.forward > 0.9 * KEPT, "the meter works: " + found);
    assertTrue(meter.forward < MARGIN * KEPT + ELSE, found);
    assertTrue(meter.halfway < 0.5 * MARGIN * KEPT + ELSE, found);
  }

  @Test
  void scansNeedTheRoot() {
    Tensor w = Points.normal(1, WIDTH, WIDTH).mul(0.1);
    Tensor b = Points.normal(2, WIDTH).mul(0.1);
    Tensor start = Points.normal(3, ROWS, WIDTH);
    Meter meter = new Meter();
    Tensor marker = Tensor.zeros(DType.FLOAT64, 1);
    List<Tensor> gradient =
        Autodiff.grad(
            p -> {
              Scan.Result run =
                  Scan.scan(
                      (q, c, x) ->
                          new Scan.Result(
                              List.of(meter.onTheWayBack(step(c.getFirst(), q.get(0), q.get(1)))),
                              List.of()),
                      p,
                      List.of(start),
                      List.of(),
                      STEPS);
              return run.carry().getFirst().square().mean().add(marker.sum());
            },
            List.of(w, b));
    assertTrue(gradient.getFirst().isFinite());
    // 32 carries and 32 recorded steps
    long root = 2 * 32 * STATE;
    assertTrue(meter.peak < MARGIN * root + ELSE, meter + ", to be kept " + root);
  }
}
