package latentphysics.autodiff;

import java.util.List;
import latentphysics.tensor.Degeneracy;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.fft.Complex;
import latentphysics.tensor.linalg.LinearOperator;
import latentphysics.tensor.linalg.MatrixParts;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of eigenvalues and eigenvectors of general matrices, A·V = V·diag(w), both ways
 * (Boeddeker, Hanebrink, Drude, Heymann and Haeb-Umbach, On the computation of complex-valued
 * gradients with application to statistically optimum beamforming, 2017, 4.2; the normalization of
 * the vectors added). Cotangents of real and imaginary parts are real and imaginary parts of
 * complex ones, so that a loss changes by the real part of x̄ᴴ·ẋ.
 */
final class EigRules {
  private final Degeneracy degeneracy;
  private final Complex v;
  private final Coincidence coincidence;

  /** 1/(wⱼ − wᵢ), 0 for values that coincide. */
  private final Complex reciprocal;

  private final Complex inverse;

  /** 1 where the normalization makes an element of V real and positive. */
  private final Tensor real;

  private EigRules(Degeneracy degeneracy, List<Tensor> results) {
    this.degeneracy = degeneracy;
    Complex w = new Complex(results.get(0), results.get(1));
    v = new Complex(results.get(2), results.get(3));
    int n = w.re().dim(-1);
    coincidence = Coincidence.ofComplexDifferences("eig", "eigenvalues", w, n);
    reciprocal = coincidence.complexReciprocal();
    inverse = inverse(v);
    requireIndependent();
    Tensor vr = v.re().stopGradient();
    Tensor candidates = Tensor.where(v.im().stopGradient().equal(0), vr, Tensor.zeros(vr.dtype()));
    real = n == 0 ? vr : candidates.argmax(-2).oneHot(n, vr.dtype()).transpose(); // [batch…, n, n]
  }

  /**
   * With sⱼ = vⱼᴴ·v̄ⱼ and k the element of vⱼ that is real,
   *
   * <pre>
   *   x̄ⱼ = v̄ⱼ − Re(sⱼ)·vⱼ − i·Im(sⱼ)/vₖⱼ·eₖ
   *   Ā = Re(V⁻ᴴ·(diag(w̄) + (Vᴴ·X̄) ∘ conj(1/(wⱼ − wᵢ)))·Vᴴ)
   * </pre>
   */
  static Tensor vjp(
      Degeneracy degeneracy, List<Tensor> results, List<@Nullable Tensor> cotangents) {
    return new EigRules(degeneracy, results)
        .reverse(
            paired(cotangents, results, 0),
            cotangents.get(2) == null && cotangents.get(3) == null
                ? null
                : paired(cotangents, results, 2));
  }

  private static Complex paired(
      List<@Nullable Tensor> cotangents, List<Tensor> results, int first) {
    return new Complex(
        VjpRules.orZeros(cotangents.get(first), results.get(first)),
        VjpRules.orZeros(cotangents.get(first + 1), results.get(first + 1)));
  }

  private Tensor reverse(Complex wbar, @Nullable Complex vbar) {
    Complex inner = new Complex(MatrixParts.diag(wbar.re()), MatrixParts.diag(wbar.im()));
    Complex adjoint = v.adjoint();
    if (vbar != null) {
      Complex s = dots(vbar);
      measurePhases(s);
      Tensor turned = real.mul(s.im().div(pivots()));
      Complex along = vbar.sub(v.mul(s.re()));
      Complex x = new Complex(along.re(), along.im().sub(turned));
      Complex mixed = adjoint.matmul(x);
      coincidence.measure(degeneracy, () -> size(mixed), () -> size(adjoint.matmul(vbar)));
      inner = inner.add(mixed.mul(reciprocal.conj()));
    }
    coincidence.measure(degeneracy, () -> differences(wbar), () -> size(wbar));
    return inverse.adjoint().matmul(inner).matmul(adjoint).re();
  }

  /**
   * With D = V⁻¹·Ȧ·V: ẇ is its diagonal,
   *
   * <pre>
   *   X = V·(D ∘ 1/(wⱼ − wᵢ)),  v̇ⱼ = xⱼ − (Re(vⱼᴴ·xⱼ) + i·Im(xₖⱼ)/vₖⱼ)·vⱼ
   * </pre>
   */
  static List<@Nullable Tensor> jvp(Degeneracy degeneracy, List<Tensor> results, Tensor da) {
    return new EigRules(degeneracy, results).forward(da);
  }

