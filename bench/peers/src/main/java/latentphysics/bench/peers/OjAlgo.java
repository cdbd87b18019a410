package latentphysics.bench.peers;

import java.util.List;
import java.util.function.BiFunction;
import latentphysics.tensor.DType;
import org.ojalgo.OjAlgoUtils;
import org.ojalgo.function.UnaryFunction;
import org.ojalgo.machine.VirtualMachine;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.PhysicalStore;
import org.ojalgo.matrix.store.R032Store;
import org.ojalgo.matrix.store.R064Store;

/** ojAlgo: column-major stores, results into a store that is kept. */
final class OjAlgo {
  static final String NAME = "ojAlgo";

  private OjAlgo() {}

  private static final class Machine {
    static final VirtualMachine WHOLE = OjAlgoUtils.ENVIRONMENT;
  }

  static void useThreads(int threads) {
    OjAlgoUtils.ENVIRONMENT = Machine.WHOLE;
    OjAlgoUtils.limitThreadsTo(threads);
  }

  static String version() {
    String version = OjAlgoUtils.getVersion();
    return version == null ? "57.1.0" : version;
  }

  /** C = A·B. */
  static Contender multiply(List<Operand> operands, int threads) {
    return new OnStores(
        operands,
        threads,
        (x, y) -> {
          x.get(0).multiply(x.get(1), y);
          return y;
        });
  }

  /** A function of each element. */
  static Opponent.Maker map(UnaryFunction<Double> function) {
    return (operands, threads) ->
        new OnStores(
            operands,
            threads,
            (x, y) -> {
              y.fillMatching(function, x.get(0));
              return y;
            });
  }

  private static PhysicalStore<Double> make(DType dtype, int rows, int columns) {
    return dtype == DType.FLOAT32
        ? R032Store.FACTORY.make(rows, columns)
        : R064Store.FACTORY.make(rows, columns);
  }

  private static int rows(Operand operand) {
    return operand.shape().rank() < 2 ? 1 : operand.dim(0);
  }

  private static int columns(Operand operand) {
    return operand.size() / rows(operand);
  }

  /** A matrix; a vector is one row. */
  static PhysicalStore<Double> store(Operand operand) {
    PhysicalStore<Double> store = make(operand.dtype(), rows(operand), columns(operand));
    double[] values = operand.doubles();
    for (int row = 0; row < rows(operand); row++) {
      for (int column = 0; column < columns(operand); column++) {
        store.set(row, column, values[row * columns(operand) + column]);
      }
    }
    return store;
  }

  /** All elements, row by row. */
  static double[] rows(MatrixStore<?> matrix) {
    MatrixStore<?> rowMajor = matrix.transpose();
    double[] values = new double[(int) rowMajor.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rowMajor.doubleValue(i);
    }
    return values;
  }

  private static final class OnStores implements Contender {
    private final BiFunction<
            List<PhysicalStore<Double>>, PhysicalStore<Double>, PhysicalStore<Double>>
        function;
    private final List<PhysicalStore<Double>> operands;
    private PhysicalStore<Double> result;

    OnStores(
        List<Operand> operands,
        int threads,
        BiFunction<List<PhysicalStore<Double>>, PhysicalStore<Double>, PhysicalStore<Double>>
            function) {
      useThreads(threads);
      this.function = function;
      this.operands = operands.stream().map(OjAlgo::store).toList();
      Operand first = operands.getFirst();
      Operand last = operands.getLast();
      result = make(first.dtype(), rows(first), columns(last));
    }

    @Override
    public void run(int calls) {
      for (int i = 0; i < calls; i++) {
        result = function.apply(operands, result);
      }
    }

    @Override
    public double[] result() {
      return rows(result);
    }
  }
}
