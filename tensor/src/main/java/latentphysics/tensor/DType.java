package latentphysics.tensor;

import latentphysics.kernels.ElementType;

/** Type of a tensor's elements. */
public enum DType {
  /** IEEE 754 binary32. */
  FLOAT32(ElementType.FLOAT32, 0x1p-23),
  /** IEEE 754 binary64. */
  FLOAT64(ElementType.FLOAT64, 0x1p-52);

  private final ElementType element;
  private final double epsilon;

  DType(ElementType element, double epsilon) {
    this.element = element;
    this.epsilon = epsilon;
  }

  /** Distance from 1 to the next larger number. */
  public double epsilon() {
    return epsilon;
  }

  /** The field's name for it: "float32" or "float64". */
  @Override
  public String toString() {
    return this == FLOAT32 ? "float32" : "float64";
  }

  ElementType element() {
    return element;
  }

  Object newArray(int length) {
    return this == FLOAT32 ? new float[length] : new double[length];
  }
}
