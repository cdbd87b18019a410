package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * Keeps latents spread and apart: V + C with
 *
 * <pre>
 *   V = meanⱼ max(0, 1 − √(var zⱼ + 10⁻⁴))      C = Σ_{i≠j} cov(zᵢ, zⱼ)²/d
 * </pre>
 *
 * after Bardes, Ponce and LeCun, VICReg, ICLR 2022, equations 1 and 4.
 *
 * @param variance weight of V
 * @param covariance weight of C
 */
public record Guard(double variance, double covariance) {
  private static final double SMALLEST = 1e-4;

  /**
   * The penalty of latents.
   *
   * @param z {@code [n, d]}, n at least 2
   * @return a scalar, 0 where all is well
   */
  public Tensor apply(Tensor z) {
    Tensor centred = z.sub(z.mean(0));
    int width = z.dim(1);
    Tensor covariances = centred.transpose().matmul(centred).div(z.dim(0) - 1.0);
    Tensor diagonal = Tensor.eye(z.dtype(), width);
    Tensor variances = covariances.mul(diagonal).sum(0);
    Tensor spread = variances.add(SMALLEST).sqrt().neg().add(1).maximum(0).mean();
    Tensor apart = covariances.mul(diagonal.neg().add(1)).square().sum().div(width);
    return spread.mul(variance).add(apart.mul(covariance));
  }
}