  private List<@Nullable Tensor> forward(Tensor da) {
    Complex d = inverse.matmul(new Complex(da.matmul(v.re()), da.matmul(v.im())));
    coincidence.measure(degeneracy, () -> size(d), () -> size(d));
    Complex x = v.matmul(d.mul(reciprocal));
    Tensor turned = real.mul(x.im()).sum(-2).expandDims(-2).div(pivots());
    Complex dv = x.sub(v.mul(new Complex(dots(x).re(), turned)));
    return List.of(MatrixParts.diagonal(d.re()), MatrixParts.diagonal(d.im()), dv.re(), dv.im());
  }

  /**
   * Looks whether the loss changes with the phase of a vector that has two elements of largest
   * magnitude: which one is real, and so the phase, then hangs on rounding.
   */
  private void measurePhases(Complex s) {
    if (degeneracy == Degeneracy.PROJECT) {
      return;
    }
    double[] turn = s.im().stopGradient().toDoubles();
    double bound = Coincidence.bound(size(s));
    double[] re = v.re().toDoubles();
    double[] im = v.im().toDoubles();
    double[] pivot = pivots().stopGradient().toDoubles();
    int n = v.re().dim(-1);
    double tie = 1 - 10 * n * v.re().dtype().epsilon();
    for (int p = 0; p < re.length; p++) {
      int column = p / (n * n) * n + p % n;
      if (im[p] != 0
          && Math.abs(turn[column]) > bound
          && Math.hypot(re[p], im[p]) >= tie * pivot[column]) {
        Coincidence.follow(
            degeneracy,
            "eig: no derivative: element "
                + p / n % n
                + " of eigenvector "
                + p % n
                + " of matrix "
                + p / (n * n)
                + " is as large as the one that is real, but what is differentiated depends on the"
                + " phase (by "
                + Math.abs(turn[column])
                + ")");
        return;
      }
    }
  }

  /** vⱼᴴ·xⱼ, {@code [batch…, 1, n]}. */
  private Complex dots(Complex x) {
    Complex products = v.conj().mul(x);
    return new Complex(products.re().sum(-2).expandDims(-2), products.im().sum(-2).expandDims(-2));
  }

  /** The elements that are real, {@code [batch…, 1, n]}. */
  private Tensor pivots() {
    return real.mul(v.re()).sum(-2).expandDims(-2);
  }

  private static Tensor size(Complex x) {
    return x.re().abs().maximum(x.im().abs());
  }

  private static Tensor differences(Complex x) {
    return size(new Complex(SpectralRules.differences(x.re()), SpectralRules.differences(x.im())));
  }

  /** V⁻¹, by the real matrix [Vr −Vi; Vi Vr]. */
  private static Complex inverse(Complex v) {
    int rank = v.re().shape().rank();
    int n = v.re().dim(-1);
    Tensor block =
        Tensor.concatenate(
            rank - 2,
            Tensor.concatenate(rank - 1, v.re(), v.im().neg()),
            Tensor.concatenate(rank - 1, v.im(), v.re()));
    Tensor right = Tensor.eye(v.re().dtype(), 2 * n).slice(1, 0, n);
    try {
      Tensor x = LinearOperator.of(block, MatrixKind.GENERAL).solve(right);
      return new Complex(x.slice(-2, 0, n), x.slice(-2, n, 2 * n));
    } catch (ArithmeticException e) {
      throw dependent("[Vr -Vi; Vi Vr] in " + e.getMessage());
    }
  }

  /**
   * Looks whether values coincide because their vectors do: where 1/|yᵢᴴ·vᵢ|, the condition of an
   * eigenvalue with left vector y, has no bound, rounding of the matrix moves it without bound.
   */
  private void requireIndependent() {
    boolean[] coinciding = coincidence.coinciding();
    double[] squares = inverse.absSquare().stopGradient().sum(-1).toDoubles();
    for (int i = 0; i < squares.length; i++) {
      if (coinciding[i] && !(squares[i] * v.re().dtype().epsilon() < 1)) {
        int n = v.re().dim(-1);
        throw dependent(
            "eigenvalue "
                + i % n
                + " of matrix "
                + i / n
                + " has the condition "
                + Math.sqrt(squares[i]));
      }
    }
  }

  private static ArithmeticException dependent(String reason) {
    return new ArithmeticException(
        "eig: no derivative: eigenvectors are linearly dependent to rounding: " + reason);
  }
}
