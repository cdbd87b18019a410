package latentphysics.tensor.linalg;

import static latentphysics.tensor.linalg.Stacks.ANY;
import static latentphysics.tensor.linalg.Stacks.SEED;
import static latentphysics.tensor.linalg.Stacks.SQUARE;
import static latentphysics.tensor.linalg.Stacks.eye;
import static latentphysics.tensor.linalg.Stacks.named;
import static latentphysics.tensor.linalg.Stacks.normal;
import static latentphysics.tensor.linalg.Stacks.same;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import latentphysics.kernels.Workers;
import latentphysics.tensor.DType;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.fft.Complex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Protects linear algebra on tensors: identities that define each operation, over stacks, shapes
 * and both types; what is broadcast, what is refused and how it is said.
 */
class LinalgTest {
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void factorsMultiplyToTheMatrix(DType dtype) {
    for (int[] dims : ANY) {
      Tensor a = normal(SEED, dtype, dims);
      Factorizations.Lu lu = Factorizations.lu(a);
      same(lu.permutation().matmul(a), lu.lower().matmul(lu.upper()), named("lu", dtype, dims));
      Factorizations.Qr qr = Factorizations.qr(a);
      same(a, qr.q().matmul(qr.r()), named("qr", dtype, dims));
      Tensor gram = qr.q().transpose().matmul(qr.q());
      same(eye(gram), gram, named("qr", dtype, dims));
      Factorizations.PivotedQr pivoted = Factorizations.qrPivoted(a);
      Tensor order = pivoted.order().expandDims(-2).broadcastTo(dims);
      same(
          a.gather(order, dims.length - 1),
          pivoted.q().matmul(pivoted.r()),
          named("qrPivoted", dtype, dims));
      Spectra.Svd svd = Spectra.svd(a);
      same(a, svd.u().mul(svd.s().expandDims(-2)).matmul(svd.vt()), named("svd", dtype, dims));
    }
    for (int[] dims : SQUARE) {
      Tensor a = normal(SEED, dtype, dims);
      Tensor symmetric = MatrixParts.symmetric(a);
      Spectra.Eigh eigh = Spectra.eigh(a);
      same(
          symmetric,
          eigh.vectors().mul(eigh.values().expandDims(-2)).matmul(eigh.vectors().transpose()),
          named("eigh", dtype, dims));
      Tensor definite = a.matmul(a.transpose()).add(eye(a));
      Tensor l = Factorizations.cholesky(definite);
      same(definite, l.matmul(l.transpose()), named("cholesky", dtype, dims));
      Spectra.Schur schur = Spectra.schur(a);
      same(
          a,
          schur.z().matmul(schur.t()).matmul(schur.z().transpose()),
          named("schur", dtype, dims));
      Spectra.Eig eig = Spectra.eig(a);
      Complex scaled =
          eig.vectors()
              .mul(new Complex(eig.values().re().expandDims(-2), eig.values().im().expandDims(-2)));
      Complex image = Complex.of(a).matmul(eig.vectors());
      same(scaled.re(), image.re(), named("eig", dtype, dims));
      same(scaled.im(), image.im(), named("eig", dtype, dims));
      Tensor lengths = eig.vectors().absSquare().sum(-2);
      same(Tensor.ones(dtype, lengths.shape().dims()), lengths, named("eig", dtype, dims));
    }
  }

