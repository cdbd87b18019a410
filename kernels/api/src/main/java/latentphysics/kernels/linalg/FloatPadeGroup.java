package latentphysics.kernels.linalg;

import latentphysics.kernels.FloatLanes;
import latentphysics.kernels.Kernels;

/**
 * {@link FloatPade} for several matrices side by side, one in each lane. A lane of a lower degree
 * has coefficients of zero where others have more terms.
 */
final class FloatPadeGroup {
  private final Kernels kernels;
  private final FloatLanes lanes;
  private final int n;
  private final int width;
  private final int size;
  private final float[][] powers;
  private final FloatPadeDegree[] degrees;

  /** Lanes of degree 13. */
  private final long highest;

  /** The largest i of a power A²ⁱ that some lane has a term with. */
  private final int last;

  private float[] oddFactor = {};
  private float[] evenFactor = {};

  /** W. */
  private final float[] odd;

  /** V − U. */
  private final float[] denominator;

  private final float[] value;
  private long done;

  /** Evaluates the approximants of matrices that are scaled, by their powers. */
  FloatPadeGroup(
      Kernels kernels, FloatLanes lanes, int n, float[][] powers, FloatPadeDegree[] degrees) {
    this.kernels = kernels;
    this.lanes = lanes;
    this.n = n;
    this.powers = powers;
    this.degrees = degrees;
    width = lanes.count();
    size = n * n;
    long high = 0;
    int most = 1;
    for (int l = 0; l < width; l++) {
      int degree = degrees[l].degree();
      high |= degree == 13 ? 1L << l : 0;
      most = Math.max(most, degree == 13 ? 3 : (degree - 1) / 2);
    }
    highest = high;
    last = most;
    odd = combination(powers, 1);
    float[] even = combination(powers, 0);
    addToDiagonal(1, odd);
    addToDiagonal(0, even);
    if (highest != 0) {
      oddFactor = upperCombination(powers, 9);
      evenFactor = upperCombination(powers, 8);
      addWhereHighest(product(powers[3], oddFactor), odd);
      addWhereHighest(product(powers[3], evenFactor), even);
    }
    float[] u = product(powers[0], odd);
    denominator = even;
    kernels.axpy(size * width, -1, u, 0, denominator, 0);
    kernels.scal(size * width, 2, u, 0);
    value = divided(u);
    for (int i = 0; i < n; i++) {
      for (int l = 0; l < width; l++) {
        value[i * (n + 1) * width + l] += 1;
      }
    }
  }

  /** See {@link FloatPade#value}. */
  float[] value() {
    return value;
  }

  /** Lanes with a denominator that is not singular. */
  long done() {
    return done;
  }

  /** See {@link FloatPade#derivative}. */
  float[] derivative(float[] e) {
    float[] a = powers[0];
    float[][] m = new float[powers.length][];
    m[0] = e;
    m[1] = sum(product(a, e), product(e, a));
    for (int i = 2; i <= last; i++) {
      int rest = i == 3 ? 1 : i / 2;
      m[i] = sum(product(powers[i - rest], m[rest]), product(m[i - rest], powers[rest]));
    }
    float[] ofOdd = combination(m, 1);
    float[] ofEven = combination(m, 0);
    if (highest != 0) {
      addWhereHighest(product(powers[3], upperCombination(m, 9)), ofOdd);
      addWhereHighest(product(m[3], oddFactor), ofOdd);
      addWhereHighest(product(powers[3], upperCombination(m, 8)), ofEven);
      addWhereHighest(product(m[3], evenFactor), ofEven);
    }
    float[] ofU = sum(product(a, ofOdd), product(e, odd));
    float[] difference = ofU.clone();
    kernels.axpy(size * width, -1, ofEven, 0, difference, 0);
    float[] result = sum(product(difference, value), ofU);
    kernels.axpy(size * width, 1, ofEven, 0, result, 0);
    return divided(result);
  }

  /** b₂·A² + b₄·A⁴ + …, or b₃·A² + b₅·A⁴ + …, the largest power first. */
  private float[] combination(float[][] x, int parity) {
    float[] result = new float[size * width];
    for (int i = last; i >= 1; i--) {
      float[] coefficients = new float[width];
      for (int l = 0; l < width; l++) {
        long[] b = FloatPade.coefficients(degrees[l].degree());
        boolean has = degrees[l].degree() == 13 ? i <= 3 : 2 * i + parity < b.length;
        coefficients[l] = has ? b[2 * i + parity] : 0;
      }
      lanes.axpy(size, coefficients, x[i], result);
    }
    return result;
  }

  /** b₉·A² + b₁₁·A⁴ + b₁₃·A⁶, or from b₈ on, for degree 13. */
  private float[] upperCombination(float[][] x, int first) {
    long[] b = FloatPade.coefficients(13);
    float[] result = new float[size * width];
    for (int i = 3; i >= 1; i--) {
      kernels.axpy(size * width, (float) b[first + 2 * (i - 1)], x[i], 0, result, 0);
    }
    return result;
  }

  private void addToDiagonal(int parity, float[] x) {
    for (int i = 0; i < n; i++) {
      for (int l = 0; l < width; l++) {
        x[i * (n + 1) * width + l] += FloatPade.coefficients(degrees[l].degree())[parity];
      }
    }
  }

  private void addWhereHighest(float[] x, float[] y) {
    kernels.axpy(size * width, 1, y, 0, x, 0);
    lanes.copy(highest, size, x, y);
  }

  /** (V − U)⁻¹·x. */
  private float[] divided(float[] x) {
    float[] both = new float[2 * size * width];
    int row = n * width;
    for (int i = 0; i < n; i++) {
      System.arraycopy(denominator, i * row, both, 2 * i * row, row);
      System.arraycopy(x, i * row, both, (2 * i + 1) * row, row);
    }
    done = lanes.solve(n, n, both);
    float[] found = new float[size * width];
    for (int i = 0; i < n; i++) {
      System.arraycopy(both, (2 * i + 1) * row, found, i * row, row);
    }
    return found;
  }

  private float[] product(float[] x, float[] y) {
    float[] z = new float[size * width];
    lanes.gemm(false, n, n, n, x, y, z, n);
    return z;
  }

  /** y becomes x + y. */
  private float[] sum(float[] x, float[] y) {
    kernels.axpy(size * width, 1, x, 0, y, 0);
    return y;
  }
}
