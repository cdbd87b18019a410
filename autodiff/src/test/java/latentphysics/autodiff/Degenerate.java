package latentphysics.autodiff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Factorizations;
import latentphysics.tensor.linalg.MatrixParts;
import latentphysics.tensor.random.Key;

/** Matrices of order 4 whose eigenvalues or singular values coincide, nearly or at all. */
final class Degenerate {
  static final double BOUND = 1e-7;
  static final Key SEED = Key.of(12);
  static final Tensor WEIGHTS = Points.normal(7, 4, 4);

  private Degenerate() {}

  /** Orthogonal matrices. */
  static Tensor rotation(long seed) {
    return Factorizations.qr(Points.normal(seed, 4, 4)).q();
  }

  /** With eigenvalues 1, 1 + gap, 3 and 4. */
  static Tensor symmetric(double gap) {
    Tensor q = rotation(1);
    Tensor w = Tensor.of(new double[] {1, 1 + gap, 3, 4});
    return MatrixParts.symmetric(q.mul(w).matmul(q.transpose()));
  }

  /** With singular values 3, 2 + gap, 2 and ½. */
  static Tensor general(double gap) {
    Tensor s = Tensor.of(new double[] {3, 2 + gap, 2, 0.5});
    return rotation(1).mul(s).matmul(rotation(2));
  }

  /** First derivatives to {@link #BOUND}, second ones to what differences are worth. */
  static void checkBoth(UnaryOperator<Tensor> function, Tensor at, String where) {
    GradCheck.Errors errors =
        GradCheck.check(p -> function.apply(p.getFirst()).mul(WEIGHTS).sum(), List.of(at), SEED);
    assertTrue(
        Math.max(errors.first(), errors.forward()) <= BOUND && errors.largest() <= 1e-6,
        where + ": " + errors + ", expected first and forward at most " + BOUND);
  }
}
