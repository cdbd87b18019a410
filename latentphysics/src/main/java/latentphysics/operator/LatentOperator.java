package latentphysics.operator;

import java.util.List;
import latentphysics.tensor.Tensor;

/**
 * How latents move: a family of flows, of which parameters or observed pairs choose one.
 *
 * <p>Time is counted in nominal steps, the usual time between two observations.
 */
public sealed interface LatentOperator permits LieAction, LeastSquaresOperator {

  /**
   * The flow of given parameters and pairs; gradients pass through both.
   *
   * @param parameters of the operator, as many tensors as {@link #parameterNames}
   * @param before latents, {@code [n, latent]}
   * @param after latents one observation later, same shape
   * @param steps time between them in nominal steps, {@code [n, 1]}
   */
  Flow flow(List<Tensor> parameters, Tensor before, Tensor after, Tensor steps);

  /** Names of the trained parameters, in order. */
  List<String> parameterNames();
}
