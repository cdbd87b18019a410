package latentphysics.bench.peers;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures several sides in turn: one batch of calls each, round after round, so that whatever else
 * the machine does, and its clock, meets all of them alike.
 *
 * <p>A batch begins with one call that is not counted, because the side before has left other data
 * in the caches. Threads that spin after their work are given time to fall asleep.
 */
final class Contest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** A warm-up goes on while a slice of it is faster than the best before by more than this. */
  private static final double STEADY = 0.97;

  /** Share of its time during which the compiler may be at work in a slice that counts as warm. */
  private static final double QUIET = 0.1;

  private static final int SLICES = 4;

  /** How much longer than wanted a side may take when it gets too little CPU time. */
  private static final int PATIENCE = 5;

  private static final long REST_MILLIS = 4;
  private static final long LONGEST_REST_MILLIS = 400;

  /** Share of one processor below which the process counts as asleep. */
  private static final double ASLEEP = 0.2;

  /** Above this the caches hardly matter, and the uncounted call is left out. */
  private static final long LONG_CALL_NANOS = 20_000_000;

  /** Above this a side gets one call to warm up and one that counts. */
  private static final long ENDLESS_CALL_NANOS = 1_000_000_000;

  private final Pace pace;
  private final int threads;

  Contest(Pace pace, int threads) {
    this.pace = pace;
    this.threads = threads;
  }

  /** Longer on several threads, so that the rest between batches is not most of the time. */
  private long batchNanos() {
    return threads == 1 ? pace.batchNanos() : 4 * pace.batchNanos();
  }

  private static final class Side {
    final Contender contender;
    final List<Double> wall = new ArrayList<>();
    final List<Double> cpu = new ArrayList<>();
    double callNanos;
    int calls = 1;
    long spent; // CPU time of one thread: what other load takes away does not count
    long waited; // wall time

    Side(Contender contender) {
      this.contender = contender;
    }

    boolean isDone(Pace pace) {
      int fewest = callNanos > ENDLESS_CALL_NANOS ? 1 : pace.fewestBatches();
      boolean enough = spent >= pace.sideNanos() || waited >= PATIENCE * pace.sideNanos();
      return wall.size() >= fewest && enough;
    }
  }

  /** Samples of each contender, in their order. */
  List<Samples> run(List<Contender> contenders) {
    List<Side> sides = new ArrayList<>();
    for (Contender contender : contenders) {
      if (!(contender instanceof FixedTime)) {
        Side side = new Side(contender);
        // The first is ours; its loops are compiled off to the side and take longer to get there.
        side.callNanos =
            warmUp(contender, sides.isEmpty() ? pace.ownWarmUpNanos() : pace.warmUpNanos());
        side.calls = (int) Math.clamp(batchNanos() / side.callNanos, 1, 1_000_000);
        rest();
        sides.add(side);
      }
    }
    while (!sides.stream().allMatch(s -> s.isDone(pace))) {
      for (Side side : sides) {
        if (!side.isDone(pace)) {
          batch(side);
          rest();
        }
      }
    }
    List<Samples> samples = new ArrayList<>();
    int next = 0;
    for (Contender contender : contenders) {
      samples.add(
          contender instanceof FixedTime(long nanos) ? fixed(nanos) : of(sides.get(next++)));
    }
    return samples;
  }

  private static Samples fixed(long nanos) {
    double micros = nanos / 1e3;
    return new Samples(micros, micros, micros, micros, 0, 0);
  }

  private static Samples of(Side side) {
    return Samples.of(
        side.wall.stream().mapToDouble(Double::doubleValue).toArray(),
        side.cpu.stream().mapToDouble(Double::doubleValue).toArray(),
        side.calls);
  }

  /**
   * Runs until for some time nothing was compiled and nothing got much faster; nanoseconds of a
   * call.
   */
  private double warmUp(Contender contender, long least) {
    long begin = System.nanoTime();
    long slice = least / SLICES;
    double best = Double.POSITIVE_INFINITY;
    long compiled = JitCompiler.millis();
    int calls = 1;
    for (int steady = 0; steady < SLICES; ) {
      double bestOfSlice = Double.POSITIVE_INFINITY;
      long sliceBegin = System.nanoTime();
      long now = sliceBegin;
      do {
        long start = now;
        contender.run(calls);
        now = System.nanoTime();
        double callNanos = (double) Math.max(1, now - start) / calls;
        bestOfSlice = Math.min(bestOfSlice, callNanos);
        // Batches of the size measured later, so that their loop is compiled too.
        calls = (int) Math.clamp(batchNanos() / bestOfSlice, 1, 1_000_000);
      } while (now - sliceBegin < slice);
      long compiling = JitCompiler.millis();
      boolean quiet =
          JitCompiler.isIdle() && compiling - compiled <= (now - sliceBegin) / 1e6 * QUIET;
      compiled = compiling;
      steady = quiet && bestOfSlice > STEADY * best ? steady + 1 : 0;
      best = Math.min(best, bestOfSlice);
      if (best > ENDLESS_CALL_NANOS || now - begin > pace.longestWarmUpNanos()) {
        break;
      }
    }
    return best;
  }

  private void batch(Side side) {
    if (side.callNanos < LONG_CALL_NANOS) {
      side.contender.run(1);
    }
    long cpuBegin = cpuNanos();
    long begin = System.nanoTime();
    side.contender.run(side.calls);
    long wall = System.nanoTime() - begin;
    long cpu = cpuNanos() - cpuBegin;
    side.wall.add((double) wall / side.calls);
    side.cpu.add((double) cpu / side.calls / threads);
    side.spent += cpu / threads;
    side.waited += wall;
  }

  /** CPU time of this thread; with several threads that of the process, compiler and all. */
  private long cpuNanos() {
    return threads == 1 ? THREADS.getCurrentThreadCpuTime() : ProcessTime.nanos();
  }

  /**
   * Waits until the threads of the side before are asleep. After its work OpenBLAS's go on looking
   * for more for a tenth of a second, OpenMP's for some milliseconds, and would take the next
   * side's processor.
   */
  private void rest() {
    if (threads == 1) {
      return;
    }
    try {
      for (long waited = 0; waited < LONGEST_REST_MILLIS; waited += REST_MILLIS) {
        long before = ProcessTime.nanos();
        Thread.sleep(REST_MILLIS);
        if (ProcessTime.nanos() - before < ASLEEP * REST_MILLIS * 1e6) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
