package latentphysics.kernels.scalar;

import latentphysics.kernels.Kernels;

/** The definition of the matrix product; see {@link Kernels}. */
final class FloatGemm {
  private FloatGemm() {}

  static void gemm(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int aRow,
      int aColumn,
      float[] b,
      int bOffset,
      int bRow,
      int bColumn,
      float[] c,
      int cOffset,
      int cRow) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        int ap = aOffset + i * aRow;
        int bp = bOffset + j * bColumn;
        float total = 0;
        for (int start = 0; start < k; start += Kernels.PRODUCT_BLOCK) {
          int end = Math.min(k, start + Kernels.PRODUCT_BLOCK);
          float chain = 0;
          for (int p = start; p < end; p++) {
            chain = Math.fma(a[ap], b[bp], chain);
            ap += aColumn;
            bp += bRow;
          }
          total = start == 0 ? chain : total + chain;
        }
        c[cOffset + i * cRow + j] = total;
      }
    }
  }
}
