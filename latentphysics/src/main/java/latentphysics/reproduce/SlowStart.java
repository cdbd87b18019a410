package latentphysics.reproduce;

import java.util.List;
import java.util.Optional;
import latentphysics.linear.SlowFeatures;
import latentphysics.network.ResidualMlp;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;
import latentphysics.world.World;

/**
 * An autoencoder with hidden layers of 64 and 64 that begins at the slowest linear features of a
 * world and at the best linear map back.
 *
 * <p>A single latent cannot unfold in training: where a random encoder gives two places the same
 * value, they would have to pass through each other. Slow features begin unfolded.
 *
 * @param model its networks, each a linear map with a perceptron beside it
 * @param parameters float32, the perceptrons at zero
 */
record SlowStart(Autoencoder model, Autoencoder.Parameters parameters) {
  private static final int SAMPLE = 4096;

  /**
   * The start of a training.
   *
   * @param world whose observations have about the mean 0
   * @param latent number of latent coordinates
   */
  static SlowStart of(World world, int latent, Key key) {
    Key[] keys = key.split(3);
    Tensor pairs = world.states(keys[0], SAMPLE, 2);
    Tensor before = world.observe(pairs.slice(1, 0, 1).squeeze(1));
    Tensor after = world.observe(pairs.slice(1, 1, 2).squeeze(1));
    Tensor encode = SlowFeatures.of(before, after, latent);
    Tensor decode = before.matmul(encode).lstsq(before);
    ResidualMlp encoder = new ResidualMlp(world.features(), SmallNetworks.HIDDEN, latent);
    ResidualMlp decoder =
        new ResidualMlp(latent, SmallNetworks.HIDDEN.reversed(), world.features());
    return new SlowStart(
        new Autoencoder(encoder, decoder, Optional.empty()),
        new Autoencoder.Parameters(
            encoder.initialize(keys[1], encode.astype(DType.FLOAT32)),
            decoder.initialize(keys[2], decode.astype(DType.FLOAT32)),
            List.of()));
  }
}
