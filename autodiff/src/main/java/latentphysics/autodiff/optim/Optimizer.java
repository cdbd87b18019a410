package latentphysics.autodiff.optim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import latentphysics.autodiff.Structure;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Tensor;

/**
 * Methods that move parameters θ by their gradient g and a few slots kept from step to step, each
 * parameter in one pass over it.
 *
 * <p>An optimizer is immutable and holds no parameters; what it remembers is a {@link State}, a
 * value:
 *
 * <pre>{@code
 * Optimizer adam = Optimizer.adam();
 * Optimizer.State state = adam.start(structure, parameters);
 * for (...) {
 *   var step = adam.step(structure, parameters, gradients, state, schedule.rate(state.step()));
 *   parameters = step.parameters();
 *   state = step.state();
 * }
 * }</pre>
 *
 * <p>All slots start as zeros. Types may be mixed among the parameters; slots have the type of
 * their parameter. Keep instances: those with other constants than the usual ones each cost a
 * compilation.
 */
public final class Optimizer {
  private static final Optimizer SGD =
      new Optimizer("sgd", List.of(), (_, rate) -> new double[] {rate}, Updates::gradientDescent);

  private static final Optimizer RMS_PROP = rmsProp(0.9, 1e-6);
  private static final Optimizer ADAM = adam(0.9, 0.999, 1e-8);
  private static final Optimizer ADAM_W = adamW(0.9, 0.999, 1e-8, 0.01);
  private static final Optimizer ADA_BELIEF = adaBelief(0.9, 0.999, 1e-16);

  private final String name;
  private final List<String> slots;
  private final Numbers numbers;
  private final MapFunction update;

  /** What of an update changes from step to step but is the same for all elements. */
  private interface Numbers {
    /** Operands after the slots, at step {@code t} from 1. */
    double[] at(int t, double rate);
  }

  /**
   * A method.
   *
   * @param definition from θ, g, the slots and the numbers to θ and the slots
   */
  private Optimizer(
      String name,
      List<String> slots,
      Numbers numbers,
      Function<List<Expr>, List<Expr>> definition) {
    this.name = name;
    this.slots = slots;
    this.numbers = numbers;
    int operands = 2 + slots.size() + numbers.at(1, 0).length;
    update = MapFunction.of(name, operands, definition);
  }

  // Methods

  /** Gradient descent: θ ← θ − rate·g. */
  public static Optimizer sgd() {
    return SGD;
  }

  /**
   * Gradient descent with momentum, in the form of I. Sutskever, J. Martens, G. Dahl, G. Hinton (On
   * the importance of initialization and momentum in deep learning, ICML 2013, equations 1 and 2):
   *
   * <pre>
   *   v ← μ·v − rate·g        θ ← θ + v
   * </pre>
   *
   * which is B. Polyak's heavy ball (1964). Nesterov's method there (equations 3 and 4) takes the
   * gradient at θ + μ·v; written for those points (Y. Bengio, N. Boulanger-Lewandowski, R. Pascanu,
   * Advances in optimizing recurrent networks, 2013, equation 7) it is
   *
   * <pre>
   *   v ← μ·v − rate·g        θ ← θ + μ·v − rate·g
   * </pre>
   *
   * The rate is part of v: after it falls, earlier steps go on with the rate they had. (PyTorch
   * multiplies v by the new rate; while the rate is constant both are the same.)
   *
   * @param momentum μ in [0, 1); with 0 there is no v
   * @param nesterov whether Nesterov's form is meant; then μ must not be 0
   * @throws IllegalArgumentException if the momentum is out of its range
   */
  public static Optimizer sgd(double momentum, boolean nesterov) {
    Range.FRACTION.check("sgd", "momentum", momentum);
    if (momentum == 0) {
      if (nesterov) {
        throw new IllegalArgumentException(
            "sgd: momentum 0.0 with Nesterov's form, expected above 0");
      }
      return SGD;
    }
    return new Optimizer(
        "sgd",
        List.of("v"),
        (_, rate) -> new double[] {rate},
        x -> Updates.momentum(x, momentum, nesterov));
  }

  /** {@link #rmsProp(double, double)} with ρ = 0.9, δ = 10⁻⁶. */
  public static Optimizer rmsProp() {
    return RMS_PROP;
  }

  /**
   * RMSProp (T. Tieleman, G. Hinton, Neural networks for machine learning, lecture 6.5, 2012), as
   * I. Goodfellow, Y. Bengio, A. Courville write it (Deep Learning, 2016, algorithm 8.5):
   *
   * <pre>
   *   r ← ρ·r + (1−ρ)·g²        θ ← θ − rate · g ÷ √(δ + r)
   * </pre>
   *
   * @param rho ρ in [0, 1), 0.9 in the lecture
   * @param delta δ, positive, 10⁻⁶ in the book; it stands below the root
   * @throws IllegalArgumentException if one is out of its range
   */
  public static Optimizer rmsProp(double rho, double delta) {
    Range.FRACTION.check("rmsProp", "rho", rho);
    Range.POSITIVE.check("rmsProp", "delta", delta);
    return new Optimizer(
        "rmsProp",
        List.of("r"),
        (_, rate) -> new double[] {rate},
        x -> Updates.rmsProp(x, rho, delta));
  }

