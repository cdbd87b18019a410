package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Spectra;

/**
 * Decompositions of single square float64 matrices. Targets are for reference LAPACK with the BLAS
 * that it finds, and for EJML; OpenBLAS's own LAPACK and ojAlgo are for information.
 */
final class DecompositionWorks {
  private static final int[] SIZES = {16, 32, 64, 128, 256, 512};

  /** Up to here the call is what a latent operator takes. */
  private static final int SMALL = 32;

  private static final int MEDIUM = 128;

  private DecompositionWorks() {}

  static List<Work> all() {
    List<Work> works = new ArrayList<>();
    for (int n : SIZES) {
      works.add(svd(n));
    }
    for (int n : SIZES) {
      works.add(eigh(n));
    }
    for (int n : SIZES) {
      works.add(leastSquares(n));
    }
    return works;
  }

  private static double lapackTarget(int n) {
    return n <= SMALL ? 1 : n <= MEDIUM ? 1.3 : 3;
  }

  private static double ejmlTarget(int n) {
    return n <= MEDIUM ? 0.6 : 0.5;
  }

  private static Work svd(int n) {
    return Work.ofSeveral(
            "svd " + n, 1, List.of(Operand.of(DType.FLOAT64, n, n, n)), DecompositionWorks::svd)
        .against(Lapack.NAME, lapackTarget(n), Lapack.svd(Lapack::library))
        .against(OpenBlas.NAME, Lapack.svd(OpenBlas::library))
        .against(Ejml.NAME, ejmlTarget(n), EjmlDecompositions::svd)
        .against(OjAlgo.NAME, OjAlgoDecompositions::svd)
        .comparing(Invariants::ofSvd);
  }

  static List<Tensor> svd(List<Tensor> x) {
    Spectra.Svd found = Spectra.svd(x.getFirst());
    return List.of(found.u(), found.s(), found.vt());
  }

  private static Work eigh(int n) {
    return Work.ofSeveral(
            "eigh " + n,
            1,
            List.of(Operand.symmetric(DType.FLOAT64, n, n, n)),
            DecompositionWorks::eigh)
        .against(Lapack.NAME, lapackTarget(n), Lapack.eigh(Lapack::library))
        .against(OpenBlas.NAME, Lapack.eigh(OpenBlas::library))
        .against(Ejml.NAME, ejmlTarget(n), EjmlDecompositions::eigh)
        .against(OjAlgo.NAME, OjAlgoDecompositions::eigh)
        .comparing(Invariants::ofEigh);
  }

  static List<Tensor> eigh(List<Tensor> x) {
    Spectra.Eigh found = Spectra.eigh(x.getFirst());
    return List.of(found.values(), found.vectors());
  }

  /** One right-hand side, as dgels is mostly called. */
  private static Work leastSquares(int n) {
    return Work.of(
            "lstsq " + n + ", 1 column",
            1,
            List.of(Operand.of(DType.FLOAT64, n, n, n), Operand.of(DType.FLOAT64, n + 1, n, 1)),
            x -> x.get(0).lstsq(x.get(1)))
        .against(Lapack.NAME, lapackTarget(n), Lapack.leastSquares(Lapack::library))
        .against(OpenBlas.NAME, Lapack.leastSquares(OpenBlas::library))
        .against(Ejml.NAME, ejmlTarget(n), EjmlDecompositions::leastSquares)
        .against(OjAlgo.NAME, OjAlgoDecompositions::leastSquares)
        .comparing(Invariants::ofSolution);
  }
}
