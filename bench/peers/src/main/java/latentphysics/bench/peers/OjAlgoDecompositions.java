package latentphysics.bench.peers;

import java.util.List;
import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.decomposition.QR;
import org.ojalgo.matrix.decomposition.SingularValue;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.PhysicalStore;

/** Decompositions of square float64 matrices by ojAlgo, its workspaces kept from call to call. */
final class OjAlgoDecompositions {
  private OjAlgoDecompositions() {}

  /** U, s and Vᵀ. */
  static Contender svd(List<Operand> operands, int threads) {
    OjAlgo.useThreads(threads);
    PhysicalStore<Double> a = OjAlgo.store(operands.getFirst());
    SingularValue<Double> svd = SingularValue.R064.make(a, true);
    double[] s = new double[(int) a.countRows()];
    return new Repeated(
        () -> {
          require(svd.decompose(a));
          svd.getSingularValues(s);
          svd.getU();
          svd.getV();
        },
        () -> List.of(OjAlgo.rows(svd.getU()), s.clone(), OjAlgo.rows(svd.getV().transpose())));
  }

  /** Eigenvalues and vectors of a symmetric matrix. */
  static Contender eigh(List<Operand> operands, int threads) {
    OjAlgo.useThreads(threads);
    PhysicalStore<Double> a = OjAlgo.store(operands.getFirst());
    Eigenvalue<Double> eigh = Eigenvalue.R064.make(a, true);
    return new Repeated(
        () -> {
          require(eigh.decompose(a));
          eigh.getV();
        },
        () -> {
          double[] values = new double[(int) a.countRows()];
          for (int i = 0; i < values.length; i++) {
            values[i] = eigh.getD().doubleValue(i, i);
          }
          return List.of(values, OjAlgo.rows(eigh.getV()));
        });
  }

  /** X of A·X = B by QR. */
  static Contender leastSquares(List<Operand> operands, int threads) {
    OjAlgo.useThreads(threads);
    PhysicalStore<Double> a = OjAlgo.store(operands.get(0));
    PhysicalStore<Double> b = OjAlgo.store(operands.get(1));
    QR<Double> qr = QR.R064.make(a);
    PhysicalStore<Double> x = OjAlgo.store(operands.get(1));
    MatrixStore<?>[] last = new MatrixStore<?>[1];
    return new Repeated(
        () -> {
          require(qr.decompose(a));
          last[0] = qr.getSolution(b, x);
        },
        () -> List.of(OjAlgo.rows(last[0])));
  }

  private static void require(boolean success) {
    if (!success) {
      throw new ArithmeticException("ojAlgo: the decomposition failed");
    }
  }
}
