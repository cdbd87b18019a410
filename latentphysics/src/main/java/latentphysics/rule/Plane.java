package latentphysics.rule;

import latentphysics.tensor.Tensor;

/** Rows (x, y) read as complex numbers x + iy. */
final class Plane {
  private Plane() {}

  /** i·z: (x, y) ↦ (−y, x). */
  static Tensor quarterTurn(Tensor z) {
    return Tensor.concatenate(1, z.slice(1, 1, 2).neg(), z.slice(1, 0, 1));
  }

  /** factor·e^(i·angle)·z. */
  static Tensor turn(Tensor z, Tensor angle, Tensor factor) {
    return z.mul(angle.cos().mul(factor)).add(quarterTurn(z).mul(angle.sin().mul(factor)));
  }

  /** |z|², {@code [n, 1]}. */
  static Tensor square(Tensor z) {
    return z.square().keepDims().sum(1);
  }

  /** The real part of a*·b, {@code [n, 1]}. */
  static Tensor dot(Tensor a, Tensor b) {
    return a.mul(b).keepDims().sum(1);
  }

  /** The imaginary part of a*·b, {@code [n, 1]}. */
  static Tensor cross(Tensor a, Tensor b) {
    return dot(quarterTurn(a), b);
  }
}
