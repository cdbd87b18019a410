package latentphysics.bench.peers;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import latentphysics.kernels.Workers;
import latentphysics.tensor.Tensor;

/** Bytes that a step of training allocates once it is compiled, on one thread. */
final class StepAllocations {
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long NANOS = 8_000_000_000L;
  private static final int CALLS = 20;

  private StepAllocations() {}

  /** Argument: the file that receives the bytes of a step. */
  public static void main(String[] args) throws IOException {
    Network network = Perceptrons.large();
    Supplier<List<Tensor>> step = network.steps(network.operands());
    long least;
    try (Workers workers = Workers.of(1)) {
      least = workers.call(() -> least(step));
    }
    Files.writeString(Path.of(args[0]), Double.toString((double) least / CALLS));
  }

  /** The least of many tries, because those before the last compilation run a cold form. */
  private static long least(Supplier<List<Tensor>> step) {
    List<Tensor> last = List.of();
    long least = Long.MAX_VALUE;
    for (long begin = System.nanoTime(); System.nanoTime() - begin < NANOS; ) {
      long before = THREAD.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        last = step.get();
      }
      least = Math.min(least, THREAD.getCurrentThreadAllocatedBytes() - before);
    }
    // Looked at: a result that nobody can see need not be made.
    return last.isEmpty() ? 0 : least;
  }
}
