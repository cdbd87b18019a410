package latentphysics.network;

import java.util.List;
import java.util.Map;
import latentphysics.tensor.Tensor;

/** A function of rows with parameters that travel beside it as one list. */
public sealed interface Network permits Mlp, ResidualMlp {

  /** Columns of the argument. */
  int inputs();

  /** Columns of the value. */
  int outputs();

  /** Number of parameter tensors. */
  int parameters();

  /**
   * The function.
   *
   * @param parameters as many as {@link #parameters}, in the network's order
   * @param x {@code [n, inputs]}
   * @return {@code [n, outputs]}
   */
  Tensor apply(List<Tensor> parameters, Tensor x);

  /** The parameters by name, each name beginning with {@code prefix}. */
  Map<String, Tensor> named(String prefix, List<Tensor> parameters);
}
