package latentphysics.kernels.linalg;

import java.util.ArrayList;
import java.util.List;
import latentphysics.kernels.Kernels;

/** An exponential with the steps by which it was computed: preparation, approximant, squarings. */
final class FloatExponential {
  final FloatScaledMatrix matrix;
  final FloatPade pade;

  /** Squarings, with those for the power of two that A was divided by. */
  final int squarings;

  /** e^(A/2ˢ) and its squares, all but the last; empty unless the derivative is wanted. */
  final List<float[]> squared = new ArrayList<>();

  /** e^A in the basis of the prepared matrix. */
  final float[] value;

  private final int n;

  private FloatExponential(
      Kernels kernels, int n, float[] a, int offset, boolean derivative, boolean balance) {
    this.n = n;
    matrix = new FloatScaledMatrix(kernels, n, a, offset, balance);
    pade = new FloatPade(kernels, n, matrix.reduced(), derivative);
    squarings = matrix.exponent() + pade.squarings();
    double shift = matrix.shift(squarings);
    FloatExponentialSteps steps =
        new FloatExponentialSteps(kernels, n, matrix.triangular(), matrix.original());
    value =
        derivative
            ? steps.square(pade.value(), shift, squarings, squared::add)
            : steps.square(pade.value(), shift, squarings);
    if (FloatScaledMatrix.hasNan(value)) {
      throw matrix.overflow("the exponential");
    }
  }

  /**
   * Computes e^A.
   *
   * @param derivative whether the derivative will be wanted
   * @throws ArithmeticException if an element of A is NaN or infinite, or if overflow leaves
   *     nothing
   */
  static FloatExponential of(Kernels kernels, int n, float[] a, int offset, boolean derivative) {
    FloatExponential balanced = new FloatExponential(kernels, n, a, offset, derivative, true);
    return balanced.spoiled()
        ? new FloatExponential(kernels, n, a, offset, derivative, false)
        : balanced;
  }

  /**
   * Whether balancing may have done harm: with B = D⁻¹·A·D, errors of about ε·‖B‖·‖e^B‖ grow by up
   * to the condition number of D, which is to stay below ε·‖A‖·‖e^A‖. It does not where a weak
   * connection is made as strong as the others (Ward 1977, example 4).
   */
  private boolean spoiled() {
    if (matrix.spread() == 0) {
      return false;
    }
    float[] whole = new float[n * n];
    matrix.leave(false, 0, value, whole, 0);
    double size = FloatPadeScaling.norm(n, whole);
    double grown =
        Math.log1p(FloatPadeScaling.norm(n, matrix.original()))
            + Math.log(FloatPadeScaling.norm(n, value))
            + matrix.spread() * Math.log(2);
    return grown > Math.log1p(matrix.norm()) + Math.log(size);
  }
}