  /** Masses over twelve decades, as units make them: scales of coordinates change no frequency. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void modesOfVibration(DType dtype) {
    for (int[] dims : SQUARE) {
      int n = dims[dims.length - 1];
      Tensor a = normal(SEED, dtype, dims);
      Tensor g = normal(SEED + 1, dtype, dims).mul(0.1).add(eye(a));
      Tensor mass = g.matmul(g.transpose());
      Spectra.Eigh modes = Spectra.eigh(a, mass);
      Tensor x = modes.vectors();
      String where = named("eigh with a mass", dtype, dims);
      same(eye(a), x.transpose().matmul(mass).matmul(x), where);
      same(
          MatrixParts.symmetric(a).matmul(x),
          mass.matmul(x).mul(modes.values().expandDims(-2)),
          where);
      double[] powers = new double[n];
      Arrays.setAll(powers, i -> Math.scalb(1.0, (i * 7 % 5 - 2) * 10));
      Tensor scales = Tensor.of(dtype, powers, n);
      Tensor both = scales.expandDims(-1).mul(scales);
      Spectra.Eigh scaled =
          Spectra.eigh(MatrixParts.symmetric(a).mul(both), MatrixParts.symmetric(mass).mul(both));
      same(modes.values(), scaled.values(), where);
      same(x.abs(), scaled.vectors().mul(scales.expandDims(-1)).abs(), where);
    }
    Tensor stacked = normal(SEED, dtype, 4, 3, 3);
    assertArrayEquals(
        new int[] {4, 3, 3}, Spectra.eigh(stacked, Tensor.eye(dtype, 3)).vectors().shape().dims());
    same(
        Spectra.eigh(stacked).vectors(),
        Spectra.eigh(stacked, Tensor.eye(dtype, 3)).vectors(),
        "mass 1");
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void solutionsSolve(DType dtype) {
    for (int[] dims : SQUARE) {
      Tensor far = eye(normal(1, dtype, dims)).mul(8);
      Tensor a = normal(SEED, dtype, dims).add(far);
      int[] right = dims.clone();
      right[right.length - 1] = 3;
      Tensor b = normal(SEED + 1, dtype, right);
      same(b, a.matmul(Systems.solve(a, b)), named("solve", dtype, dims));
      same(eye(a), a.matmul(Systems.inv(a)), named("inv", dtype, dims));
      Tensor lower = MatrixParts.tril(a, 0);
      same(
          b,
          lower.matmul(Systems.triangularSolve(a, b, MatrixKind.LOWER)),
          named("triangularSolve", dtype, dims));
      LinearOperator definite =
          LinearOperator.of(a.matmul(a.transpose()), MatrixKind.POSITIVE_DEFINITE);
      same(b, definite.matrix().matmul(definite.solve(b)), named("definite", dtype, dims));
      LinearOperator symmetric = LinearOperator.of(a, MatrixKind.SYMMETRIC);
      same(b, MatrixParts.symmetric(a).matmul(symmetric.solve(b)), named("symmetric", dtype, dims));
      LinearOperator blocks = LinearOperator.blockDiagonal(definite, symmetric, definite);
      Tensor all = Tensor.concatenate(dims.length - 2, b, b.neg(), b.mul(2));
      Tensor reads =
          MatrixParts.blockDiag(definite.matrix(), MatrixParts.symmetric(a), definite.matrix());
      same(all, reads.matmul(blocks.solve(all)), named("blocks", dtype, dims));
      same(all, reads.matmul(blocks.solveTransposed(all)), named("blocks", dtype, dims));
      same(eye(reads), reads.matmul(blocks.inverse()), named("blocks", dtype, dims));
      assertEquals(reads.dim(-1), blocks.order());
      Tensor c = normal(SEED + 2, dtype, dims);
      Tensor x = Systems.sylvester(a, a, c);
      same(c, a.matmul(x).add(x.matmul(a)), named("sylvester", dtype, dims));
      Systems.SignedLog log = Systems.slogdet(a);
      same(Systems.det(a), log.sign().mul(log.logAbs().exp()), named("slogdet", dtype, dims));
    }
  }

  /** Penrose's four conditions, at full and at deficient rank. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void pseudoInverses(DType dtype) {
    for (int[] dims : ANY) {
      int[] thin = dims.clone();
      thin[thin.length - 1] = 1;
      int[] flat = dims.clone();
      flat[flat.length - 2] = 1;
      Tensor rankOne = normal(5, dtype, thin).matmul(normal(6, dtype, flat));
      for (Tensor a : List.of(normal(SEED, dtype, dims), rankOne)) {
        String where = named("pinv", dtype, dims);
        Tensor p = Nearest.pinv(a, 1e-4);
        same(a, a.matmul(p).matmul(a), where);
        same(p, p.matmul(a).matmul(p), where);
        Tensor left = a.matmul(p);
        same(left, left.transpose(), where);
        Tensor right = p.matmul(a);
        same(right, right.transpose(), where);
      }
    }
  }

  @Test
  void leastSquaresSaysWhatItFound() {
    Tensor a = Tensor.of(new double[] {1, 2, 2, 4, 0, 0}, 3, 2);
    Tensor b = Tensor.of(new double[] {1, 2, 5}, 3, 1);
    Nearest.LeastSquares found = Nearest.lstsq(a, b, 1e-12);
    assertEquals(1, found.rank().item());
    assertEquals(0, found.isFullRank().item());
    assertArrayEquals(new double[] {0.2, 0.4}, found.solution().toDoubles(), 1e-15);
    assertEquals(25, found.residual().item(), 1e-13);
    assertArrayEquals(new double[] {5, 0}, found.singularValues().toDoubles(), 1e-15);
    assertEquals(1, Nearest.matrixRank(a, 1e-12).item());
    assertEquals(2, Nearest.cond(Tensor.of(new double[] {4, 0, 0, 2}, 2, 2)).item(), 1e-15);
  }

  @Test
  void procrustesFindsTheRotation() {
    Tensor r = Factorizations.qr(normal(3, DType.FLOAT64, 5, 3, 3)).q();
    Tensor sign = Systems.slogdet(r).sign().expandDims(-1).expandDims(-1);
    Tensor rotation = r.mul(sign); // in three dimensions −R turns back what a reflection turned
    Tensor a = normal(4, DType.FLOAT64, 5, 10, 3);
    Tensor b = a.matmul(rotation);
    same(rotation, Nearest.procrustes(a, b, true, Degeneracy.THROW), "proper");
    same(rotation, Nearest.procrustes(a, b, false, Degeneracy.THROW), "any");
    Tensor best = Nearest.procrustes(a, b.neg(), true, Degeneracy.THROW);
    assertArrayEquals(
        new double[] {1, 1, 1, 1, 1}, Systems.det(best).toDoubles(), 1e-14, "determinants");
    Tensor blocks = Nearest.procrustes(a, b, new int[] {1, 2}, false, Degeneracy.THROW);
    assertArrayEquals(
        new double[10], blocks.slice(-1, 1, 3).slice(-2, 0, 1).toDoubles(), "beside blocks");
  }

  @Test
  void partsAreNumPys() {
    Tensor a = Tensor.arange(6).astype(DType.FLOAT64).reshape(2, 3);
    assertArrayEquals(new double[] {0, 0, 0, 3, 4, 0}, MatrixParts.tril(a, 0).toDoubles());
    assertArrayEquals(new double[] {0, 1, 0, 3, 4, 5}, MatrixParts.tril(a, 1).toDoubles());
    assertArrayEquals(new double[] {0, 1, 2, 0, 0, 5}, MatrixParts.triu(a, 1).toDoubles());
    assertArrayEquals(new double[] {0, 4}, MatrixParts.diagonal(a).toDoubles());
    assertEquals(4, MatrixParts.trace(a).item());
    assertArrayEquals(
        new double[] {1, 0, 0, 2}, MatrixParts.diag(Tensor.of(new double[] {1, 2})).toDoubles());
    Tensor b = Tensor.of(new double[] {1, -1}, 1, 2);
    assertArrayEquals(
        new double[] {0, -0.0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5},
        MatrixParts.kron(a, b).toDoubles());
    assertArrayEquals(
        new double[] {0, 1, 2, 0, 0, 3, 4, 5, 0, 0, 0, 0, 0, 1, -1},
        MatrixParts.blockDiag(a, b).toDoubles());
    Tensor nan = Tensor.of(new double[] {1, Double.NaN, 2, 3}, 2, 2);
    assertArrayEquals(new double[] {1, 0, 2, 3}, MatrixParts.tril(nan, 0).toDoubles());
  }

  /** Whole numbers are exact, and what is out of range in between is not in the result. */
  @Test
  void determinants() {
    Tensor whole = Tensor.of(new double[] {2, 1, 1, 4, 3, 3, 8, 7, 9}, 3, 3);
    assertEquals(4, Systems.det(whole).item());
    Tensor wide =
        MatrixParts.diag(Tensor.of(new double[] {1e200, -1e200, 1e200, 1e-300, 1e-300, 3}));
    assertEquals(-3, Systems.det(wide).item(), 1e-14);
    assertEquals(
        Double.POSITIVE_INFINITY, Systems.det(Tensor.eye(DType.FLOAT64, 2).mul(1e200)).item());
    assertEquals(0, Systems.det(Tensor.eye(DType.FLOAT64, 2).mul(1e-200)).item());
    assertArrayEquals(
        new double[] {1, 1}, Systems.det(Tensor.zeros(DType.FLOAT32, 2, 0, 0)).toDoubles());
  }

