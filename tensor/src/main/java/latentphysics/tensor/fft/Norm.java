package latentphysics.tensor.fft;

/** Which way of a transform of length n is divided by what; NumPy's names. */
public enum Norm {
  /** The inverse by n. */
  BACKWARD,
  /** Both by √n: the transform is unitary. */
  ORTHO,
  /** The forward transform by n. */
  FORWARD;

  double scale(int n, boolean inverse) {
    return switch (this) {
      case BACKWARD -> inverse ? 1.0 / n : 1;
      case ORTHO -> 1 / Math.sqrt(n);
      case FORWARD -> inverse ? 1 : 1.0 / n;
    };
  }
}
