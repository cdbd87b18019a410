package latentphysics.kernels;

/** Type of the elements of an array that a kernel reads or writes. */
public enum ElementType {
  /** IEEE 754 binary32, kept in {@code float[]}. */
  FLOAT32(4),
  /** IEEE 754 binary64, kept in {@code double[]}. */
  FLOAT64(8),
  /** Two's complement of 32 bits, kept in {@code int[]}; sums and products wrap around. */
  INT32(4),
  /** Truth value, kept in {@code boolean[]}; counts as 0 or 1. */
  BOOL(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether this is one of the floating-point types. */
  public boolean isFloat() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** An array of this type, filled with zeros. */
  public Object newArray(int length) {
    return switch (this) {
      case FLOAT32 -> new float[length];
      case FLOAT64 -> new double[length];
      case INT32 -> new int[length];
      case BOOL -> new boolean[length];
    };
  }
}
