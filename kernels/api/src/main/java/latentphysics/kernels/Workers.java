package latentphysics.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of threads that share the work of one computation.
 *
 * <p>Work is bound to a scope, not switched globally: {@code Workers.of(2).call(() -> train())}
 * uses two threads for everything that {@code train} computes. Outside such a scope all processors
 * are used. Results never depend on the number of threads, because the cut into blocks does not.
 */
public final class Workers implements AutoCloseable {
  private static final ScopedValue<Workers> CURRENT = ScopedValue.newInstance();
  private static final double LEAST_NANOS = 150_000;
  private static final ScopedValue<Boolean> IN_BLOCK = ScopedValue.newInstance();

  /** Made when first needed; its threads are daemons and never closed. */
  private static final class AllProcessors {
    static final Workers INSTANCE = new Workers(Runtime.getRuntime().availableProcessors());
  }

  private final int threads;
  private final ForkJoinPool pool;

  private Workers(int threads) {
    this.threads = threads;
    // The caller works too, so the pool needs one thread fewer; it cannot have none.
    this.pool = new ForkJoinPool(Math.max(1, threads - 1));
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
   * work: waking another thread costs some 50 microseconds.
   *
   * @param nanos rough time that all blocks take on one thread
   */
  public void forEach(int blocks, double nanos, IntConsumer body) {
    if (nanos < LEAST_NANOS) {
      onThisThread(blocks, body);
    } else {
      forEach(blocks, body);
    }
  }

  private static void onThisThread(int blocks, IntConsumer body) {
    for (int b = 0; b < blocks; b++) {
      body.accept(b);
    }
  }

  /**
   * Runs {@code body} for 0 … blocks−1, in any order, and returns when all are done. Blocks that
   * are started from within a block run one after the other.
   *
   * @throws RuntimeException what a block threw; other blocks may then be left out
   */
  public void forEach(int blocks, IntConsumer body) {
    int helpers = Math.min(threads, blocks) - 1;
    if (helpers < 1 || IN_BLOCK.isBound()) {
      onThisThread(blocks, body);
      return;
    }
    AtomicInteger next = new AtomicInteger();
    // Kept here because a joined task may throw a copy of its exception that has lost the message.
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable blocksLeft =
        () -> {
          try {
            for (int b = next.getAndIncrement(); b < blocks; b = next.getAndIncrement()) {
              body.accept(b);
            }
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            next.set(blocks); // the others have nothing left to take
          }
        };
    Runnable share = () -> ScopedValue.where(CURRENT, this).where(IN_BLOCK, true).run(blocksLeft);
    List<ForkJoinTask<?>> tasks = new ArrayList<>(helpers);
    for (int h = 0; h < helpers; h++) {
      tasks.add(pool.submit(share));
    }
    share.run();
    tasks.forEach(ForkJoinTask::join);
    switch (failure.get()) {
      case null -> {}
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }

  /** Lets the threads end. */
  @Override
  public void close() {
    pool.close();
  }
}
