package latentphysics.bench.peers;

import java.util.List;
import java.util.function.Supplier;

/**
 * Work that leaves its results in memory of its own.
 *
 * @param call does it once
 * @param read makes row-major arrays of what the last call left
 */
record Repeated(Runnable call, Supplier<List<double[]>> read) implements Contender {

  @Override
  public void run(int calls) {
    for (int i = 0; i < calls; i++) {
      call.run();
    }
  }

  @Override
  public double[] result() {
    return results().getFirst();
  }

  @Override
  public List<double[]> results() {
    return read.get();
  }
}
