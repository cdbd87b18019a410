package latentphysics.kernels.vector;

import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Instructions;

/** Runs fresh SIMD loops on idle data, in the background, until C2 has compiled them. */
final class WarmUp {
  private static final int ELEMENTS = 512;

  /** After so long without success a warm-up may give up. */
  static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /**
   * Time of an instruction on one vector that only good code reaches; the best takes a tenth of it,
   * boxing a hundred times as long, and a half-boxed loop would be slower than the scalar one.
   */
  private static final double COMPILED_NANOS = 1.6;

  private static final double CALL_NANOS = 200;
  private static final double[] FAR = {
    1e30, -1e30, 1e300, Double.NaN, 1e6, Double.NEGATIVE_INFINITY
  };

  private static final ExecutorService EXECUTOR = executor();

  private WarmUp() {}

  private static ExecutorService executor() {
    // The thread ends when there is nothing to do and never keeps the JVM alive.
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "latentphysics-warm-up");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Calls {@code preparation} on the background thread. */
  @SuppressWarnings("FutureReturnValueIgnored") // execute() has no future; failures end in the log
  static void later(Runnable preparation) {
    EXECUTOR.execute(preparation);
  }

  /**
   * Runs the loop until it is fast, over ordinary numbers and, in between, over such as make it
   * leave early: a path that was never taken is not compiled, and the first time would be slow.
   *
   * @return false if it is not after a few seconds, as with a method too long for C2
   */
  static boolean run(VectorLoop loop, Instructions program) {
    Object[] ordinary = new Object[program.operands().size()];
    Object[] far = new Object[ordinary.length];
    for (int p = 0; p < ordinary.length; p++) {
      ordinary[p] = numbers(program.type(), p, false);
      far[p] = numbers(program.type(), p, true);
    }
    int[] offsets = new int[ordinary.length];
    int[] steps = new int[ordinary.length];
    Arrays.fill(steps, ELEMENTS / 2);
    double lanes =
        program.type() == ElementType.FLOAT32
            ? FloatVector.SPECIES_PREFERRED.length()
            : DoubleVector.SPECIES_PREFERRED.length();
    return untilFast(
        () -> {
          int _ = loop.run(far, offsets, steps, 1, 0, ELEMENTS);
        },
        () -> {
          int _ = loop.run(ordinary, offsets, steps, 2, 0, ELEMENTS / 2);
        },
        COMPILED_NANOS / lanes * ELEMENTS * program.list().size() + CALL_NANOS);
  }

  /**
   * Repeats some work until it takes less than a time that only compiled code reaches.
   *
   * @return false if it does not after a few seconds
   */
  static boolean untilFast(Runnable work, double compiledNanos) {
    return untilFast(() -> {}, work, compiledNanos);
  }

  private static boolean untilFast(Runnable between, Runnable work, double compiledNanos) {
    long start = System.nanoTime();
    int fast = 0;
    for (int call = 0; fast < 3; call++) {
      if (call % 4 == 0) {
        between.run();
      }
      long before = System.nanoTime();
      work.run();
      long after = System.nanoTime();
      fast = after - before < compiledNanos ? fast + 1 : 0;
      if (after - start > LIMIT_NANOS) {
        return false;
      }
    }
    return true;
  }

  /** Numbers around 1, or numbers of all sizes in the last quarter. */
  private static Object numbers(ElementType type, int seed, boolean far) {
    Object array = type.newArray(ELEMENTS);
    for (int i = 0; i < ELEMENTS; i++) {
      double ordinary = 0.25 + (i + seed) % 64 / 32.0;
      double number = !far || i < ELEMENTS * 3 / 4 ? ordinary : FAR[(i + seed) % FAR.length];
      if (array instanceof float[] floats) {
        floats[i] = (float) number;
      } else {
        ((double[]) array)[i] = number;
      }
    }
    return array;
  }
}
