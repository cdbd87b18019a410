package latentphysics.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import latentphysics.autodiff.layers.Activation;
import latentphysics.autodiff.layers.Dense;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/** Multilayer perceptrons: one whose products take most of the time, and one of small layers. */
final class Perceptrons {
  static final String NAME = "MLP 784-256-256-10, batch 256";
  static final String SMALL_NAME = "MLP 3-16-32-32-16-2, batch 64";

  private static final int[] SIZES = {784, 256, 256, 10};
  private static final int BATCH = 256;
  private static final int[] SMALL_SIZES = {3, 16, 32, 32, 16, 2};
  private static final int SMALL_BATCH = 64;

  private Perceptrons() {}

  /** Cross-entropy of a classification, with ReLU in between. */
  static Network large() {
    Operand x = Operand.of(DType.FLOAT32, 1, BATCH, SIZES[0]);
    Operand labels = Operand.uniform(DType.FLOAT32, 2, 0, SIZES[SIZES.length - 1], BATCH);
    return new Network(
        List.of(x, labels),
        layers(SIZES),
        Perceptrons::crossEntropy,
        "labels = torch.to(x1, 4)\n",
        """
        h = torch.relu(torch.addmm(w1, x0, w0))
        h = torch.relu(torch.addmm(w3, h, w2))
        loss = torch.cross_entropy_loss(torch.addmm(w5, h, w4), labels)
        """);
  }

  private static Function<List<Tensor>, Tensor> crossEntropy(List<Tensor> data) {
    Tensor labels = data.get(1).astype(DType.INT32).expandDims(1);
    return w ->
        run(data.getFirst(), w, Activation.RELU).logSoftmax(1).gather(labels, 1).mean().neg();
  }

  /** Numbers of the large one's parameters and of its layers' results. */
  static long parametersAndActivations() {
    long numbers = 0;
    for (int layer = 0; layer + 1 < SIZES.length; layer++) {
      numbers += (SIZES[layer] + 1L + BATCH) * SIZES[layer + 1];
    }
    return numbers;
  }

  /** Mean squared error, with tanh in between. */
  static Network small() {
    int outputs = SMALL_SIZES[SMALL_SIZES.length - 1];
    return new Network(
        List.of(
            Operand.of(DType.FLOAT32, 1, SMALL_BATCH, SMALL_SIZES[0]),
            Operand.of(DType.FLOAT32, 2, SMALL_BATCH, outputs)),
        layers(SMALL_SIZES),
        data -> w -> run(data.get(0), w, Activation.TANH).sub(data.get(1)).square().mean(),
        "",
        """
        h = torch.tanh(torch.addmm(w1, x0, w0))
        h = torch.tanh(torch.addmm(w3, h, w2))
        h = torch.tanh(torch.addmm(w5, h, w4))
        h = torch.tanh(torch.addmm(w7, h, w6))
        loss = torch.mse_loss(torch.addmm(w9, h, w8), x1)
        """);
  }

  private static Tensor run(Tensor x, List<Tensor> w, Activation activation) {
    Tensor h = x;
    for (int i = 0; i < w.size(); i += 2) {
      boolean last = i + 2 == w.size();
      h =
          new Dense(w.get(i), Optional.of(w.get(i + 1)))
              .apply(h, last ? Activation.NONE : activation);
    }
    return h;
  }

  /** Weights and bias of each layer, in turn. */
  private static List<Operand> layers(int... sizes) {
    List<Operand> all = new ArrayList<>();
    for (int layer = 0; layer + 1 < sizes.length; layer++) {
      all.addAll(
          Network.weightsAndBias(
              layer, sizes[layer], sizes[layer + 1], sizes[layer], sizes[layer + 1]));
    }
    return all;
  }

  /** What of a step of the large one is products: forwards, then back. */
  static Contender products(List<Operand> operands, int threads) {
    List<Tensor> x = operands.stream().map(Operand::tensor).toList();
    List<Tensor> inputs = new ArrayList<>(List.of(x.getFirst()));
    List<Tensor> weights = new ArrayList<>();
    for (int layer = 0; layer + 1 < SIZES.length; layer++) {
      weights.add(x.get(2 + 2 * layer));
      inputs.add(inputs.getLast().matmul(weights.getLast()));
    }
    return new ListContender(() -> products(inputs, weights), threads);
  }

  /** The results of the layers stand for their cotangents, which have the same shapes. */
  private static List<Tensor> products(List<Tensor> inputs, List<Tensor> weights) {
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
  }
}
