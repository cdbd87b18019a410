package latentphysics.kernels.linalg;

import java.util.Random;

/** The types that kernels exist for; tests keep all matrices as double. */
enum WorkingPrecision {
  SINGLE(Math.ulp(1f), 1e18, 6),
  DOUBLE(Math.ulp(1.0), 1e150, 15);

  final double epsilon;
  final double large;

  /** Decimal digits that matrices are graded over. */
  final int digits;

  WorkingPrecision(double epsilon, double large, int digits) {
    this.epsilon = epsilon;
    this.large = large;
    this.digits = digits;
  }

  double round(double x) {
    return this == SINGLE ? (float) x : x;
  }

  double[] round(double[] x) {
    double[] rounded = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      rounded[i] = round(x[i]);
    }
    return rounded;
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
