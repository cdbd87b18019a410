package latentphysics.kernels;

/** Type of the numbers that a kernel computes with. */
public enum ElementType {
  /** IEEE 754 binary32, kept in {@code float[]}. */
  FLOAT32(4),
  /** IEEE 754 binary64, kept in {@code double[]}. */
  FLOAT64(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one number in bytes. */
  public int bytes() {
    return bytes;
  }
}
