package latentphysics.kernels.linalg;

import java.util.Random;

/** Both types of numbers, with matrices as doubles for the comparison. */
enum Precision {
  SINGLE(Math.ulp(1f), 18),
  DOUBLE(Math.ulp(1.0), 150);

  final double epsilon;

  /** Exponent of ten that scales may have. */
  final double range;

  Precision(double epsilon, double range) {
    this.epsilon = epsilon;
    this.range = range;
  }

  /** The numbers as this type has them. */
  double[] round(double[] x) {
    double[] rounded = x.clone();
    for (int i = 0; i < x.length && this == SINGLE; i++) {
      rounded[i] = (float) x[i];
    }
    return rounded;
  }

  /** An array of the type with the numbers from the offset on, and others around them. */
  Object array(double[] x, int offset) {
    Random random = new Random(x.length);
    if (this == DOUBLE) {
      double[] array = new double[x.length + offset + 3];
      for (int i = 0; i < array.length; i++) {
        int from = i - offset;
        array[i] = from >= 0 && from < x.length ? x[from] : random.nextGaussian();
      }
      return array;
    }
    float[] array = new float[x.length + offset + 3];
    for (int i = 0; i < array.length; i++) {
      int from = i - offset;
      array[i] = from >= 0 && from < x.length ? (float) x[from] : (float) random.nextGaussian();
    }
    return array;
  }

  /** Part of an array of the type. */
  static double[] part(Object array, int offset, int size) {
    double[] part = new double[size];
    for (int i = 0; i < size; i++) {
      part[i] =
          array instanceof double[] doubles ? doubles[offset + i] : ((float[]) array)[offset + i];
    }
    return part;
  }

  /** Largest element of A·B − C over the largest of |A|·|B| and C, which does not overflow. */
  static double relativeResidual(
      int m, int n, int k, double[] a, double[] b, double[] c, double scale) {
    double worst = 0;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = -c[i * n + j] / scale;
        for (int l = 0; l < k; l++) {
          sum += a[i * k + l] * (b[l * n + j] / scale);
        }
        worst = Double.isNaN(sum) ? Double.NaN : Math.max(worst, Math.abs(sum));
        if (Double.isNaN(worst)) {
          return worst;
        }
      }
    }
    return worst;
  }

  /** Largest element in magnitude; 1 if all are zero. */
  static double scale(double[] x) {
    double largest = 0;
    for (double value : x) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest == 0 ? 1 : largest;
  }
}
