package latentphysics.cli;

import java.util.function.Supplier;
import latentphysics.kernels.Workers;

/** The one place where the number of threads is applied. */
final class WorkerThreads {
  private WorkerThreads() {}

  /** Runs the work with its array operations spread over so many threads, at least 1. */
  static <T> T call(int threads, Supplier<T> work) {
    try (Workers workers = Workers.of(threads)) {
      return workers.call(work);
    }
  }
}