  @Test
  void leadingAxesBroadcast() {
    Tensor a = normal(1, DType.FLOAT64, 2, 1, 3, 3);
    Tensor b = normal(2, DType.FLOAT64, 4, 3, 2);
    Tensor x = Systems.solve(a, b);
    assertArrayEquals(new int[] {2, 4, 3, 2}, x.shape().dims());
    same(b.broadcastTo(2, 4, 3, 2), a.matmul(x), "solve");
    assertArrayEquals(new int[] {2, 4, 3, 2}, Nearest.lstsq(a, b, 1e-12).solution().shape().dims());
  }

  @Test
  void everyThreadCountGivesTheSameBits() {
    Tensor a = normal(8, DType.FLOAT32, 40, 12, 12);
    Supplier<double[]> all =
        () -> {
          Spectra.Svd svd = Spectra.svd(a);
          return Tensor.concatenate(
                  0,
                  svd.u(),
                  svd.vt(),
                  Spectra.eigh(a).vectors(),
                  Systems.inv(a),
                  MatrixFunctions.expm(a))
              .toDoubles();
        };
    double[] one = Workers.of(1).call(all);
    for (int threads : new int[] {2, 3, 5}) {
      assertArrayEquals(one, Workers.of(threads).call(all), threads + " threads");
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Tensor wide = Tensor.zeros(DType.FLOAT64, 2, 3);
    Tensor vector = Tensor.zeros(DType.FLOAT64, 3);
    refused("cholesky: [2, 3], expected square matrices", () -> Factorizations.cholesky(wide));
    refused("solve: [2, 3], expected square matrices", () -> Systems.solve(wide, wide));
    refused(
        "svd: [3], expected at least 2 axes, those of a matrix last", () -> Spectra.svd(vector));
    refused(
        "lu: matrix of int32, expected float32 or float64",
        () -> Factorizations.lu(Tensor.arange(4).reshape(2, 2)));
    refused(
        "solve: numbers of rows differ: [3, 3] and [2, 3]",
        () -> Systems.solve(Tensor.eye(DType.FLOAT64, 3), wide));
    refused(
        "polar: [2, 3], expected at least as many rows as columns",
        () -> Nearest.polar(wide, Degeneracy.THROW));
    refused(
        "procrustes: multiplicities [1, 1], expected numbers of at least 1 with the sum 3",
        () -> Nearest.procrustes(wide, wide, new int[] {1, 1}, true, Degeneracy.THROW));
    refused(
        "triangularSolve: GENERAL, expected a kind of triangle",
        () -> Systems.triangularSolve(wide, wide, MatrixKind.GENERAL));
  }

  private static void refused(String message, Supplier<?> operation) {
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, operation::get).getMessage());
  }

  @Test
  void whatHasNoResultIsNamed() {
    Tensor singular = Tensor.of(new double[] {1, 2, 2, 4}, 1, 2, 2);
    failed(
        "solve: matrix 0 of [1, 2, 2] is singular: element [1, 1] of its triangular factor is 0",
        () -> Systems.inv(singular));
    assertEquals(0, Systems.det(singular).sum().item());
    failed(
        "cholesky: matrix [2, 2] is not positive definite: its leading part of order 2 is not",
        () -> Factorizations.cholesky(singular.reshape(2, 2)));
    failed(
        "cholesky: matrix [2, 2] is not positive definite: its leading part of order 2 is not",
        () -> Spectra.eigh(Tensor.eye(DType.FLOAT64, 2), singular.reshape(2, 2)));
    Tensor nan = Tensor.of(new double[] {1, 2, Double.NaN, 4}, 2, 2);
    for (Supplier<?> operation :
        List.<Supplier<?>>of(
            () -> Factorizations.lu(nan),
            () -> Factorizations.qr(nan),
            () -> Factorizations.cholesky(nan),
            () -> Spectra.eigh(nan),
            () -> Spectra.svd(nan),
            () -> Spectra.schur(nan),
            () -> Spectra.eig(nan),
            () -> MatrixFunctions.expm(nan),
            () -> MatrixFunctions.expmv(nan, Tensor.eye(DType.FLOAT64, 2)),
            () -> MatrixFunctions.expm(nan.broadcastTo(3, 2, 2)),
            () -> MatrixFunctions.logm(nan),
            () -> MatrixFunctions.sqrtm(nan),
            () -> Nearest.pinv(nan))) {
      String message =
          String.valueOf(assertThrows(ArithmeticException.class, operation::get).getMessage());
      assertTrue(message.contains("is NaN, expected finite numbers"), message);
    }
    String negative =
        String.valueOf(
            assertThrows(
                    ArithmeticException.class,
                    () -> MatrixFunctions.logm(Tensor.eye(DType.FLOAT64, 2).neg()))
                .getMessage());
    assertTrue(negative.startsWith("logm: "), negative);
  }

  private static void failed(String message, Supplier<?> operation) {
    assertEquals(message, assertThrows(ArithmeticException.class, operation::get).getMessage());
  }
}
