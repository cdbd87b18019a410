package latentphysics.reproduce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import latentphysics.kernels.Workers;

/**
 * Carries out the independent trainings of an experiment, several at a time, each on one thread; so
 * no result depends on how many there are.
 *
 * @param seeds how many seeds each arm has
 * @param threads trainings at a time
 * @param progress told after each training how far it is
 * @param stopped whether to give up
 * @param data folder of published data; needed by few
 */
public record Runs(
    int seeds,
    int threads,
    Consumer<String> progress,
    BooleanSupplier stopped,
    Optional<Path> data) {

  /** Runs that read no data. */
  public Runs(int seeds, int threads, Consumer<String> progress, BooleanSupplier stopped) {
    this(seeds, threads, progress, stopped, Optional.empty());
  }

  /** Checks the numbers. */
  public Runs {
    if (seeds < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "runs: %d seeds on %d threads, expected at least 1 of each".formatted(seeds, threads));
    }
  }

  /**
   * The results of all jobs, in their order.
   *
   * @throws CancellationException if it was stopped
   */
  public <T> List<T> all(List<Callable<T>> jobs) {
    AtomicInteger done = new AtomicInteger();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> job : jobs) {
        futures.add(
            pool.submit(() -> {
              if (stopped.getAsBoolean()) {
                throw new CancellationException("stopped");
              }
              T result = alone(job);
              progress.accept(done.incrementAndGet() + " of " + jobs.size());
              return result;
            }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(get(future));
      }
      return results;
    }
  }

  /**
   * The results of every arm with every seed, arms in order, seeds from 0.
   *
   * @param run an arm with a seed
   * @throws CancellationException if it was stopped
   */
  public <A, T> List<List<T>> all(List<A> arms, BiFunction<A, Integer, T> run) {
    List<Callable<T>> jobs = new ArrayList<>();
    for (A arm : arms) {
      for (int seed = 0; seed < seeds; seed++) {
        int s = seed;
        jobs.add(() -> run.apply(arm, s));
      }
    }
    List<T> results = all(jobs);
    List<List<T>> byArm = new ArrayList<>();
    for (int a = 0; a < arms.size(); a++) {
      byArm.add(results.subList(a * seeds, (a + 1) * seeds));
    }
    return byArm;
  }

  private static <T> T alone(Callable<T> job) {
    try (Workers workers = Workers.of(1)) {
      return workers.call(() -> {
        try {
          return job.call();
        } catch (RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      });
    }
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }
}
