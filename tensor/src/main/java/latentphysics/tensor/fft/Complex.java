package latentphysics.tensor.fft;

import latentphysics.tensor.Tensor;

/**
 * Complex numbers as two tensors of one type and shape. Derivatives are those of the two.
 *
 * @param re real parts
 * @param im imaginary parts
 */
public record Complex(Tensor re, Tensor im) {

  /**
   * Checks that the parts fit.
   *
   * @throws IllegalArgumentException if types or shapes differ
   */
  public Complex {
    if (re.dtype() != im.dtype() || !re.shape().equals(im.shape())) {
      throw new IllegalArgumentException(
          "complex: real part "
              + re.dtype()
              + re.shape()
              + " and imaginary part "
              + im.dtype()
              + im.shape()
              + ", expected one type and shape");
    }
  }

  /** Real numbers as complex ones. */
  public static Complex of(Tensor re) {
    return new Complex(re, Tensor.zeros(re.dtype(), re.shape().dims()));
  }

  /** Sum; shapes broadcast. */
  public Complex add(Complex other) {
    return new Complex(re.add(other.re), im.add(other.im));
  }

  /** Difference; shapes broadcast. */
  public Complex sub(Complex other) {
    return new Complex(re.sub(other.re), im.sub(other.im));
  }

  /** Product; shapes broadcast. */
  public Complex mul(Complex other) {
    return new Complex(
        re.mul(other.re).sub(im.mul(other.im)), re.mul(other.im).add(im.mul(other.re)));
  }

  /** Product with a real number. */
  public Complex mul(double factor) {
    return new Complex(re.mul(factor), im.mul(factor));
  }

  /** Product with real numbers; shapes broadcast. */
  public Complex mul(Tensor factor) {
    return new Complex(re.mul(factor), im.mul(factor));
  }

  /**
   * Matrix product over the last two axes; leading axes broadcast.
   *
   * @throws IllegalArgumentException as {@link Tensor#matmul}
   */
  public Complex matmul(Complex other) {
    return new Complex(
        re.matmul(other.re).sub(im.matmul(other.im)), re.matmul(other.im).add(im.matmul(other.re)));
  }

  /** The last two axes exchanged and the complex conjugate of that: Aᴴ. */
  public Complex adjoint() {
    return new Complex(re.transpose(), im.transpose().neg());
  }

  /** Complex conjugate. */
  public Complex conj() {
    return new Complex(re, im.neg());
  }

  /** Square of the absolute value. */
  public Tensor absSquare() {
    return re.square().add(im.square());
  }
}
