package latentphysics.autodiff;

import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;

/**
 * Where a chain of derivatives breaks: an operation that has none.
 *
 * @param place the operation and what it was given
 * @param reason why
 */
record Gap(String place, String reason) {

  /** An operation whose result is not a floating-point number. */
  static Gap ofType(Primitive primitive, Tensor operand, Tensor result) {
    return new Gap(place(primitive, operand), "its result is " + result.dtype());
  }

  /** An operation whose rule refuses. */
  static Gap of(Primitive primitive, Tensor operand, UnsupportedOperationException reason) {
    boolean says = primitive instanceof Primitive.Custom || primitive instanceof MatrixPrimitive;
    return new Gap(
        place(primitive, operand),
        says ? String.valueOf(reason.getMessage()) : "it is made of bit operations");
  }

  private static String place(Primitive primitive, Tensor operand) {
    return primitive.label() + " of " + operand.dtype() + operand.shape();
  }

  /** What is thrown where the derivative is asked for. */
  UnsupportedOperationException thrownBy(String operation) {
    return new UnsupportedOperationException(
        operation
            + ": "
            + place
            + " has no derivative, as "
            + reason
            + "; stopGradient() says that none is wanted");
  }
}
