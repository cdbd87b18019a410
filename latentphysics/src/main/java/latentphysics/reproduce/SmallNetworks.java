package latentphysics.reproduce;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import latentphysics.network.Mlp;
import latentphysics.operator.LatentOperator;
import latentphysics.operator.LeastSquaresOperator;
import latentphysics.operator.LieAction;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;

/**
 * Encoder and decoder of the small worlds, each with hidden layers of 64 and 64, and an operator if
 * one is trained with them.
 */
record SmallNetworks(Mlp encoder, Mlp decoder, Optional<LatentOperator> operator) {
  static final List<Integer> HIDDEN = List.of(64, 64);
  private static final double SLOW = 0.1; // radians per step

  /** From observations of so many features to so many latent coordinates, and back. */
  static SmallNetworks of(int features, int latent) {
    return new SmallNetworks(
        new Mlp(features, HIDDEN, latent),
        new Mlp(latent, HIDDEN.reversed(), features),
        Optional.empty());
  }

  SmallNetworks with(Optional<LatentOperator> other) {
    return new SmallNetworks(encoder, decoder, other);
  }

  Autoencoder autoencoder() {
    return new Autoencoder(encoder, decoder, operator);
  }

  /**
   * Their first parameters, float32; a Lie action starts with slow turns, each at its own speed.
   */
  Autoencoder.Parameters start(Key ofEncoder, Key ofDecoder) {
    return new Autoencoder.Parameters(
        encoder.initialize(ofEncoder, DType.FLOAT32),
        decoder.initialize(ofDecoder, DType.FLOAT32),
        operator.map(SmallNetworks::start).orElse(List.of()));
  }

  private static List<Tensor> start(LatentOperator operator) {
    return switch (operator) {
      case LeastSquaresOperator fitted -> List.of();
      case LieAction lie -> {
        double[] angles =
            IntStream.rangeClosed(1, lie.latent() / 2).mapToDouble(j -> SLOW * j).toArray();
        yield lie.parameters(DType.FLOAT32, new double[(lie.latent() + 1) / 2], angles);
      }
    };
  }
}
