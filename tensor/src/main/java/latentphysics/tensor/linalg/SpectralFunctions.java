package latentphysics.tensor.linalg;

import java.util.List;
import java.util.function.UnaryOperator;
import latentphysics.tensor.MatrixPrimitive;
import latentphysics.tensor.Primitive;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.TracedTensor;

/**
 * Functions of eigenvalues and of singular values. They are functions of the matrix alone, not of
 * the vectors that were chosen for values that coincide: derivatives exist there too, of any order
 * that the function has, and are made of divided differences (Higham, Functions of Matrices, 2008,
 * 3.2; for singular values Noferini, SIAM J. Matrix Anal. Appl. 38, 2017).
 *
 * <p>The function f is made of elementwise operations on one tensor of any shape, such as {@code x
 * -> x.div(x.square().add(0.1))}, and has derivatives where it is to be differentiated. No gradient
 * flows into what else it uses.
 *
 * <p>All operations throw {@link ArithmeticException} for a number that is not finite, also where f
 * or a derivative of it is not, and {@link IllegalArgumentException} for operands of another type
 * than float32 and float64 and for an f that changes the shape or uses a tensor that is
 * differentiated by.
 */
public final class SpectralFunctions {
  private SpectralFunctions() {}

  /**
   * V·diag(f(w))·Vᵀ for the symmetric part (A + Aᵀ)/2 = V·diag(w)·Vᵀ, all that is read of A; the
   * derivative by A is symmetric.
   *
   * @param a {@code [batch…, n, n]}
   * @param f of the eigenvalues
   * @return symmetric, {@code [batch…, n, n]}
   */
  public static Tensor funmh(Tensor a, UnaryOperator<Tensor> f) {
    a.shape().requireSquare("funmh");
    Spectra.Eigh plain = Spectra.eigh(a.stopGradient());
    return of("funmh", "eigenvalue", f, a, plain.values(), plain.vectors());
  }

  /**
   * U·diag(f(s))·Vᵀ for A = U·diag(s)·Vᵀ, a generalized matrix function (Hawkins and Ben-Israel,
   * 1973), with f continued to negative numbers as an odd function. Where a singular value is zero
   * to rounding, and so for all matrices that are not square, f(0) has to be 0.
   *
   * <p>It is the block beside the diagonal of the odd function of [0 A; Aᵀ 0], whose eigenvalues
   * are the singular values with both signs: derivatives work on matrices of the order 2·max(m, n).
   *
   * @param a {@code [batch…, m, n]}
   * @param f of the singular values, so of numbers that are not negative
   * @return {@code [batch…, m, n]}
   */
  public static Tensor generalizedFunm(Tensor a, UnaryOperator<Tensor> f) {
    String name = "generalizedFunm";
    a.shape().requireMatrix(name);
    int m = a.dim(-2);
    int n = a.dim(-1);
    int k = Math.max(m, n);
    Tensor square = a.pad(-2, 0, k - m).pad(-1, 0, k - n);
    Spectra.Svd svd = Spectra.svd(square.stopGradient());
    requireZeroAtZero(name, f, svd.s());
    Tensor v = svd.vt().transpose();
    int rank = v.shape().rank();
    // Ascending: −s with [u; −v]/√2, then s from its end with [u; v]/√2.
    Tensor values = Tensor.concatenate(rank - 2, svd.s().neg(), svd.s().flip(-1));
    Tensor upper = Tensor.concatenate(rank - 1, svd.u(), svd.u().flip(-1));
    Tensor lower = Tensor.concatenate(rank - 1, v.neg(), v.flip(-1));
    Tensor vectors = Tensor.concatenate(rank - 2, upper, lower).mul(Math.sqrt(0.5));
    Tensor twice =
        Tensor.concatenate(
            rank - 2, square.pad(-1, k, 0), square.transpose().pad(-1, 0, k)); // [0 A; Aᵀ 0]
    return of(name, "singular value", odd(f), twice, values, vectors)
        .slice(-2, 0, m)
        .slice(-1, k, k + n);
  }

  /**
   * The exponential of symmetric tridiagonal matrices, by their eigenvalues and eigenvectors,
   * without a reduction: the time does not grow with the norm. An eigenvalue is right to some
   * ε·‖A‖, and so is its exponential, relatively.
   *
   * @param diagonal {@code [batch…, n]}, n ≥ 1
   * @param beside what stands on both sides of it, {@code [batch…, n - 1]}
   * @return {@code [batch…, n, n]}
   * @throws IllegalArgumentException if shapes do not fit
   */
  public static Tensor expmTridiagonal(Tensor diagonal, Tensor beside) {
    return funmh(MatrixParts.tridiagonal(diagonal, beside), Tensor::exp);
  }

  /** f(x) for x ≥ 0, −f(−x) for others; no operation whose derivative at 0 is a choice. */
  private static UnaryOperator<Tensor> odd(UnaryOperator<Tensor> f) {
    return x -> {
      Tensor negative = x.less(0);
      Tensor one = Tensor.ones(x.dtype());
      Tensor sign = Tensor.where(negative, one.neg(), one);
      return f.apply(x.mul(sign)).mul(sign);
    };
  }

  private static void requireZeroAtZero(String name, UnaryOperator<Tensor> f, Tensor s) {
    double atZero = f.apply(Tensor.zeros(s.dtype(), 1)).item();
    int k = s.dim(-1);
    double[] values = s.toDoubles();
    for (int i = 0; atZero != 0 && i < values.length; i++) {
      if (values[i] <= 10 * k * s.dtype().epsilon() * values[i / k * k]) {
        throw new ArithmeticException(
            name
                + ": singular value "
                + i % k
                + " of matrix "
                + i / k
                + " is zero to rounding and the function is "
                + atZero
                + " at 0, expected 0 there");
      }
    }
  }

  private static Tensor of(
      String name, String what, UnaryOperator<Tensor> f, Tensor a, Tensor values, Tensor vectors) {
    Tensor images = f.apply(values);
    if (images instanceof TracedTensor) {
      throw new IllegalArgumentException(
          name + ": the function uses a tensor that is differentiated by, expected constants");
    }
    if (!images.shape().equals(values.shape()) || images.dtype() != values.dtype()) {
      throw new IllegalArgumentException(
          name
              + ": the function made "
              + images.dtype()
              + images.shape()
              + " of "
              + values.dtype()
              + values.shape()
              + ", expected one number for each");
    }
    double[] numbers = images.toDoubles();
    for (int i = 0; i < numbers.length; i++) {
      if (!Double.isFinite(numbers[i])) {
        int n = values.dim(-1);
        throw new ArithmeticException(
            name
                + ": the function at "
                + what
                + " "
                + i % n
                + " of matrix "
                + i / n
                + ", "
                + values.toDoubles()[i]
                + ", is "
                + numbers[i]
                + ", expected finite numbers");
      }
    }
    return Primitive.apply(
            new MatrixPrimitive.SymmetricFunction(f), List.of(a, values, vectors, images))
        .getFirst();
  }
}
