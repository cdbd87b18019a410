package latentphysics.world;

import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/** A system that moves by a known law and is seen through a nonlinear map. */
public interface World {

  /** Number of observed columns. */
  int features();

  /** Number of hidden state variables. */
  int stateSize();

  /**
   * Hidden states of independent trajectories, float64.
   *
   * @param count how many
   * @param length observations of each
   * @return {@code [count, length, state]}
   */
  Tensor states(Key key, int count, int length);

  /**
   * What is seen of states, scaled to a mean variance of 1.
   *
   * @param states {@code [n, state]}
   * @return float64 {@code [n, features]}
   */
  Tensor observe(Tensor states);
}
