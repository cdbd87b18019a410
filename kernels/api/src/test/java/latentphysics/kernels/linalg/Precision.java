package latentphysics.kernels.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;

/** The types that kernels exist for; tests keep all matrices as double. */
enum Precision {
  SINGLE(Math.ulp(1f), 18, 6),
  DOUBLE(Math.ulp(1.0), 150, 15);

  final double epsilon;

  /** Exponent of ten that scales may have. */
  final double range;

  /** A scale near the end of the range. */
  final double large;

  /** Decimal digits that matrices are graded over. */
  final int digits;

  Precision(double epsilon, double range, int digits) {
    this.epsilon = epsilon;
    this.range = range;
    this.digits = digits;
    large = Math.pow(10, range);
  }

  double round(double x) {
    return this == SINGLE ? (float) x : x;
  }

  /** The numbers as this type has them. */
  double[] round(double[] x) {
    double[] rounded = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      rounded[i] = round(x[i]);
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

  /** What was computed into an array of {@link #array}; the rest has to be as it was. */
  double[] result(Object array, int offset, int size) {
    double[] expected = part(array(new double[size], offset), 0, size + offset + 3);
    double[] actual = part(array, 0, size + offset + 3);
    double[] result = Arrays.copyOfRange(actual, offset, offset + size);
    System.arraycopy(result, 0, expected, offset, size);
    assertArrayEquals(expected, actual, "elements around the result");
    return result;
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

  double[] random(Random random, int size) {
    double[] x = new double[size];
    for (int i = 0; i < size; i++) {
      x[i] = round(random.nextGaussian());
    }
    return x;
  }

  /** As float, with space before the first element. */
  static float[] floats(double[] x, int offset) {
    float[] floats = new float[x.length + offset];
    for (int i = 0; i < x.length; i++) {
      floats[i + offset] = (float) x[i];
    }
    return floats;
  }

  /** With space before the first element. */
  static double[] shift(double[] x, int offset) {
    double[] shifted = new double[x.length + offset];
    System.arraycopy(x, 0, shifted, offset, x.length);
    return shifted;
  }

  static double[] doubles(float[] x, int offset) {
    double[] doubles = new double[x.length - offset];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = x[i + offset];
    }
    return doubles;
  }

  static double[] doubles(double[] x, int offset) {
    double[] doubles = new double[x.length - offset];
    System.arraycopy(x, offset, doubles, 0, doubles.length);
    return doubles;
  }
}
