package latentphysics.bench.peers;

import java.util.List;
import java.util.stream.IntStream;
import org.ejml.concurrency.EjmlConcurrency;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;

/** Decompositions of square float64 matrices by EJML, its workspaces kept from call to call. */
final class EjmlDecompositions {
  private EjmlDecompositions() {}

  /** U, s and Vᵀ, in no order. */
  static Contender svd(List<Operand> operands, int threads) {
    EjmlConcurrency.setMaxThreads(threads);
    DMatrixRMaj a = matrix(operands.getFirst());
    int n = a.getNumRows();
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(n, n, true, true, true);
    DMatrixRMaj copy = new DMatrixRMaj(n, n);
    DMatrixRMaj u = new DMatrixRMaj(n, n);
    DMatrixRMaj v = new DMatrixRMaj(n, n);
    return new Repeated(
        () -> {
          copy.setTo(a);
          require(svd.decompose(copy));
          svd.getU(u, false);
          svd.getV(v, false);
        },
        () -> {
          DMatrixRMaj s = svd.getW(null);
          double[] values = IntStream.range(0, n).mapToDouble(i -> s.get(i, i)).toArray();
          return List.of(
              u.getData().clone(), values, CommonOps_DDRM.transpose(v, null).getData().clone());
        });
  }

  /** Eigenvalues and vectors of a symmetric matrix, in no order. */
  static Contender eigh(List<Operand> operands, int threads) {
    EjmlConcurrency.setMaxThreads(threads);
    DMatrixRMaj a = matrix(operands.getFirst());
    int n = a.getNumRows();
    EigenDecomposition_F64<DMatrixRMaj> eigh = DecompositionFactory_DDRM.eig(n, true, true);
    DMatrixRMaj copy = new DMatrixRMaj(n, n);
    return new Repeated(
        () -> {
          copy.setTo(a);
          require(eigh.decompose(copy));
        },
        () -> {
          double[] values =
              IntStream.range(0, n).mapToDouble(i -> eigh.getEigenvalue(i).getReal()).toArray();
          double[] vectors = new double[n * n];
          for (int i = 0; i < n * n; i++) {
            vectors[i] = eigh.getEigenVector(i % n).get(i / n);
          }
          return List.of(values, vectors);
        });
  }

  /** X of A·X = B by QR. */
  static Contender leastSquares(List<Operand> operands, int threads) {
    EjmlConcurrency.setMaxThreads(threads);
    DMatrixRMaj a = matrix(operands.get(0));
    DMatrixRMaj b = matrix(operands.get(1));
    int n = a.getNumRows();
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.leastSquares(n, n);
    DMatrixRMaj copy = new DMatrixRMaj(n, n);
    DMatrixRMaj right = new DMatrixRMaj(n, b.getNumCols());
    DMatrixRMaj x = new DMatrixRMaj(n, b.getNumCols());
    return new Repeated(
        () -> {
          copy.setTo(a);
          require(solver.setA(copy));
          right.setTo(b);
          solver.solve(right, x);
        },
        () -> List.of(x.getData().clone()));
  }

  private static DMatrixRMaj matrix(Operand operand) {
    return DMatrixRMaj.wrap(operand.dim(0), operand.dim(1), operand.doubles());
  }

  private static void require(boolean success) {
    if (!success) {
      throw new ArithmeticException("EJML: the decomposition failed");
    }
  }
}
