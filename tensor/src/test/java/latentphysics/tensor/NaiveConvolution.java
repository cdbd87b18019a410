package latentphysics.tensor;

/**
 * Convolutions as their definition reads, in float64: one product after the other, put where it
 * belongs. Written apart from what it checks.
 */
final class NaiveConvolution {
  private NaiveConvolution() {}

  /** Receives every product that meets, by its index in x, w and y. */
  private interface Product {
    void at(int x, int w, int y);
  }

  /** What slides in one direction. */
  record Sliding(int stride, int before, int dilation) {}

  /** y of x and w, {@code [n, c, h, v]} and {@code [o, c/groups, i, j]}. */
  static double[] output(Tensor x, Tensor w, int groups, Sliding rows, Sliding columns, Shape y) {
    double[] a = x.toDoubles();
    double[] b = w.toDoubles();
    double[] result = new double[y.size()];
    forEach(x.shape(), w.shape(), y, groups, rows, columns, (p, q, r) -> result[r] += a[p] * b[q]);
    return result;
  }

  /** x of y and w. */
  static double[] input(Tensor y, Tensor w, int groups, Sliding rows, Sliding columns, Shape x) {
    double[] a = y.toDoubles();
    double[] b = w.toDoubles();
    double[] result = new double[x.size()];
    forEach(x, w.shape(), y.shape(), groups, rows, columns, (p, q, r) -> result[p] += a[r] * b[q]);
    return result;
  }

  /** w of x and y. */
  static double[] kernel(Tensor x, Tensor y, int groups, Sliding rows, Sliding columns, Shape w) {
    double[] a = x.toDoubles();
    double[] b = y.toDoubles();
    double[] result = new double[w.size()];
    forEach(x.shape(), w, y.shape(), groups, rows, columns, (p, q, r) -> result[q] += a[p] * b[r]);
    return result;
  }

  private static void forEach(
      Shape x, Shape w, Shape y, int groups, Sliding rows, Sliding columns, Product product) {
    int channels = w.dim(1);
    int perGroup = w.dim(0) / groups;
    for (int n = 0; n < y.dim(0); n++) {
      for (int o = 0; o < y.dim(1); o++) {
        for (int h = 0; h < y.dim(2); h++) {
          for (int v = 0; v < y.dim(3); v++) {
            for (int c = 0; c < channels; c++) {
              for (int i = 0; i < w.dim(2); i++) {
                for (int j = 0; j < w.dim(3); j++) {
                  int row = h * rows.stride - rows.before + i * rows.dilation;
                  int column = v * columns.stride - columns.before + j * columns.dilation;
                  if (row >= 0 && row < x.dim(2) && column >= 0 && column < x.dim(3)) {
                    int channel = o / perGroup * channels + c;
                    product.at(
                        ((n * x.dim(1) + channel) * x.dim(2) + row) * x.dim(3) + column,
                        ((o * channels + c) * w.dim(2) + i) * w.dim(3) + j,
                        ((n * y.dim(1) + o) * y.dim(2) + h) * y.dim(3) + v);
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
