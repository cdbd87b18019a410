package latentphysics.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import latentphysics.kernels.ElementType;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.linalg.Matrices;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Factors and functions of general matrices have the same bits with scalar kernels and SIMD. */
class MatrixBitsTest {
  private static final int[] SIZES = {1, 2, 3, 7, 16, 17, 33, 64};
  private static final Kernels SCALAR = new ScalarKernels();
  private static final Kernels SIMD = VectorKernels.eager();

  /** What is computed of a matrix, into an array with room for four of its size. */
  enum Operation {
    SCHUR {
      @Override
      void compute(Matrices matrices, int n, Object a, Object result) {
        matrices.schur(n, a, 0, result, 0, result, n * n);
      }
    },
    EIG {
      @Override
      void compute(Matrices matrices, int n, Object a, Object result) {
        int size = n * n;
        matrices.eig(n, a, 0, result, 0, result, size, result, 2 * size, result, 3 * size);
      }
    },
    SYLVESTER {
      @Override
      void compute(Matrices matrices, int n, Object a, Object result) {
        int size = n * n;
        matrices.schur(n, a, 0, result, 0, result, size);
        for (boolean transposed : new boolean[] {false, true}) {
          int to = (transposed ? 3 : 2) * size;
          matrices.sylvester(
              n, n, transposed, result, 0, result, size, result, 0, result, size, a, 0, result, to);
        }
      }
    },
    SQRTM {
      @Override
      void compute(Matrices matrices, int n, Object a, Object result) {
        matrices.sqrtm(n, a, 0, result, 0);
      }
    },
    LOGM {
      @Override
      void compute(Matrices matrices, int n, Object a, Object result) {
        matrices.logm(n, a, 0, result, 0);
      }
    },
    EXPM {
      @Override
      void compute(Matrices matrices, int n, Object a, Object result) {
        matrices.expm(1, n, a, 0, result, 0);
        matrices.expmFrechet(1, n, a, 0, a, 0, result, n * n);
      }
    },
    EXPMV {
      @Override
      void compute(Matrices matrices, int n, Object a, Object result) {
        matrices.expmv(n, n, a, 0, a, 0, result, 0);
        matrices.expmv(n, 1, a, 0, a, 0, result, n * n);
        matrices.expmvAdjoint(n, 1, a, 0, a, 0, a, 0, result, 2 * n * n);
        matrices.expmvAdjoint(n, n, a, 0, a, 0, a, 0, result, 3 * n * n);
      }
    };

    abstract void compute(Matrices matrices, int n, Object a, Object result);
  }

  /** Random numbers, and a diagonal that keeps eigenvalues off the negative numbers. */
  private static double[] random(int n) {
    Random random = new Random(31L * n);
    double[] a = new double[n * n];
    for (int i = 0; i < a.length; i++) {
      a[i] = random.nextGaussian() / Math.sqrt(n) + (i % (n + 1) == 0 ? 1.5 : 0);
    }
    return a;
  }

  @ParameterizedTest
  @EnumSource
  void providersAgree(Operation operation) {
    for (int n : SIZES) {
      double[] a = random(n);
      String where = operation + ", n = " + n + ", seed " + 31 * n;
      double[] scalar = new double[4 * n * n];
      double[] simd = new double[4 * n * n];
      operation.compute(Matrices.of(ElementType.FLOAT64, SCALAR), n, a, scalar);
      operation.compute(Matrices.of(ElementType.FLOAT64, SIMD), n, a, simd);
      assertArrayEquals(scalar, simd, where);
      float[] single = new float[n * n];
      for (int i = 0; i < single.length; i++) {
        single[i] = (float) a[i];
      }
      float[] narrow = new float[4 * n * n];
      float[] wide = new float[4 * n * n];
      operation.compute(Matrices.of(ElementType.FLOAT32, SCALAR), n, single, narrow);
      operation.compute(Matrices.of(ElementType.FLOAT32, SIMD), n, single, wide);
      assertArrayEquals(narrow, wide, where);
    }
  }
}
