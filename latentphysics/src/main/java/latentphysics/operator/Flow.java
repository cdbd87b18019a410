package latentphysics.operator;

import latentphysics.tensor.Tensor;

/** A law of motion with its constants: where latents are after a while. */
public interface Flow {

  /**
   * Latents after the given durations.
   *
   * @param z latents, {@code [n, latent]}
   * @param steps durations in nominal steps, {@code [n, 1]}
   * @return {@code [n, latent]}
   */
  Tensor advance(Tensor z, Tensor steps);
}
