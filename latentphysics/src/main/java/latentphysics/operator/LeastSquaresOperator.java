package latentphysics.operator;

import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * One matrix for one nominal step, fitted to the observed pairs: M = argmin ‖Z·M − Z′‖², rows of Z
 * and Z′ being latents before and after; gradients pass through the solution.
 *
 * <p>Source: Koyama, Fukumizu, Hayashi and Miyato, Neural Fourier Transform, ICLR 2024, section 3,
 * where M is fitted to each sequence; here to all pairs at once. Pairs count if they are one
 * nominal step apart, within a tenth. Durations are rounded to whole steps.
 *
 * <p>A small multiple of the latents' size stands below them as a ridge, so that a batch without
 * full rank has a solution too.
 *
 * @param latent number of coordinates
 */
public record LeastSquaresOperator(int latent) implements LatentOperator {
  private static final double RIDGE = 1e-3;
  private static final double TOLERANCE = 0.1;

  @Override
  public List<String> parameterNames() {
    return List.of();
  }

  @Override
  public Flow flow(List<Tensor> parameters, Tensor before, Tensor after, Tensor steps) {
    return flow(matrix(before, after, steps));
  }

  /** The matrix of one step, acting on rows: z′ = z·M. */
  public Tensor matrix(Tensor before, Tensor after, Tensor steps) {
    DType dtype = before.dtype();
    // Rows that are not one step apart get weight zero, which keeps shapes fixed.
    double[] weights = steps.toDoubles();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = counts(weights[i]) ? 1 : 0;
    }
    Tensor weight = Tensor.of(dtype, weights, weights.length, 1);
    double size = Math.sqrt(before.stopGradient().square().mean().item());
    Tensor ridge =
        Tensor.eye(dtype, latent).mul(RIDGE * (size + RIDGE) * Math.sqrt(weights.length));
    Tensor a = Tensor.concatenate(0, before.mul(weight), ridge);
    Tensor b = Tensor.concatenate(0, after.mul(weight), ridge);
    return a.lstsq(b);
  }

  /** Whether a pair that is this many nominal steps apart counts. */
  public static boolean counts(double steps) {
    return Math.abs(steps - 1) <= TOLERANCE;
  }

  /**
   * The flow of a given matrix; it throws {@link IllegalArgumentException} for durations that round
   * to less than 0.
   */
  public Flow flow(Tensor matrix) {
    return (z, steps) -> advance(matrix, z, steps);
  }

  private static Tensor advance(Tensor matrix, Tensor z, Tensor steps) {
    double[] count = steps.toDoubles();
    long most = 0;
    for (double c : count) {
      if (!(Math.rint(c) >= 0)) {
        throw new IllegalArgumentException(
            "least squares: a duration of " + c + " steps, expected at least 0");
      }
      most = Math.max(most, Math.round(c));
    }
    Tensor moved = z;
    Tensor result = null;
    for (int k = 0; k <= most; k++) {
      Tensor chosen = moved.mul(indicator(z.dtype(), count, k));
      result = result == null ? chosen : result.add(chosen);
      moved = k < most ? moved.matmul(matrix) : moved;
    }
    return result == null ? z : result;
  }

  private static Tensor indicator(DType dtype, double[] count, int k) {
    double[] is = new double[count.length];
    for (int i = 0; i < is.length; i++) {
      is[i] = Math.round(count[i]) == k ? 1 : 0;
    }
    return Tensor.of(dtype, is, is.length, 1);
  }
}
