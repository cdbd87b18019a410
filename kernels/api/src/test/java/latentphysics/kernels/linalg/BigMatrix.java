package latentphysics.kernels.linalg;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;

/**
 * Square matrices of fixed-point numbers with so many bits behind the point that exponentials made
 * from them by Taylor's series are right to 70 digits of their norm.
 */
final class BigMatrix {
  private static final int BITS = 256;

  private final int n;
  private final int bits;
  private final BigInteger[] x;

  private BigMatrix(int n, int bits, BigInteger[] x) {
    this.n = n;
    this.bits = bits;
    this.x = x;
  }

  /** The numbers exactly. Rounding grows by e^‖A‖, and the result may be as small as e^−‖A‖. */
  static BigMatrix of(int n, double[] a) {
    int more = (int) Math.min(3200, 3 * norm(n, a));
    return of(n, a, BITS + more);
  }

  private static BigMatrix of(int n, double[] a, int bits) {
    BigInteger[] x = new BigInteger[n * n];
    BigDecimal one = new BigDecimal(BigInteger.ONE.shiftLeft(bits));
    for (int i = 0; i < x.length; i++) {
      x[i] = new BigDecimal(a[i]).multiply(one).toBigInteger();
    }
    return new BigMatrix(n, bits, x);
  }

  private static double norm(int n, double[] a) {
    double largest = 0;
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += Math.abs(a[i * n + j]);
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }

  /** This and 2^exponent times the other. */
  BigMatrix plus(BigMatrix other, int exponent) {
    BigInteger[] sum = new BigInteger[x.length];
    for (int i = 0; i < x.length; i++) {
      sum[i] = x[i].add(other.x[i].shiftLeft(exponent));
    }
    return new BigMatrix(n, bits, sum);
  }

  BigMatrix minus(BigMatrix other) {
    BigInteger[] difference = new BigInteger[x.length];
    for (int i = 0; i < x.length; i++) {
      difference[i] = x[i].subtract(other.x[i]);
    }
    return new BigMatrix(n, bits, difference);
  }

  BigMatrix times(BigMatrix other) {
    BigInteger[] product = new BigInteger[x.length];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        BigInteger sum = BigInteger.ZERO;
        for (int k = 0; k < n; k++) {
          sum = sum.add(x[i * n + k].multiply(other.x[k * n + j]));
        }
        product[i * n + j] = sum.shiftRight(bits);
      }
    }
    return new BigMatrix(n, bits, product);
  }

  private BigMatrix scaled(int exponent) {
    BigInteger[] y = new BigInteger[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i].shiftLeft(exponent);
    }
    return new BigMatrix(n, bits, y);
  }

  private static BigMatrix identity(int n, int bits) {
    BigInteger[] y = new BigInteger[n * n];
    Arrays.fill(y, BigInteger.ZERO);
    for (int i = 0; i < n; i++) {
      y[i * n + i] = BigInteger.ONE.shiftLeft(bits);
    }
    return new BigMatrix(n, bits, y);
  }

  /** Taylor's series at A/2ˢ until its terms vanish, then s squarings. */
  BigMatrix exp() {
    int largest = 0;
    for (BigInteger value : x) {
      largest = Math.max(largest, value.bitLength() - bits);
    }
    int s = Math.max(0, largest + 6) + (int) Math.sqrt(bits) / 2;
    // Squaring loses a bit each time.
    int longer = bits + s + 64;
    BigMatrix a = new BigMatrix(n, longer, scaled(longer - bits - s).x);
    BigMatrix sum = identity(n, longer);
    BigMatrix term = sum;
    for (int k = 1; !term.isZero(); k++) {
      term = term.times(a);
      BigInteger divisor = BigInteger.valueOf(k);
      for (int i = 0; i < term.x.length; i++) {
        term.x[i] = term.x[i].divide(divisor);
      }
      sum = sum.plus(term, 0);
    }
    for (int i = 0; i < s; i++) {
      sum = sum.times(sum);
    }
    return new BigMatrix(n, bits, sum.scaled(bits - longer).x);
  }

  /** The derivative of the exponential by a central difference of 2^−80: exact to 45 digits. */
  static BigMatrix derivativeOfExp(int n, double[] a, double[] e) {
    int bits = of(n, a).bits + 160;
    BigMatrix at = of(n, a, bits);
    BigMatrix step = of(n, e, bits);
    BigMatrix ahead = at.plus(step, -80).exp();
    BigMatrix behind = at.minus(step.scaled(-80)).exp();
    return ahead.minus(behind).scaled(79);
  }

  private boolean isZero() {
    for (BigInteger value : x) {
      if (value.signum() != 0) {
        return false;
      }
    }
    return true;
  }

  /** The numbers, rounded. */
  double[] toDoubles() {
    double[] y = new double[x.length];
    BigDecimal one = new BigDecimal(BigInteger.ONE.shiftLeft(bits));
    for (int i = 0; i < y.length; i++) {
      y[i] = new BigDecimal(x[i]).divide(one, MathContext.DECIMAL64).doubleValue();
    }
    return y;
  }

  /** The product with the n×r matrix of doubles, rounded. */
  double[] timesColumns(int r, double[] b) {
    double[] y = new double[n * r];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < r; c++) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k < n; k++) {
          sum = sum.add(new BigDecimal(x[i * n + k]).multiply(new BigDecimal(b[k * r + c])));
        }
        y[i * r + c] =
            sum.divide(new BigDecimal(BigInteger.ONE.shiftLeft(bits)), MathContext.DECIMAL64)
                .doubleValue();
      }
    }
    return y;
  }

  /** ‖actual − this‖/‖this‖ in Frobenius' norm; NaN if a number is not finite. */
  double relativeError(double[] actual) {
    for (double value : actual) {
      if (!Double.isFinite(value)) {
        return Double.NaN;
      }
    }
    BigInteger error = of(n, actual, bits).minus(this).square();
    BigInteger whole = square();
    if (whole.signum() == 0) {
      return error.signum() == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    int digits = 200;
    BigInteger quotient = error.shiftLeft(digits).divide(whole);
    return Math.sqrt(Math.scalb(quotient.doubleValue(), -digits));
  }

  private BigInteger square() {
    BigInteger sum = BigInteger.ZERO;
    for (BigInteger value : x) {
      sum = sum.add(value.multiply(value));
    }
    return sum;
  }
}
