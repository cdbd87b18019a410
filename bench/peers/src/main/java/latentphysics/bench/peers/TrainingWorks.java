package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import latentphysics.autodiff.Autodiff;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.nn.Convolution;
import latentphysics.tensor.nn.ConvolutionOptions;

/** Gradients and whole steps of training. */
final class TrainingWorks {
  private static final String FUSED = "PyTorch, fused Adam";
  private static final String GEMM_ONLY = "its products alone";
  private static final String GRADIENT = "our gradient";

  private static final double MLP_TARGET = 0.75;

  /** Share of the time that the products of a step may take at least. */
  private static final double GEMM_SHARE = 0.6;

  private static final double SMALL_TARGET = 0.4;
  private static final double CONVOLUTION_TARGET = 0.8;
  private static final double HESSIAN_TARGET = 3;

  /** What the gradient of a function of 16 numbers may take, in microseconds. */
  private static final double SMALL_GRADIENT_MICROS = 3;

  private static final int[] MLP = {784, 256, 256, 10};
  private static final int MLP_BATCH = 256;
  private static final int[] SMALL_MLP = {3, 16, 32, 32, 16, 2};
  private static final int SMALL_BATCH = 64;

  private static final int IMAGES = 64;
  private static final int SIDE = 32;
  private static final int KERNEL = 3;
  private static final int[] CHANNELS = {1, 32, 64, 128};
  private static final int LATENTS = 64;
  private static final int FLAT = 128 * 4 * 4;

  private static final ConvolutionOptions HALVED =
      ConvolutionOptions.VALID.withStride(2).withPadding(1);

  private static final MapFunction BIAS_RELU =
      MapFunction.of("bias relu", 2, x -> List.of(x.get(0).add(x.get(1)).max(Expr.constant(0))));

  private static final MapFunction BIAS_TANH =
      MapFunction.of(
          "bias tanh", 2, x -> List.of(x.get(0).add(x.get(1)).call(Expr.Function.TANH)));

  private TrainingWorks() {}

