package latentphysics.reproduce;

import java.util.List;
import java.util.Optional;
import latentphysics.network.Mlp;
import latentphysics.tensor.DType;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;

/** Encoder and decoder of the small worlds, each with hidden layers of 64 and 64. */
record SmallNetworks(Mlp encoder, Mlp decoder) {
  private static final List<Integer> HIDDEN = List.of(64, 64);

  /** From observations of so many features to so many latent coordinates, and back. */
  static SmallNetworks of(int features, int latent) {
    return new SmallNetworks(
        new Mlp(features, HIDDEN, latent), new Mlp(latent, HIDDEN.reversed(), features));
  }

  Autoencoder autoencoder() {
    return new Autoencoder(encoder, decoder, Optional.empty());
  }

  /** Their first parameters, float32. */
  Autoencoder.Parameters start(Key ofEncoder, Key ofDecoder) {
    return new Autoencoder.Parameters(
        encoder.initialize(ofEncoder, DType.FLOAT32),
        decoder.initialize(ofDecoder, DType.FLOAT32),
        List.of());
  }
}
