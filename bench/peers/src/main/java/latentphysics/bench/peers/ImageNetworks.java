package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import latentphysics.autodiff.layers.Activation;
import latentphysics.autodiff.layers.Conv;
import latentphysics.autodiff.layers.ConvTranspose;
import latentphysics.autodiff.layers.Dense;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.ConvolutionOptions;

/**
 * Convolutions of 64 images of 32×32, 3×3 in steps of two, to 32, 64, 128 channels and 64 numbers,
 * and the way back.
 */
final class ImageNetworks {
  private static final int IMAGES = 64;
  private static final int SIDE = 32;
  private static final int KERNEL = 3;
  private static final int[] CHANNELS = {1, 32, 64, 128};
  private static final int LAYERS = CHANNELS.length - 1;
  private static final int LATENT = 64;
  private static final int SMALL_SIDE = SIDE >> LAYERS;
  private static final int FLAT = CHANNELS[LAYERS] * SMALL_SIDE * SMALL_SIDE;

  private static final ConvolutionOptions HALVED =
      ConvolutionOptions.VALID.withStride(2).withPadding(1);

  private static final String ENCODE =
      """
      h = torch.relu(torch.conv2d(x0, w0, w1, [2, 2], [1, 1]))
      h = torch.relu(torch.conv2d(h, w2, w3, [2, 2], [1, 1]))
      h = torch.relu(torch.conv2d(h, w4, w5, [2, 2], [1, 1]))
      z = torch.addmm(w7, torch.reshape(h, [64, 2048]), w6)
      """;

  private static final String DECODE =
      """
      h = torch.relu(torch.addmm(w9, z, w8))
      h = torch.reshape(h, [64, 128, 4, 4])
      h = torch.relu(torch.conv_transpose2d(h, w10, w11, [2, 2], [1, 1], [1, 1]))
      h = torch.relu(torch.conv_transpose2d(h, w12, w13, [2, 2], [1, 1], [1, 1]))
      h = torch.conv_transpose2d(h, w14, w15, [2, 2], [1, 1], [1, 1])
      """;

  private ImageNetworks() {}

  /** The mean square of the encoder's results. */
  static Network encoder() {
    return new Network(
        List.of(images()),
        encoderParameters(),
        data -> w -> encode(data.getFirst(), w).square().mean(),
        "",
        ENCODE + "loss = torch.mean(torch.mul(z, z))\n");
  }

  /** The error of reconstruction. */
  static Network autoencoder() {
    List<Operand> parameters = encoderParameters();
    parameters.addAll(decoderParameters());
    return new Network(
        List.of(images()),
        parameters,
        data -> {
          Tensor x = data.getFirst();
          return w -> decode(encode(x, w), w).sub(x).square().mean();
        },
        "",
        ENCODE + DECODE + "loss = torch.mse_loss(h, x0)\n");
  }

  private static Operand images() {
    return Operand.of(DType.FLOAT32, 1, IMAGES, CHANNELS[0], SIDE, SIDE);
  }

  private static List<Operand> encoderParameters() {
    List<Operand> all = new ArrayList<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      int inputs = CHANNELS[layer];
      int outputs = CHANNELS[layer + 1];
      all.addAll(
          Network.weightsAndBias(
              layer, inputs * KERNEL * KERNEL, outputs, outputs, inputs, KERNEL, KERNEL));
    }
    all.addAll(Network.weightsAndBias(LAYERS, FLAT, LATENT, FLAT, LATENT));
    return all;
  }

  private static List<Operand> decoderParameters() {
    int first = LAYERS + 1;
    List<Operand> all = new ArrayList<>(Network.weightsAndBias(first, LATENT, FLAT, LATENT, FLAT));
    for (int layer = 1; layer <= LAYERS; layer++) {
      int inputs = CHANNELS[LAYERS + 1 - layer];
      int outputs = CHANNELS[LAYERS - layer];
      // In steps of two a quarter of the kernel meets each place.
      all.addAll(
          Network.weightsAndBias(
              first + layer,
              inputs * KERNEL * KERNEL / 4,
              outputs,
              inputs,
              outputs,
              KERNEL,
              KERNEL));
    }
    return all;
  }

  private static Tensor encode(Tensor x, List<Tensor> w) {
    Tensor h = x;
    for (int i = 0; i < 2 * LAYERS; i += 2) {
      h = new Conv(w.get(i), Optional.of(w.get(i + 1)), HALVED).apply(h, Activation.RELU);
    }
    return dense(w, LAYERS).apply(h.reshape(IMAGES, FLAT));
  }

  private static Tensor decode(Tensor z, List<Tensor> w) {
    Tensor h =
        dense(w, LAYERS + 1)
            .apply(z, Activation.RELU)
            .reshape(IMAGES, CHANNELS[LAYERS], SMALL_SIDE, SMALL_SIDE);
    for (int i = 2 * (LAYERS + 2); i < w.size(); i += 2) {
      boolean last = i + 2 == w.size();
      h =
          new ConvTranspose(w.get(i), Optional.of(w.get(i + 1)), HALVED, List.of(1, 1))
              .apply(h, last ? Activation.NONE : Activation.RELU);
    }
    return h;
  }

  private static Dense dense(List<Tensor> w, int layer) {
    return new Dense(w.get(2 * layer), Optional.of(w.get(2 * layer + 1)));
  }
}
