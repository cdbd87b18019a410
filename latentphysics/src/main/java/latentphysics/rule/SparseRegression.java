package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * Sparse least squares by sequential thresholding (STLSQ: Brunton, Proctor, Kutz 2016, PNAS 113):
 * solve, drop what is small, solve with what is left, until nothing more is dropped.
 *
 * <p>Small is what contributes little: |x_j|·rms(F_j) below a share of rms(T). A threshold on x
 * itself would depend on the units of the latents and of time. Which features stay is decided
 * without gradients; the last solution with them is unbiased and is differentiated through.
 */
final class SparseRegression {
  private static final int ITERATIONS = 20;

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
    for (int i = 0; i < ITERATIONS; i++) {
      double[] x = on(support, features, target).toDoubles();
      // At the first solution all of them are there, else the small ones are 0 already.
      int[] left = IntStream.of(support).filter(j -> Math.abs(x[j]) >= least).toArray();
      if (left.length == support.length) {
        break;
      }
      support = left;
    }
    return support;
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
