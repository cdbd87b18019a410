package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.Convolution;
import latentphysics.tensor.nn.ConvolutionOptions;

/** Convolutions: an encoder of 64 images of 32×32, 3×3 in steps of two, to 32, 64, 128 channels. */
final class ConvolutionWorks {
  private static final double TARGET = 0.8;
  private static final int IMAGES = 64;
  private static final int SIDE = 32;
  private static final int KERNEL = 3;
  private static final int[] CHANNELS = {1, 32, 64, 128};

  private static final ConvolutionOptions HALVED =
      ConvolutionOptions.VALID.withStride(2).withPadding(1);

  private ConvolutionWorks() {}

  static List<Work> all() {
    List<Work> works = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      works.add(encoder(threads));
      for (int layer = 0; layer + 1 < CHANNELS.length; layer++) {
        works.add(layer(layer, threads));
      }
    }
    return works;
  }

  private static Operand weight(int layer) {
    return Operand.of(
        DType.FLOAT32, layer + 2, CHANNELS[layer + 1], CHANNELS[layer], KERNEL, KERNEL);
  }

  /** All three layers, one after the other. */
  private static Work encoder(int threads) {
    List<Operand> operands =
        List.of(
            Operand.of(DType.FLOAT32, 1, IMAGES, CHANNELS[0], SIDE, SIDE),
            weight(0),
            weight(1),
            weight(2));
    return Work.of("conv2d 64×1×32×32, 3×3 s2, 32-64-128", threads, operands, ConvolutionWorks::run)
        .against(
            PyTorch.NAME,
            TARGET,
            PyTorch.script(
                """
                y = torch.conv2d(x0, x1, None, [2, 2], [1, 1])
                y = torch.conv2d(y, x2, None, [2, 2], [1, 1])
                """,
                "torch.conv2d(y, x3, None, [2, 2], [1, 1])"));
  }

  private static Tensor run(List<Tensor> x) {
    Tensor y = x.getFirst();
    for (Tensor weight : x.subList(1, x.size())) {
      y = Convolution.conv2d(y, weight, HALVED);
    }
    return y;
  }

  private static Work layer(int layer, int threads) {
    int side = SIDE >> layer;
    Operand images = Operand.of(DType.FLOAT32, 1, IMAGES, CHANNELS[layer], side, side);
    String name =
        "conv2d %d×%d×%d×%d, 3×3 s2, %d"
            .formatted(IMAGES, CHANNELS[layer], side, side, CHANNELS[layer + 1]);
    return Work.of(name, threads, List.of(images, weight(layer)), ConvolutionWorks::run)
        .against(PyTorch.NAME, PyTorch.script("torch.conv2d(x0, x1, None, [2, 2], [1, 1])"));
  }
}
