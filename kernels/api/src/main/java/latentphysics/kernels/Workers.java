package latentphysics.kernels;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of threads that share the work of one computation.
 *
 * <p>Work is bound to a scope, not switched globally: {@code Workers.of(2).call(() -> train())}
 * uses two threads for everything that {@code train} computes. Outside such a scope all processors
 * are used. Results never depend on the number of threads, because the cut into blocks does not.
 *
 * <p>The caller, which may be a virtual thread, works too; helpers join it when they are free. A
 * helper looks out for more work for a moment before it sleeps, so that computations that follow
 * one another are handed over in less than a microsecond; its thread ends when nobody has needed it
 * for some seconds.
 */
public final class Workers implements AutoCloseable {
  private static final ScopedValue<Workers> CURRENT = ScopedValue.newInstance();
  private static final ScopedValue<Boolean> IN_BLOCK = ScopedValue.newInstance();

  /** Work for which it pays to hand blocks to helpers that are awake. */
  private static final double LEAST_NANOS = 10_000;

  /** Work for which it pays to wake helpers, which takes them some 50 microseconds. */
  private static final double LEAST_NANOS_TO_WAKE = 60_000;

  /** Calls that follow within this time count as one when it comes to waking helpers. */
  private static final long CLOSE_NANOS = 200_000;

  /** Made when first needed; its threads are daemons and never closed. */
  private static final class AllProcessors {
    static final Workers INSTANCE = new Workers(Runtime.getRuntime().availableProcessors());
  }

  private final int threads;
  private final Worker[] helpers;
  private volatile boolean closed;

  // Work of recent calls too small to wake helpers by itself; lost updates do little harm.
  private double small;
  private long lastSmall;

  private Workers(int threads) {
    this.threads = threads;
    helpers = new Worker[threads - 1];
    for (int h = 0; h < helpers.length; h++) {
      helpers[h] = new Worker();
    }
  }

