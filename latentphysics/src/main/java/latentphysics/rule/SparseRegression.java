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

  private static final double SMALLEST = 1e-13;

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
    List<Tensor> columns = new ArrayList<>();
    for (int k = 0; k < t.dim(1); k++) {
      Tensor target = t.slice(1, k, k + 1);
      int[] support = support(scaled.stopGradient(), target.stopGradient(), threshold);
      columns.add(on(support, scaled, target));
    }
    return Tensor.concatenate(1, columns.toArray(Tensor[]::new)).div(size.transpose());
  }

  private static int[] support(Tensor features, Tensor target, double threshold) {
    int[] support = IntStream.range(0, features.dim(1)).toArray();
    double least = threshold * rms(target).item();
    while (support.length > 0) {
      double[] x = on(support, features, target).toDoubles();
      int[] large = IntStream.of(support).filter(j -> Math.abs(x[j]) >= least).toArray();
      if (large.length == support.length) {
        int needless = needless(large, features, x, ALONE * least);
        if (needless < 0) {
          break;
        }
        large = IntStream.of(large).filter(j -> j != needless).toArray();
      }
      support = large;
    }
    return support;
  }

  /**
   * The feature without which least is lost, if that is less than a bound, else −1. Without feature
   * j the sum of squares grows by x_j²/((FᵀF)⁻¹)_jj once the others have made up for it.
   */
  private static int needless(int[] support, Tensor features, double[] x, double bound) {
    Tensor f = features.take(Tensor.of(support), 1);
    int p = support.length;
    Tensor gram =
        f.transpose().matmul(f).div(f.dim(0)).add(Tensor.eye(DType.FLOAT64, p).mul(SMALLEST));
    double[] inverse =
        MatrixParts.diagonal(LinearOperator.of(gram, MatrixKind.POSITIVE_DEFINITE).inverse())
            .toDoubles();
    int needless = -1;
    double least = bound;
    for (int k = 0; k < p; k++) {
      double loss = Math.abs(x[support[k]]) / Math.sqrt(inverse[k]);
      if (loss < least) {
        least = loss;
        needless = support[k];
      }
    }
    return needless;
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
