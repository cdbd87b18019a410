package latentphysics.kernels.vector;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.expr.Instructions;

/** Runs fresh SIMD loops on idle data, in the background, until C2 has compiled them. */
final class WarmUp {
  private static final int ELEMENTS = 512;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(3);

  /**
   * Time per element and instruction that only compiled code reaches; boxing takes ten times it.
   */
  private static final double COMPILED_NANOS = 1;

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
   * Runs the loop until it is fast.
   *
   * @return false if it is not after a few seconds, as with a method too long for C2
   */
  static boolean run(VectorLoop loop, Instructions program) {
    int operands = program.inputs() + program.outputs().size();
    Object[] arrays = new Object[operands];
    for (int p = 0; p < operands; p++) {
      arrays[p] =
          program.type() == ElementType.FLOAT32 ? new float[ELEMENTS] : new double[ELEMENTS];
    }
    int[] offsets = new int[operands];
    double compiled = COMPILED_NANOS * ELEMENTS * program.list().size();
    return untilFast(
        () -> {
          int _ = loop.run(arrays, offsets, 0, ELEMENTS);
        },
        compiled);
  }

  /**
   * Repeats some work until it takes less than a time that only compiled code reaches.
   *
   * @return false if it does not after a few seconds
   */
  static boolean untilFast(Runnable work, double compiledNanos) {
    long start = System.nanoTime();
    int fast = 0;
    while (fast < 3) {
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
}
