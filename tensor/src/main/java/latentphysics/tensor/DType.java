package latentphysics.tensor;

import latentphysics.kernels.ElementType;

/** Type of a tensor's elements. */
public enum DType {
  /** IEEE 754 binary32. */
  FLOAT32(ElementType.FLOAT32, "float32"),
  /** IEEE 754 binary64. */
  FLOAT64(ElementType.FLOAT64, "float64"),
  /** Integers of 32 bits, for indices and counts; sums and products wrap around. */
  INT32(ElementType.INT32, "int32"),
  /** Truth values, for masks. */
  BOOL(ElementType.BOOL, "bool");

  private final ElementType element;
  private final String label;

  DType(ElementType element, String label) {
    this.element = element;
    this.label = label;
  }

  /** Whether this is float32 or float64: the types that have derivatives. */
  public boolean isFloat() {
    return element.isFloat();
  }

  /** Size of an element in memory and in files. */
  public int bytes() {
    return element.bytes();
  }

  /**
   * Distance from 1 to the next larger number.
   *
   * @throws UnsupportedOperationException if this is not a floating-point type
   */
  public double epsilon() {
    return switch (this) {
      case FLOAT32 -> 0x1p-23;
      case FLOAT64 -> 0x1p-52;
      case INT32, BOOL ->
          throw new UnsupportedOperationException(
              "epsilon: " + this + ", expected float32 or float64");
    };
  }

  /** The field's name for it: "float32", "float64", "int32" or "bool". */
  @Override
  public String toString() {
    return label;
  }

  ElementType element() {
    return element;
  }

  Object newArray(int length) {
    return element.newArray(length);
  }

  static DType of(ElementType element) {
    return switch (element) {
      case FLOAT32 -> FLOAT32;
      case FLOAT64 -> FLOAT64;
      case INT32 -> INT32;
      case BOOL -> BOOL;
    };
  }
}
