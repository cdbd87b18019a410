package latentphysics.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import latentphysics.kernels.Kernels;
import latentphysics.kernels.linalg.DoubleEigh;
import latentphysics.kernels.linalg.DoubleSvd;
import latentphysics.kernels.linalg.FloatEigh;
import latentphysics.kernels.linalg.FloatSvd;
import latentphysics.kernels.scalar.ScalarKernels;
import org.junit.jupiter.api.Test;

/** Eigenvalues and singular values have the same bits with scalar kernels and with SIMD. */
class SpectralBitsTest {
  private static final int[] SIZES = {1, 2, 7, 16, 17, 33, 64};
  private static final Kernels SCALAR = new ScalarKernels();
  private static final Kernels SIMD = VectorKernels.eager();

  /** Random numbers; of small size in the last columns if graded, which takes another way. */
  private static double[] random(int m, int n, boolean graded) {
    Random random = new Random(100L * m + n);
    double[] a = new double[m * n];
    for (int i = 0; i < a.length; i++) {
      a[i] = random.nextGaussian() * (graded ? Math.pow(10, -9.0 * (i % n) / n) : 1);
    }
    return a;
  }

  private static float[] floats(double[] x) {
    float[] floats = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      floats[i] = (float) x[i];
    }
    return floats;
  }

  private static double[] eigh(Kernels kernels, int n, double[] a) {
    double[] all = new double[n + n * n];
    DoubleEigh.solve(kernels, n, a, 0, all, 0, all, n);
    return all;
  }

  private static float[] eigh(Kernels kernels, int n, float[] a) {
    float[] all = new float[n + n * n];
    FloatEigh.solve(kernels, n, a, 0, all, 0, all, n);
    return all;
  }

  private static double[] svd(Kernels kernels, int m, int n, double[] a) {
    int k = Math.min(m, n);
    double[] all = new double[k * (m + 1 + n)];
    DoubleSvd.solve(kernels, m, n, a, 0, all, 0, all, k * m, all, k * (m + 1));
    return all;
  }

  private static float[] svd(Kernels kernels, int m, int n, float[] a) {
    int k = Math.min(m, n);
    float[] all = new float[k * (m + 1 + n)];
    FloatSvd.solve(kernels, m, n, a, 0, all, 0, all, k * m, all, k * (m + 1));
    return all;
  }

  @Test
  void eigenvaluesAndEigenvectors() {
    for (int n : SIZES) {
      for (boolean graded : new boolean[] {false, true}) {
        double[] a = random(n, n, graded);
        String where = "n = " + n + ", seed " + 101 * n;
        assertArrayEquals(eigh(SCALAR, n, a), eigh(SIMD, n, a), where);
        assertArrayEquals(eigh(SCALAR, n, floats(a)), eigh(SIMD, n, floats(a)), where);
      }
    }
  }

  @Test
  void singularValuesAndVectors() {
    for (int m : SIZES) {
      for (int n : SIZES) {
        for (boolean graded : new boolean[] {false, true}) {
          double[] a = random(m, n, graded);
          String where = m + "x" + n + ", seed " + (100 * m + n);
          assertArrayEquals(svd(SCALAR, m, n, a), svd(SIMD, m, n, a), where);
          assertArrayEquals(svd(SCALAR, m, n, floats(a)), svd(SIMD, m, n, floats(a)), where);
        }
      }
    }
  }
}