  /**
   * Workers of which at most {@code threads}, the caller among them, run at a time.
   *
   * @throws IllegalArgumentException if {@code threads} is less than 1
   */
  public static Workers of(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("workers: " + threads + " threads, expected at least 1");
    }
    return new Workers(threads);
  }

  /** The workers of the enclosing {@link #call}; outside of one, as many as processors. */
  public static Workers current() {
    return CURRENT.isBound() ? CURRENT.get() : AllProcessors.INSTANCE;
  }

  /** Number of threads, the caller's among them. */
  public int threads() {
    return threads;
  }

  /** Result of {@code body}, all of whose work is cut over these workers. */
  public <T> T call(Supplier<T> body) {
    return ScopedValue.where(CURRENT, this).call(body::get);
  }

  /**
   * As {@link #forEach(int, IntConsumer)}, but on the calling thread where there is too little
   * work; where there is little, sleeping helpers are woken only if such calls come in a row.
   *
   * @param nanos rough time that all blocks take on one thread
   */
  public void forEach(int blocks, double nanos, IntConsumer body) {
    if (nanos < LEAST_NANOS) {
      onThisThread(blocks, body);
    } else {
      forEach(blocks, body, nanos >= LEAST_NANOS_TO_WAKE || isOneOfMany(nanos));
    }
  }

  /** Whether calls that are small by themselves have come so close that they pay together. */
  private boolean isOneOfMany(double nanos) {
    long now = System.nanoTime();
    double together = now - lastSmall < CLOSE_NANOS ? small + nanos : nanos;
    boolean enough = together >= LEAST_NANOS_TO_WAKE;
    small = enough ? 0 : together;
    lastSmall = now;
    return enough;
  }

  /**
   * Runs {@code body} for 0 … blocks−1, in any order, and returns when all are done. Blocks that
   * are started from within a block run one after the other; so do all blocks after {@link #close}.
   *
   * @throws RuntimeException what a block threw; other blocks may then be left out
   */
  public void forEach(int blocks, IntConsumer body) {
    forEach(blocks, body, true);
  }

  private static void onThisThread(int blocks, IntConsumer body) {
    for (int b = 0; b < blocks; b++) {
      body.accept(b);
    }
  }

  private void forEach(int blocks, IntConsumer body, boolean wake) {
    int wanted = Math.min(threads, blocks) - 1;
    if (wanted < 1 || closed || IN_BLOCK.isBound()) {
      onThisThread(blocks, body);
      return;
    }
    Work work = new Work(this, blocks, body);
    int offered = 0;
    for (int h = 0; h < helpers.length && offered < wanted; h++) {
      offered += helpers[h].offer(work, wake) ? 1 : 0;
    }
    if (offered == 0) {
      onThisThread(blocks, body);
      return;
    }
    work.run();
    for (Worker helper : helpers) {
      helper.withdraw(work);
    }
    work.await();
    switch (work.failure.get()) {
      case null -> {}
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }

  /** Lets the threads end. */
  @Override
  public void close() {
    closed = true;
    for (Worker helper : helpers) {
      helper.wake();
    }
  }

  /** What a helper's place holds: work that is offered, or one of the states without an offer. */
  private sealed interface Occupant permits Work, Vacancy {}

  private enum Vacancy implements Occupant {
    /** There is no thread. */
    ABSENT,
    FREE,
    BUSY
  }

  /** The blocks of one call and who is at them. */
  private static final class Work implements Occupant, Runnable {
    private final Workers workers;
    private final int blocks;
    private final IntConsumer body;
    private final AtomicInteger next = new AtomicInteger();

    /** Helpers that hold this work and have not left it. */
    private final AtomicInteger present = new AtomicInteger();

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread caller = Thread.currentThread();

    Work(Workers workers, int blocks, IntConsumer body) {
      this.workers = workers;
      this.blocks = blocks;
      this.body = body;
    }

    @Override
    public void run() {
      ScopedValue.where(CURRENT, workers).where(IN_BLOCK, true).run(this::blocksLeft);
    }

    private void blocksLeft() {
      try {
        for (int b = next.getAndIncrement(); b < blocks; b = next.getAndIncrement()) {
          body.accept(b);
        }
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
        next.set(blocks); // the others have nothing left to take
      }
    }

    void leave() {
      if (present.decrementAndGet() == 0) {
        LockSupport.unpark(caller);
      }
    }

    /** Waits for the helpers that are still at a block. */
    void await() {
      boolean interrupted = false;
      Spin spin = new Spin();
      while (present.get() > 0) {
        if (!spin.again()) {
          LockSupport.park(this);
          interrupted |= Thread.interrupted(); // else the next call would not park
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A look-out that ends after a moment, and soon lets other threads of the machine go first. */
  private static final class Spin {
    private static final long NANOS = 60_000;
    private static final long NANOS_ALONE = 5_000;
    private static final int LOOKS = 16; // between two looks at the clock

    private final long start = System.nanoTime();
    private int looks;

    @SuppressWarnings("ThreadPriorityCheck") // only politeness hangs on the scheduler
    boolean again() {
      if (++looks % LOOKS != 0) {
        Thread.onSpinWait();
        return true;
      }
      long nanos = System.nanoTime() - start;
      if (nanos > NANOS_ALONE) {
        Thread.yield();
      }
      return nanos < NANOS;
    }
  }

  /** A place for one helping thread, which is there when needed. */
  private final class Worker implements Runnable {
    private static final long IDLE_NANOS = 10_000_000_000L;

    private final AtomicReference<Occupant> place = new AtomicReference<>(Vacancy.ABSENT);

    private volatile boolean asleep;
    private volatile @Nullable Thread thread;

    /** Offers work to this helper if it has none; one that is not awake only if it may be woken. */
    boolean offer(Work work, boolean wake) {
      Occupant seen = place.get();
      if (seen == Vacancy.FREE) {
        if ((asleep && !wake) || !take(work, Vacancy.FREE)) {
          return false;
        }
        if (asleep) {
          LockSupport.unpark(thread);
        }
        return true;
      }
      if (seen != Vacancy.ABSENT || !wake || !take(work, Vacancy.ABSENT)) {
        return false;
      }
      Thread fresh =
          Thread.ofPlatform()
              .name("latentphysics-worker")
              .daemon()
              .inheritInheritableThreadLocals(false)
              .unstarted(this);
      thread = fresh;
      try {
        fresh.start();
      } catch (OutOfMemoryError e) { // no room for another thread: the caller does without
        place.set(Vacancy.ABSENT);
        work.present.decrementAndGet();
        return false;
      }
      return true;
    }

    private boolean take(Work work, Vacancy state) {
      // Counted before it can be seen, so that the caller never misses a helper.
      work.present.incrementAndGet();
      if (place.compareAndSet(state, work)) {
        return true;
      }
      work.present.decrementAndGet();
      return false;
    }

    /** Takes an offer back that this helper has not come to. */
    void withdraw(Work work) {
      if (place.get() == work && place.compareAndSet(work, Vacancy.FREE)) {
        work.present.decrementAndGet();
      }
    }

    void wake() {
      LockSupport.unpark(thread);
    }

    @Override
    public void run() {
      Spin spin = new Spin();
      while (true) {
        if (place.get() instanceof Work work) {
          if (place.compareAndSet(work, Vacancy.BUSY)) {
            work.run();
            place.set(Vacancy.FREE);
            work.leave();
            spin = new Spin();
          }
        } else if (!spin.again()) {
          asleep = true;
          long start = System.nanoTime();
          if (place.get() == Vacancy.FREE && !closed) {
            LockSupport.parkNanos(this, IDLE_NANOS);
          }
          asleep = false;
          boolean idle = closed || System.nanoTime() - start >= IDLE_NANOS;
          if (idle && place.compareAndSet(Vacancy.FREE, Vacancy.ABSENT)) {
            return;
          }
          spin = new Spin();
        }
      }
    }
  }
}
