package latentphysics.bench.peers;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import latentphysics.autodiff.Autodiff;
import latentphysics.autodiff.Autodiff.ValueAndGrad;
import latentphysics.autodiff.Structure;
import latentphysics.autodiff.optim.Optimizer;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * A loss of parameters and data, ours and in TorchScript, and what training does with it on both
 * sides: gradients, products with the Hessian, steps of Adam.
 *
 * <p>Results that are compared are the loss and the gradient by the first parameter.
 *
 * @param data operands x0, x1, … of the script
 * @param parameters operands behind them, in the script w0, w1, …
 * @param loss given the data, the loss as a function of the parameters
 * @param before statements of the script that prepare the data
 * @param lines statements of the script that assign {@code loss}
 */
record Network(
    List<Operand> data,
    List<Operand> parameters,
    Function<List<Tensor>, Function<List<Tensor>, Tensor>> loss,
    String before,
    String lines) {
  /**
   * So small that the parameters stay what they are. With another one the network would fit its
   * only batch, gradients would become denormal, and what would be measured is the processor's way
   * with those.
   */
  private static final double RATE = 1e-9;

  private static final String CORRECTIONS =
      """
      c1 = 1. - torch.pow(0.9, i + 1)
      c2 = torch.sqrt(1. - torch.pow(0.999, i + 1))
      """;

  /** One pass over all parameters for each line; a line for each parameter takes as long. */
  private static final String ADAM_OF_LISTS =
      """
      torch._foreach_lerp_(m, g, 0.1)
      torch._foreach_mul_(v, 0.999)
      torch._foreach_addcmul_(v, g, g, 0.001)
      d = torch._foreach_sqrt(v)
      torch._foreach_div_(d, c2)
      torch._foreach_add_(d, 1e-08)
      torch._foreach_addcdiv_(p, m, d, -1e-09 / c1)
      """;

  /** The kernel behind {@code torch.optim.Adam(fused=True)}. */
  private static final String ADAM_FUSED =
      """
      torch._foreach_add_(steps, 1)
      torch._fused_adam_(p, g, m, v, none, steps, lr=1e-09, beta1=0.9, beta2=0.999, \
      weight_decay=0., eps=1e-08, amsgrad=False, maximize=False)
      """;

  // Ours

  /** The loss and its gradient. */
  Opponent.Maker gradient() {
    return (operands, threads) -> {
      Function<List<Tensor>, Tensor> function = loss.apply(tensors(operands, 0, data.size()));
      List<Tensor> at = tensors(operands, data.size(), parameters.size());
      return new ListContender(() -> compared(Autodiff.valueAndGrad(function, at)), threads);
    };
  }

  private static List<Tensor> compared(ValueAndGrad<List<Tensor>> found) {
    return List.of(found.value(), found.gradient().getFirst());
  }

  /** A step of Adam; the next call goes on from there. */
  Opponent.Maker step() {
    return (operands, threads) -> new ListContender(steps(operands), threads);
  }

  /** Each call a step of Adam, from where the one before has led. */
  Supplier<List<Tensor>> steps(List<Operand> operands) {
    Function<List<Tensor>, Tensor> function = loss.apply(tensors(operands, 0, data.size()));
    List<Tensor> start = tensors(operands, data.size(), parameters.size());
    return new Supplier<>() {
      private List<Tensor> at = start;
      private Optimizer.State state = Optimizer.adam().start(start);

      @Override
      public List<Tensor> get() {
        ValueAndGrad<List<Tensor>> found = Autodiff.valueAndGrad(function, at);
        Optimizer.Step<List<Tensor>> step =
            Optimizer.adam().step(at, found.gradient(), state, RATE);
        at = step.parameters();
        state = step.state();
        return compared(found);
      }
    };
  }

  /** The Hessian times the direction behind the parameters; see {@link #operandsOfHessian}. */
  Opponent.Maker hessianVectorProduct() {
    return (operands, threads) -> {
      Function<List<Tensor>, Tensor> function = loss.apply(tensors(operands, 0, data.size()));
      List<Tensor> at = tensors(operands, data.size(), parameters.size());
      List<Tensor> direction =
          tensors(operands, data.size() + parameters.size(), parameters.size());
      Structure<List<Tensor>> list = Structure.list();
      return new ListContender(
          () -> List.of(Autodiff.hvp(list, function, at, direction).getFirst()), threads);
    };
  }

  private static List<Tensor> tensors(List<Operand> operands, int from, int count) {
    return operands.subList(from, from + count).stream().map(Operand::tensor).toList();
  }

  // Operands

  /** Data and parameters. */
  List<Operand> operands() {
    List<Operand> all = new ArrayList<>(data);
    all.addAll(parameters);
    return List.copyOf(all);
  }

  /** Data, parameters, and both moments of Adam before its first step. */
  List<Operand> operandsOfSteps() {
    List<Operand> all = new ArrayList<>(operands());
    for (int moment = 0; moment < 2; moment++) {
      parameters.forEach(p -> all.add(Operand.zeros(p.dtype(), p.dims())));
    }
    return List.copyOf(all);
  }

  /** Data, parameters, and a direction in which the gradient is differentiated. */
  List<Operand> operandsOfHessian() {
    List<Operand> all = new ArrayList<>(operands());
    parameters.forEach(p -> all.add(Operand.of(p.dtype(), p.seed() + 100, p.dims())));
    return List.copyOf(all);
  }

  /**
   * Operands of a layer whose sums keep the size of what comes in; their seeds are its number's.
   */
  static List<Operand> weightsAndBias(int layer, int inputs, int outputs, int... dims) {
    double bound = Math.sqrt(3.0 / inputs);
    return List.of(
        Operand.uniform(DType.FLOAT32, 10 + 2 * layer, -bound, bound, dims),
        Operand.uniform(DType.FLOAT32, 11 + 2 * layer, -0.1, 0.1, outputs));
  }

  // TorchScript

  /** The loss and its gradient in PyTorch. */
  Opponent.Maker torchGradient() {
    return PyTorch.training(prepared(), lines + gradientLines(""), "loss", "g[0]");
  }

  /** The same with a step of Adam in place, by functions of lists of tensors. */
  Opponent.Maker torchStep() {
    return PyTorch.training(
        prepared() + moments(),
        lines + gradientLines("") + CORRECTIONS + ADAM_OF_LISTS,
        "loss",
        "g[0]",
        // Otherwise the whole update is removed.
        "p[0]");
  }

  /** The same with one call of PyTorch's kernel of Adam. */
  Opponent.Maker torchFusedStep() {
    return PyTorch.training(
        prepared()
            + moments()
            + "none = annotate(List[Tensor], [])\n"
            + "steps = ["
            + repeated("torch.zeros([])")
            + "]\n",
        lines + gradientLines("") + ADAM_FUSED,
        "loss",
        "g[0]",
        "p[0]");
  }

  /** The Hessian times a vector in PyTorch: the gradient of the gradient along it. */
  Opponent.Maker torchHessianVectorProduct() {
    int first = data.size() + parameters.size();
    String along =
        IntStream.range(0, parameters.size())
            .mapToObj(i -> "torch.sum(torch.mul(g[%d], x%d))".formatted(i, first + i))
            .collect(joining(" + "));
    return PyTorch.training(
        prepared(),
        lines
            + gradientLines(", None, True, True")
            + "h = torch.grad(["
            + along
            + "], ["
            + names("w", 0)
            + "])\n",
        "unchecked_cast(Tensor, h[0])");
  }

  private String prepared() {
    StringBuilder text = new StringBuilder(before);
    for (int i = 0; i < parameters.size(); i++) {
      text.append(
          "w%d = torch.requires_grad_(torch.detach(x%d), True)\n".formatted(i, data.size() + i));
    }
    return text.toString();
  }

  private String moments() {
    return "p = [%s]\nm = [%s]\nv = [%s]\n"
        .formatted(
            names("x", data.size()),
            names("x", data.size() + parameters.size()),
            names("x", data.size() + 2 * parameters.size()));
  }

  private String gradientLines(String options) {
    return "f = torch.grad([loss], [%s]%s)\n".formatted(names("w", 0), options)
        + "g = ["
        + IntStream.range(0, parameters.size())
            .mapToObj(i -> "unchecked_cast(Tensor, f[" + i + "])")
            .collect(joining(", "))
        + "]\n";
  }

  private String names(String letter, int first) {
    return IntStream.range(first, first + parameters.size())
        .mapToObj(i -> letter + i)
        .collect(joining(", "));
  }

  private String repeated(String expression) {
    return IntStream.range(0, parameters.size()).mapToObj(_ -> expression).collect(joining(", "));
  }
}