  /** {@link #adam(double, double, double)} with β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸. */
  public static Optimizer adam() {
    return ADAM;
  }

  /**
   * Adam (D. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1). At
   * step t
   *
   * <pre>
   *   m ← β₁·m + (1−β₁)·g        v ← β₂·v + (1−β₂)·g²
   *   θ ← θ − rate · m/(1−β₁ᵗ) ÷ (√(v/(1−β₂ᵗ)) + ε)
   * </pre>
   *
   * @param beta1 in [0, 1)
   * @param beta2 in [0, 1)
   * @param epsilon positive
   * @throws IllegalArgumentException if one is out of its range
   */
  public static Optimizer adam(double beta1, double beta2, double epsilon) {
    checkMoments("adam", beta1, beta2, epsilon);
    return new Optimizer(
        "adam",
        List.of("m", "v"),
        corrections(beta1, beta2),
        x -> Updates.adam(x, beta1, beta2, epsilon));
  }

  /** {@link #adamW(double, double, double, double)} with Adam's constants and λ = 0.01. */
  public static Optimizer adamW() {
    return ADAM_W;
  }

  /** {@link #adamW(double, double, double, double)} with Adam's constants. */
  public static Optimizer adamW(double weightDecay) {
    return adamW(0.9, 0.999, 1e-8, weightDecay);
  }

  /**
   * Adam with decoupled weight decay (I. Loshchilov, F. Hutter, Decoupled weight decay
   * regularization, ICLR 2019, algorithm 2). With m and v as in {@link #adam(double, double,
   * double)}
   *
   * <pre>
   *   θ ← θ − rate · (m/(1−β₁ᵗ) ÷ (√(v/(1−β₂ᵗ)) + ε) + λ·θ)
   * </pre>
   *
   * The rate is the paper's η·α, so λ is its λ/α, as in PyTorch, whose default is 0.01. All leaves
   * decay: give those that must not, such as biases, to an optimizer of their own.
   *
   * @param beta1 in [0, 1)
   * @param beta2 in [0, 1)
   * @param epsilon positive
   * @param weightDecay λ, at least 0
   * @throws IllegalArgumentException if one is out of its range
   */
  public static Optimizer adamW(double beta1, double beta2, double epsilon, double weightDecay) {
    checkMoments("adamW", beta1, beta2, epsilon);
    Range.NOT_NEGATIVE.check("adamW", "weight decay", weightDecay);
    return new Optimizer(
        "adamW",
        List.of("m", "v"),
        corrections(beta1, beta2),
        x -> Updates.adamW(x, beta1, beta2, epsilon, weightDecay));
  }

  /** {@link #adaBelief(double, double, double)} with β₁ = 0.9, β₂ = 0.999, ε = 10⁻¹⁶. */
  public static Optimizer adaBelief() {
    return ADA_BELIEF;
  }

  /**
   * AdaBelief (J. Zhuang and others, AdaBelief optimizer: adapting stepsizes by the belief in
   * observed gradients, NeurIPS 2020, algorithm 2). At step t
   *
   * <pre>
   *   m ← β₁·m + (1−β₁)·g        s ← β₂·s + (1−β₂)·(g−m)² + ε
   *   θ ← θ − rate · m/(1−β₁ᵗ) ÷ (√(s/(1−β₂ᵗ)) + ε)
   * </pre>
   *
   * Because ε enters s, it acts like the square of Adam's. The paper names 10⁻⁸; 10⁻¹⁶ is what the
   * authors recommend since, as 10⁻⁸ makes the method less adaptive than Adam.
   *
   * @param beta1 in [0, 1)
   * @param beta2 in [0, 1)
   * @param epsilon positive
   * @throws IllegalArgumentException if one is out of its range
   */
  public static Optimizer adaBelief(double beta1, double beta2, double epsilon) {
    checkMoments("adaBelief", beta1, beta2, epsilon);
    return new Optimizer(
        "adaBelief",
        List.of("m", "s"),
        corrections(beta1, beta2),
        x -> Updates.adaBelief(x, beta1, beta2, epsilon));
  }

  private static void checkMoments(String name, double beta1, double beta2, double epsilon) {
    Range.FRACTION.check(name, "beta1", beta1);
    Range.FRACTION.check(name, "beta2", beta2);
    Range.POSITIVE.check(name, "epsilon", epsilon);
  }

  /** The rate and what corrects averages that started at 0: 1−β₁ᵗ and 1−β₂ᵗ. */
  private static Numbers corrections(double beta1, double beta2) {
    return (t, rate) ->
        new double[] {rate, 1 - StrictMath.pow(beta1, t), 1 - StrictMath.pow(beta2, t)};
  }

