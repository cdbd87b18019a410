package latentphysics.bench.peers;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.ejml.EjmlVersion;
import org.ejml.concurrency.EjmlConcurrency;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.CommonOps_MT_DDRM;
import org.ejml.dense.row.CommonOps_MT_FDRM;

/** EJML: row-major matrices, results into a matrix that is kept. */
final class Ejml {
  static final String NAME = "EJML";

  private Ejml() {}

  static String version() {
    return EjmlVersion.VERSION;
  }

  /** C = A·B in float32. */
  static Contender multiplyFloats(List<Operand> operands, int threads) {
    EjmlConcurrency.setMaxThreads(threads);
    return new OfFloats(
        operands,
        threads == 1
            ? (x, y) -> CommonOps_FDRM.mult(x.get(0), x.get(1), y)
            : (x, y) -> CommonOps_MT_FDRM.mult(x.get(0), x.get(1), y));
  }

  /** C = A·B in float64. */
  static Contender multiplyDoubles(List<Operand> operands, int threads) {
    EjmlConcurrency.setMaxThreads(threads);
    return new OfDoubles(
        operands,
        threads == 1
            ? (x, y) -> CommonOps_DDRM.mult(x.get(0), x.get(1), y)
            : (x, y) -> CommonOps_MT_DDRM.mult(x.get(0), x.get(1), y));
  }

  /** A function of float32 matrices into another. */
  static Opponent.Maker of(BiConsumer<List<FMatrixRMaj>, FMatrixRMaj> function) {
    return (operands, threads) -> new OfFloats(operands, function);
  }

  private static final class OfFloats implements Contender {
    private final BiConsumer<List<FMatrixRMaj>, FMatrixRMaj> function;
    private final List<FMatrixRMaj> operands;
    private final FMatrixRMaj result = new FMatrixRMaj(1, 1);

    OfFloats(List<Operand> operands, BiConsumer<List<FMatrixRMaj>, FMatrixRMaj> function) {
      this.function = function;
      this.operands =
          operands.stream()
              .map(o -> FMatrixRMaj.wrap(rows(o), o.size() / rows(o), o.floats()))
              .toList();
    }

    @Override
    public void run(int calls) {
      for (int i = 0; i < calls; i++) {
        function.accept(operands, result);
      }
    }

    @Override
    public double[] result() {
      return IntStream.range(0, result.getNumElements()).mapToDouble(result::get).toArray();
    }
  }

  private static final class OfDoubles implements Contender {
    private final BiConsumer<List<DMatrixRMaj>, DMatrixRMaj> function;
    private final List<DMatrixRMaj> operands;
    private final DMatrixRMaj result = new DMatrixRMaj(1, 1);

    OfDoubles(List<Operand> operands, BiConsumer<List<DMatrixRMaj>, DMatrixRMaj> function) {
      this.function = function;
      this.operands =
          operands.stream()
              .map(o -> DMatrixRMaj.wrap(rows(o), o.size() / rows(o), o.doubles()))
              .toList();
    }

    @Override
    public void run(int calls) {
      for (int i = 0; i < calls; i++) {
        function.accept(operands, result);
      }
    }

    @Override
    public double[] result() {
      return Arrays.copyOf(result.getData(), result.getNumElements());
    }
  }

  /** A vector is one row. */
  private static int rows(Operand operand) {
    return operand.shape().rank() < 2 ? 1 : operand.dim(0);
  }
}
