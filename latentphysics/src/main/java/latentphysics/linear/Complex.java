package latentphysics.linear;

/**
 * A complex number.
 *
 * @param re real part
 * @param im imaginary part
 */
public record Complex(double re, double im) {

  /** Sum. */
  public Complex plus(Complex other) {
    return new Complex(re + other.re, im + other.im);
  }

  /** Difference. */
  public Complex minus(Complex other) {
    return new Complex(re - other.re, im - other.im);
  }

  /** Product. */
  public Complex times(Complex other) {
    return new Complex(re * other.re - im * other.im, re * other.im + im * other.re);
  }

  /** Product with a real number. */
  public Complex scaled(double factor) {
    return new Complex(re * factor, im * factor);
  }

  /** Quotient. */
  public Complex over(Complex other) {
    double size = other.abs();
    Complex unit = other.conjugate().scaled(1 / size);
    return times(unit).scaled(1 / size);
  }

  /** The conjugate. */
  public Complex conjugate() {
    return new Complex(re, -im);
  }

  /** The modulus. */
  public double abs() {
    return Math.hypot(re, im);
  }

  /** The principal square root. */
  public Complex squareRoot() {
    double size = abs();
    double root = Math.sqrt((size + Math.abs(re)) / 2);
    if (root == 0) {
      return new Complex(0, 0);
    }
    double other = Math.abs(im) / (2 * root);
    double signed = Math.copySign(1, im);
    return re >= 0 ? new Complex(root, signed * other) : new Complex(other, signed * root);
  }

  /** The principal logarithm. */
  public Complex log() {
    return new Complex(StrictMath.log(abs()), StrictMath.atan2(im, re));
  }
}