  // Steps

  /**
   * What is kept from step to step. All of it are tensors, so that a {@link Structure} can save it.
   *
   * @param count steps done, an int32 scalar
   * @param slots for each of {@link Optimizer#slots}, one tensor for each leaf of the parameters
   */
  public record State(Tensor count, List<List<Tensor>> slots) {
    /**
     * Checks the count.
     *
     * @throws IllegalArgumentException if it is no int32 scalar of at least 0
     */
    public State {
      Leaves.checkCount("optimizer", count);
      slots = slots.stream().map(List::copyOf).toList();
    }

    /**
     * The state after {@code step} steps.
     *
     * @throws IllegalArgumentException if they are less than 0
     */
    public State(int step, List<List<Tensor>> slots) {
      this(Leaves.count(step), slots);
    }

    /** Steps done: what a {@link Schedule} takes. */
    public int step() {
      return (int) count.item();
    }
  }

  /**
   * Result of a step.
   *
   * @param parameters new ones
   * @param state for the next step
   */
  public record Step<P>(P parameters, State state) {}

  /** The paper's letters for what is kept of each parameter, in the state's order. */
  public List<String> slots() {
    return slots;
  }

  /**
   * The state before the first step: all slots zero.
   *
   * @throws IllegalArgumentException if a parameter is neither float32 nor float64
   */
  public <P> State start(Structure<P> structure, P parameters) {
    List<Tensor> zeros =
        Leaves.ofNumbers(name, structure, parameters).stream()
            .map(p -> Tensor.zeros(p.dtype(), p.shape().dims()))
            .toList();
    return new State(0, slots.stream().map(_ -> zeros).toList());
  }

  /** {@link #start(Structure, Object)} for a list. */
  public State start(List<Tensor> parameters) {
    return start(Structure.list(), parameters);
  }

  /**
   * One step. Nothing that is given changes.
   *
   * @param gradients one for each parameter, of its type and shape; what is not finite passes on
   * @param state of as many slots, of the parameters' types and shapes
   * @param rate at least 0; 0 leaves the parameters and moves the slots
   * @throws IllegalArgumentException if parameters, gradients and state do not match, naming the
   *     first leaf that does not, or the rate is negative or not finite
   */
  public <P> Step<P> step(
      Structure<P> structure, P parameters, P gradients, State state, double rate) {
    Range.NOT_NEGATIVE.check(name, "rate", rate);
    List<Tensor> old = Leaves.ofNumbers(name, structure, parameters);
    List<Tensor> slopes = Leaves.alike(name, structure, parameters, old, "gradient", gradients);
    checkSlots(old, state);
    int t = Math.addExact(state.step(), 1);
    double[] values = numbers.at(t, rate);
    Map<DType, Tensor[]> scalars = new EnumMap<>(DType.class);
    int kept = slots.size();
    Tensor[][] next = new Tensor[1 + kept][old.size()];
    for (int i = 0; i < old.size(); i++) {
      Tensor[] operands = new Tensor[update.inputs()];
      operands[0] = old.get(i);
      operands[1] = slopes.get(i);
      for (int k = 0; k < kept; k++) {
        operands[2 + k] = state.slots.get(k).get(i);
      }
      // One set for all parameters of a type.
      Tensor[] last = scalars.computeIfAbsent(old.get(i).dtype(), type -> scalars(type, values));
      System.arraycopy(last, 0, operands, 2 + kept, last.length);
      List<Tensor> updated = Tensor.mapAll(update, operands);
      for (int k = 0; k <= kept; k++) {
        next[k][i] = updated.get(k);
      }
    }
    List<List<Tensor>> moved = new ArrayList<>(kept);
    for (int k = 0; k < kept; k++) {
      moved.add(List.of(next[1 + k]));
    }
    return new Step<>(structure.rebuild(parameters, List.of(next[0])), new State(t, moved));
  }

  /** {@link #step(Structure, Object, Object, State, double)} for lists. */
  public Step<List<Tensor>> step(
      List<Tensor> parameters, List<Tensor> gradients, State state, double rate) {
    return step(Structure.list(), parameters, gradients, state, rate);
  }

  private static Tensor[] scalars(DType type, double[] values) {
    Tensor[] scalars = new Tensor[values.length];
    for (int i = 0; i < values.length; i++) {
      scalars[i] = Tensor.scalar(type, values[i]);
    }
    return scalars;
  }

  private void checkSlots(List<Tensor> parameters, State state) {
    if (state.slots.size() != slots.size()) {
      throw new IllegalArgumentException(
          name + ": state has " + state.slots.size() + " slots, expected " + slots);
    }
    for (int k = 0; k < slots.size(); k++) {
      // A state counts its tensors, so numbers are their names.
      Leaves.alike(
          name, Structure.list(), parameters, parameters, slots.get(k), state.slots.get(k));
    }
  }

  /** The method's name. */
  @Override
  public String toString() {
    return name;
  }
}
