package latentphysics.bench.peers;

import java.util.List;
import java.util.function.Supplier;
import latentphysics.kernels.Workers;
import latentphysics.tensor.Tensor;

/** Ours, with several results, and perhaps with a memory from call to call. */
final class ListContender implements Contender {
  private final Supplier<List<Tensor>> call;
  private final Workers workers;
  private List<Tensor> last = List.of();

  ListContender(Supplier<List<Tensor>> call, int threads) {
    this.call = call;
    this.workers = Workers.of(threads);
  }

  @Override
  public void run(int calls) {
    workers.call(() -> {
      for (int i = 0; i < calls; i++) {
        last = call.get();
      }
      return last;
    });
  }

  @Override
  public double[] result() {
    return results().getFirst();
  }

  @Override
  public List<double[]> results() {
    return last.stream().map(Tensor::toDoubles).toList();
  }

  @Override
  public void close() {
    workers.close();
  }
}
