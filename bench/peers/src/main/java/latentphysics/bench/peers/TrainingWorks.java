package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import latentphysics.autodiff.Autodiff;
import latentphysics.tensor.DType;

/** Gradients and whole steps of training. */
final class TrainingWorks {
  private static final String FUSED = "PyTorch, fused Adam";
  private static final String PRODUCTS = "its products alone";
  private static final String GRADIENT = "our gradient";

  private static final double MLP_TARGET = 0.75;

  /** Share of the time of a step that is to go into its products. */
  private static final double PRODUCT_SHARE = 0.6;

  private static final double SMALL_TARGET = 0.4;
  private static final double CONVOLUTION_TARGET = 0.8;
  private static final double RECURRENT_TARGET = 0.6;
  private static final double HESSIAN_TARGET = 3;

  /** What the gradient of a function of 16 numbers may take, in microseconds. */
  private static final double SMALL_GRADIENT_MICROS = 3;

  private TrainingWorks() {}

  static List<Work> all() {
    List<Work> works = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      works.add(
          step("step of " + Perceptrons.NAME, threads, Perceptrons.large(), MLP_TARGET)
              .against(
                  PRODUCTS,
                  1 / PRODUCT_SHARE,
                  (operands, t) -> new OtherWork(Perceptrons.products(operands, t))));
      works.add(
          step("step of " + Perceptrons.SMALL_NAME, threads, Perceptrons.small(), SMALL_TARGET));
      works.add(step("step of conv encoder", threads, ImageNetworks.encoder(), CONVOLUTION_TARGET));
      works.add(
          step(
              "step of conv auto-encoder",
              threads,
              ImageNetworks.autoencoder(),
              CONVOLUTION_TARGET));
      works.add(gru(threads));
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

  private static Work gru(int threads) {
    Network network = Recurrence.gru();
    return new Work(
            "gradient of GRU 64, 50 steps, batch 32",
            threads,
            network.operands(),
            network.gradient(),
            List.of())
        .against(PyTorch.NAME, RECURRENT_TARGET, network.torchGradient());
  }

  private static Work hessian(int threads) {
    Network network = Perceptrons.large();
    return new Work(
            "Hessian-vector product of " + Perceptrons.NAME,
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