  static List<Work> all() {
    List<Work> works = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      works.add(
          step("step of MLP 784-256-256-10, batch 256", threads, mlp(), MLP_TARGET)
              .against(GEMM_ONLY, 1 / GEMM_SHARE, TrainingWorks::products));
      works.add(
          step("step of MLP 3-16-32-32-16-2, batch 64", threads, smallMlp(), SMALL_TARGET));
      works.add(step("step of conv encoder 32-64-128-64", threads, encoder(), CONVOLUTION_TARGET));
      works.add(
          step("step of conv auto-encoder 32-64-128-64", threads, autoencoder(), CONVOLUTION_TARGET));
      works.add(hessian(threads));
    }
    works.add(smallGradient());
    return works;
  }

  private static Work step(String name, int threads, Network network, double target) {
    return new Work(name, threads, network.operandsOfSteps(), network.step(), List.of())
        .against(PyTorch.NAME, target, network.torchStep())
        .against(FUSED, network.torchFusedStep());
  }

  /** The network whose allocations are counted as well. */
  static Network mlp() {
    Operand x = Operand.of(DType.FLOAT32, 1, MLP_BATCH, MLP[0]);
    Operand labels = Operand.uniform(DType.FLOAT32, 2, 0, MLP[MLP.length - 1], MLP_BATCH);
    return new Network(
        List.of(x, labels),
        layers(MLP),
        TrainingWorks::crossEntropy,
        "labels = torch.to(x1, 4)\n",
        """
        h = torch.relu(torch.addmm(w1, x0, w0))
        h = torch.relu(torch.addmm(w3, h, w2))
        loss = torch.cross_entropy_loss(torch.addmm(w5, h, w4), labels)
        """);
  }

  /** Numbers of the parameters and of the layers' results. */
  static long parametersAndActivations() {
    long numbers = 0;
    for (int layer = 0; layer + 1 < MLP.length; layer++) {
      numbers += (MLP[layer] + 1L + MLP_BATCH) * MLP[layer + 1];
    }
    return numbers;
  }

  /** Weights and bias of each layer, in turn; the sums keep the size of the inputs. */
  private static List<Operand> layers(int... sizes) {
    List<Operand> all = new ArrayList<>();
    for (int layer = 0; layer + 1 < sizes.length; layer++) {
      all.addAll(weightsAndBias(layer, sizes[layer], sizes[layer + 1], sizes[layer], sizes[layer + 1]));
    }
    return all;
  }

  private static List<Operand> weightsAndBias(int layer, int inputs, int outputs, int... dims) {
    double bound = Math.sqrt(3.0 / inputs);
    return List.of(
        Operand.uniform(DType.FLOAT32, 10 + 2 * layer, -bound, bound, dims),
        Operand.uniform(DType.FLOAT32, 11 + 2 * layer, -0.1, 0.1, outputs));
  }

  private static Function<List<Tensor>, Tensor> crossEntropy(List<Tensor> data) {
    Tensor x = data.get(0);
    Tensor labels = data.get(1).astype(DType.INT32).expandDims(1);
    return w -> {
      Tensor h = x.matmulThen(BIAS_RELU, w.get(0), w.get(1));
      h = h.matmulThen(BIAS_RELU, w.get(2), w.get(3));
      Tensor logits = h.linear(w.get(4), w.get(5));
      return logits.logSoftmax(1).gather(labels, 1).mean().neg();
    };
  }

  /** What of a step of the first network is products: forwards, then back. */
  private static Contender products(List<Operand> operands, int threads) {
    List<Tensor> x = operands.stream().map(Operand::tensor).toList();
    List<Tensor> inputs = new ArrayList<>(List.of(x.getFirst()));
    List<Tensor> weights = new ArrayList<>();
    for (int layer = 0; layer + 1 < MLP.length; layer++) {
      weights.add(x.get(2 + 2 * layer));
      inputs.add(inputs.getLast().matmul(weights.getLast()));
    }
    return new OtherWork(
        new ListContender(
            () -> {
              List<Tensor> made = new ArrayList<>();
              for (int layer = 0; layer < weights.size(); layer++) {
                made.add(inputs.get(layer).matmul(weights.get(layer)));
              }
              for (int layer = weights.size() - 1; layer >= 0; layer--) {
                Tensor cotangent = inputs.get(layer + 1);
                made.add(inputs.get(layer).transpose().matmul(cotangent));
                if (layer > 0) {
                  made.add(cotangent.matmul(weights.get(layer).transpose()));
                }
              }
              return made;
            },
            threads));
  }

  private static Network smallMlp() {
    int outputs = SMALL_MLP[SMALL_MLP.length - 1];
    return new Network(
        List.of(
            Operand.of(DType.FLOAT32, 1, SMALL_BATCH, SMALL_MLP[0]),
            Operand.of(DType.FLOAT32, 2, SMALL_BATCH, outputs)),
        layers(SMALL_MLP),
        data ->
            w -> {
              Tensor h = data.get(0);
              int last = w.size() - 2;
              for (int i = 0; i < last; i += 2) {
                h = h.matmulThen(BIAS_TANH, w.get(i), w.get(i + 1));
              }
              return h.linear(w.get(last), w.get(last + 1)).sub(data.get(1)).square().mean();
            },
        "",
        """
        h = torch.tanh(torch.addmm(w1, x0, w0))
        h = torch.tanh(torch.addmm(w3, h, w2))
        h = torch.tanh(torch.addmm(w5, h, w4))
        h = torch.tanh(torch.addmm(w7, h, w6))
        loss = torch.mse_loss(torch.addmm(w9, h, w8), x1)
        """);
  }

  // Convolutions

  private static List<Operand> encoderParameters() {
    List<Operand> all = new ArrayList<>();
    for (int layer = 0; layer + 1 < CHANNELS.length; layer++) {
      int inputs = CHANNELS[layer];
      int outputs = CHANNELS[layer + 1];
      all.addAll(
          weightsAndBias(
              layer, inputs * KERNEL * KERNEL, outputs, outputs, inputs, KERNEL, KERNEL));
    }
    all.addAll(weightsAndBias(3, FLAT, LATENTS, FLAT, LATENTS));
    return all;
  }

  private static List<Operand> decoderParameters() {
    List<Operand> all = new ArrayList<>(weightsAndBias(4, LATENTS, FLAT, LATENTS, FLAT));
    for (int layer = CHANNELS.length - 1; layer > 0; layer--) {
      int inputs = CHANNELS[layer];
      int outputs = CHANNELS[layer - 1];
      // A quarter of the kernel meets each place.
      all.addAll(
          weightsAndBias(
              8 - layer, inputs * KERNEL * KERNEL / 4, outputs, inputs, outputs, KERNEL, KERNEL));
    }
    return all;
  }

  private static Operand images() {
    return Operand.of(DType.FLOAT32, 1, IMAGES, CHANNELS[0], SIDE, SIDE);
  }

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

  private static Tensor encode(Tensor x, List<Tensor> w) {
    Tensor h = x;
    for (int i = 0; i < 6; i += 2) {
      Tensor bias = w.get(i + 1).reshape(-1, 1, 1);
      h = Convolution.conv2dThen(BIAS_RELU, h, w.get(i), HALVED, bias);
    }
    return h.reshape(IMAGES, FLAT).linear(w.get(6), w.get(7));
  }

  private static Tensor decode(Tensor z, List<Tensor> w) {
    int side = SIDE >> 3;
    Tensor h = z.matmulThen(BIAS_RELU, w.get(8), w.get(9)).reshape(IMAGES, 128, side, side);
    h = Convolution.convTranspose2d(h, w.get(10), w.get(11), HALVED, 1).relu();
    h = Convolution.convTranspose2d(h, w.get(12), w.get(13), HALVED, 1).relu();
    return Convolution.convTranspose2d(h, w.get(14), w.get(15), HALVED, 1);
  }

  private static Network encoder() {
    return new Network(
        List.of(images()),
        encoderParameters(),
        data -> w -> encode(data.getFirst(), w).square().mean(),
        "",
        ENCODE + "loss = torch.mean(torch.mul(z, z))\n");
  }

  private static Network autoencoder() {
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

  // Gradients

  private static Work hessian(int threads) {
    Network network = mlp();
    return new Work(
            "Hessian-vector product of MLP 784-256-256-10",
            threads,
            network.operandsOfHessian(),
            network.hessianVectorProduct(),
            List.of())
        .against(
            GRADIENT,
            HESSIAN_TARGET,
            (operands, t) -> new OtherWork(network.gradient().make(operands, t)))
        .against(PyTorch.NAME, network.torchHessianVectorProduct());
  }

  private static Work smallGradient() {
    Operand x = Operand.of(DType.FLOAT32, 1, 16);
    return Work.of(
            "gradient of (x·x + x).sum(), 16",
            1,
            List.of(x),
            o -> Autodiff.grad(y -> y.mul(y).add(y).sum(), o.getFirst()))
        .within(SMALL_GRADIENT_MICROS)
        .against(
            PyTorch.NAME,
            PyTorch.training(
                "w = torch.requires_grad_(torch.detach(x0), True)\n",
                """
                y = torch.sum(torch.add(torch.mul(w, w), w))
                g = torch.grad([y], [w])
                """,
                "unchecked_cast(Tensor, g[0])"));
  }
}
