package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.MatrixKind;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.LinearOperator;
import latentphysics.tensor.linalg.MatrixParts;

/**
 * Sparse least squares by sequential thresholding (STLSQ: Brunton, Proctor, Kutz 2016, PNAS 113):
 * solve, drop what is small, solve with what is left, until nothing more is dropped.
 *
 * <p>Small is what contributes little: |x_j|·rms(F_j) below a share of rms(T). A threshold on x
 * itself would depend on the units of the latents and of time. And because two features that are
 * nearly one, such as v and sin v, may contribute much against each other, a feature is dropped too
 * if the others can make up for almost all of it, one at a time. Which features stay is decided
 * without gradients; the last solution with them is unbiased and is differentiated through.
 */
final class SparseRegression {
  /** What a feature adds that no others can is at least this share of what it has to contribute. */
  private static final double ALONE = 0.1;

  private static final double RIDGE = 1e-13;

  private SparseRegression() {}

  /**
   * X of few elements with F·X near T.
   *
   * @param features {@code [n, p]}
   * @param targets {@code [n, k]}
   * @param threshold share of the target's root mean square that a feature contributes at least
   * @return float64 {@code [p, k]}, zeros where features were dropped
   * @throws ArithmeticException if there are fewer rows than features
   */
  static Tensor solve(Tensor features, Tensor targets, double threshold) {
    Tensor f = features.astype(DType.FLOAT64);
    Tensor t = targets.astype(DType.FLOAT64);
    Tensor size = rms(f.stopGradient()).maximum(1e-30);
    Tensor scaled = f.div(size);
    Tensor plain = scaled.stopGradient();
    int p = f.dim(1);
    Regression.require(f.dim(0), p);
    double[] gram = plain.transpose().matmul(plain).div(f.dim(0)).toDoubles();
    List<Tensor> columns = new ArrayList<>();
    for (int k = 0; k < t.dim(1); k++) {
      Tensor target = t.slice(1, k, k + 1);
      double[] moments = plain.transpose().matmul(target.stopGradient()).div(f.dim(0)).toDoubles();
      double least = threshold * rms(target.stopGradient()).item();
      columns.add(on(support(gram, moments, least), scaled, target));
    }
    return Tensor.concatenate(1, columns.toArray(Tensor[]::new)).div(size.transpose());
  }

  /**
   * Which features stay, by the Gram matrix G of all of them: without feature k the mean square of
   * what is missed grows by x_k²/(G⁻¹)_kk, once the others have made up for it.
   */
  private static int[] support(double[] gram, double[] moments, double least) {
    int[] support = IntStream.range(0, moments.length).toArray();
    while (support.length > 0) {
      int p = support.length;
      Tensor inverse = inverse(gram, moments.length, support);
      Tensor right = Tensor.of(IntStream.of(support).mapToDouble(k -> moments[k]).toArray(), p, 1);
      double[] x = inverse.matmul(right).toDoubles();
      double[] variance = MatrixParts.diagonal(inverse).toDoubles();
      int[] at = support;
      int[] left =
          IntStream.range(0, p).filter(i -> Math.abs(x[i]) >= least).map(i -> at[i]).toArray();
      if (left.length == p) {
        int needless = needless(x, variance, ALONE * least);
        if (needless < 0) {
          break;
        }
        left = IntStream.of(support).filter(k -> k != at[needless]).toArray();
      }
      support = left;
    }
    return support;
  }

  /** The one of which least is lost, if that is below a bound, else −1. */
  private static int needless(double[] x, double[] variance, double bound) {
    int needless = -1;
    double least = bound;
    for (int i = 0; i < x.length; i++) {
      double loss = Math.abs(x[i]) / Math.sqrt(variance[i]);
      if (loss < least) {
        least = loss;
        needless = i;
      }
    }
    return needless;
  }

  /** (G + ridge)⁻¹ of some of the features. */
  private static Tensor inverse(double[] gram, int features, int[] support) {
    int p = support.length;
    double[] part = new double[p * p];
    for (int i = 0; i < p; i++) {
      for (int j = 0; j < p; j++) {
        part[i * p + j] = gram[support[i] * features + support[j]] + (i == j ? RIDGE : 0);
      }
    }
    return LinearOperator.of(Tensor.of(part, p, p), MatrixKind.POSITIVE_DEFINITE).inverse();
  }

  /** The solution with some of the features, {@code [p, 1]}. */
  private static Tensor on(int[] support, Tensor features, Tensor target) {
    int p = features.dim(1);
    if (support.length == 0) {
      return Tensor.zeros(DType.FLOAT64, p, 1);
    }
    Tensor indices = Tensor.of(support);
    Tensor solved = Regression.solve(features.take(indices, 1), target);
    return indices.oneHot(p, DType.FLOAT64).transpose().matmul(solved);
  }

  /** Root mean square of each column, {@code [1, p]}. */
  private static Tensor rms(Tensor x) {
    return x.square().keepDims().mean(0).sqrt();
  }
}
