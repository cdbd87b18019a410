package latentphysics.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import latentphysics.network.Network;
import latentphysics.operator.LatentOperator;
import latentphysics.tensor.Tensor;

/**
 * Encoder, decoder and, if wanted, a latent operator; parameters travel beside it.
 *
 * @param encoder observations to latents
 * @param decoder latents to observations
 * @param operator how latents move, if the training is to fit one
 */
public record Autoencoder(Network encoder, Network decoder, Optional<LatentOperator> operator) {

  /**
   * The parameters of the three parts.
   *
   * @param encoder in the network's order
   * @param decoder likewise
   * @param operator in the order of its names; empty without an operator
   */
  public record Parameters(List<Tensor> encoder, List<Tensor> decoder, List<Tensor> operator) {
    /** Keeps unmodifiable copies. */
    public Parameters {
      encoder = List.copyOf(encoder);
      decoder = List.copyOf(decoder);
      operator = List.copyOf(operator);
    }

    /** Encoder, decoder and operator in one list. */
    public List<Tensor> all() {
      List<Tensor> all = new ArrayList<>(encoder);
      all.addAll(decoder);
      all.addAll(operator);
      return all;
    }
  }

  /** The parts of one list. */
  public Parameters split(List<Tensor> all) {
    int first = encoder.parameters();
    int second = first + decoder.parameters();
    return new Parameters(
        all.subList(0, first), all.subList(first, second), all.subList(second, all.size()));
  }

  /** Latents of observations, {@code [n, features]} to {@code [n, latent]}. */
  public Tensor encode(Parameters parameters, Tensor x) {
    return encoder.apply(parameters.encoder(), x);
  }

  /** Observations of latents, {@code [n, latent]} to {@code [n, features]}. */
  public Tensor decode(Parameters parameters, Tensor z) {
    return decoder.apply(parameters.decoder(), z);
  }
}
