package latentphysics.bench.peers;

import java.util.List;
import java.util.function.Function;
import latentphysics.kernels.Workers;
import latentphysics.tensor.Tensor;

/** Ours, as a user calls it: eager tensors, a fresh result for each call. */
final class TensorContender implements Contender {
  private final Function<List<Tensor>, Tensor> function;
  private final List<Tensor> operands;
  private final Workers workers;
  private Tensor last;

  TensorContender(Function<List<Tensor>, Tensor> function, List<Operand> operands, int threads) {
    this.function = function;
    this.operands = operands.stream().map(Operand::tensor).toList();
    this.workers = Workers.of(threads);
    this.last = this.operands.getFirst();
  }

  @Override
  public void run(int calls) {
    workers.call(() -> {
      for (int i = 0; i < calls; i++) {
        // Kept in a field each time: a result that nobody can see need not be made.
        last = function.apply(operands);
      }
      return last;
    });
  }

  @Override
  public double[] result() {
    return last.toDoubles();
  }

  @Override
  public void close() {
    workers.close();
  }
}
