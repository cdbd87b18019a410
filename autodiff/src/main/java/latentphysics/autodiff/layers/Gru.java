package latentphysics.autodiff.layers;

import java.util.ArrayList;
import java.util.List;
import latentphysics.kernels.expr.Expr;
import latentphysics.tensor.DType;
import latentphysics.tensor.MapFunction;
import latentphysics.tensor.Shape;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * Gated recurrent unit (Cho et al., EMNLP 2014, eq. 5 to 8), in the variant of cuDNN and PyTorch:
 * the reset gate is applied after the recurrent product, and z is the share of the old state that
 * stays.
 *
 * <pre>
 *   r  = σ(x·W_r + b_r + h·U_r)              reset
 *   z  = σ(x·W_z + b_z + h·U_z)              update
 *   n  = tanh(x·W_n + b_n + r∘(h·U_n + c))   candidate
 *   h' = (1 − z)∘n + z∘h
 * </pre>
 *
 * <p>The gates lie side by side in the order r, z, n, PyTorch's. It stores W and U transposed, and
 * two biases for r and z, of which only the sum matters: b is the sum of {@code bias_ih} and of
 * {@code bias_hh} for r and z, c is {@code bias_hh} for n.
 *
 * @param inputWeights W, {@code [inputs, 3·units]}
 * @param recurrentWeights U, {@code [units, 3·units]}
 * @param bias b, {@code [3·units]}
 * @param candidateBias c, {@code [units]}
 */
public record Gru(Tensor inputWeights, Tensor recurrentWeights, Tensor bias, Tensor candidateBias) {
  private static final int GATES = 3;

  /** h' of the gates' shares of x·W + b and of h·U, of c and of h. */
  private static final MapFunction NEXT =
      MapFunction.of(
          "gru",
          8,
          x -> {
            Expr reset = x.get(0).add(x.get(3)).call(Expr.Function.SIGMOID);
            Expr update = x.get(1).add(x.get(4)).call(Expr.Function.SIGMOID);
            Expr recurrent = x.get(5).add(x.get(6));
            Expr candidate = reset.fma(recurrent, x.get(2)).call(Expr.Function.TANH);
            return List.of(update.fma(x.get(7).sub(candidate), candidate));
          });

  /**
   * States along a sequence.
   *
   * @param states after each step, {@code [time, batch, units]}
   * @param last state, {@code [batch, units]}; the first one if there is no step
   */
  public record Run(Tensor states, Tensor last) {}

  /**
   * A layer with W by {@link Initializer#GLOROT_UNIFORM} and U orthogonal, gate by gate, and biases
   * of zeros.
   *
   * @param dtype float32 or float64
   * @throws IllegalArgumentException if a size is negative or the type is another
   */
  public static Gru of(Key key, int inputs, int units, DType dtype) {
    Arguments.expectSizes("gru", inputs, units);
    Arguments.expectFloat("gru", dtype);
    Key[] keys = key.split();
    Key[] inputKeys = keys[0].split(GATES);
    Key[] recurrentKeys = keys[1].split(GATES);
    Initializer orthogonal = Initializer.orthogonal(1);
    Tensor[] input = new Tensor[GATES];
    Tensor[] recurrent = new Tensor[GATES];
    for (int gate = 0; gate < GATES; gate++) {
      Initializer.Fan fan = new Initializer.Fan(inputs, units);
      input[gate] = Initializer.GLOROT_UNIFORM.draw(inputKeys[gate], dtype, fan, inputs, units);
      Initializer.Fan square = new Initializer.Fan(units, units);
      recurrent[gate] = orthogonal.draw(recurrentKeys[gate], dtype, square, units, units);
    }
    return new Gru(
        Tensor.concatenate(1, input),
        Tensor.concatenate(1, recurrent),
        Tensor.zeros(dtype, Math.multiplyExact(GATES, units)),
        Tensor.zeros(dtype, units));
  }

  /** The state before the first step, zeros {@code [batch, units]}. */
  public Tensor start(int batch) {
    return Tensor.zeros(recurrentWeights.dtype(), batch, recurrentWeights.dim(0));
  }

  /**
   * The next state.
   *
   * @param x {@code [batch, inputs]}
   * @param h state, {@code [batch, units]}
   * @return {@code [batch, units]}
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public Tensor step(Tensor x, Tensor h) {
    check(2, "[batch, inputs]", x, h);
    Tensor input = x.linear(inputWeights, bias);
    return next(input, h);
  }

  /** As {@link #run(Tensor, Tensor)} from zeros. */
  public Run run(Tensor x) {
    if (x.shape().rank() != 3) {
      throw new IllegalArgumentException(
          "gru: x " + x.shape() + ", expected [time, batch, inputs]");
    }
    return run(x, start(x.dim(1)));
  }

  /**
   * All states along a sequence: the inputs of all steps go through one product, then each step has
   * one product of the state and one pass for all that is left. The bits are those of {@link
   * #step}.
   *
   * @param x {@code [time, batch, inputs]}
   * @param first state, {@code [batch, units]}
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public Run run(Tensor x, Tensor first) {
    check(3, "[time, batch, inputs]", x, first);
    int time = x.dim(0);
    int batch = x.dim(1);
    int units = recurrentWeights.dim(0);
    Tensor input =
        x.reshape(Math.multiplyExact(time, batch), x.dim(2))
            .linear(inputWeights, bias)
            .reshape(time, batch, GATES * units);
    Tensor h = first;
    List<Tensor> states = new ArrayList<>();
    for (Tensor step : input.unbind(0)) {
      h = next(step, h);
      states.add(h);
    }
    Tensor all =
        time == 0
            ? Tensor.zeros(x.dtype(), 0, batch, units)
            : Tensor.stack(0, states.toArray(Tensor[]::new));
    return new Run(all, h);
  }

  /**
   * The next state.
   *
   * @param input of the gates, {@code [batch, gates·units]}
   */
  private Tensor next(Tensor input, Tensor h) {
    List<Tensor> ofInput = gates(input);
    List<Tensor> ofState = gates(h.matmul(recurrentWeights));
    return Tensor.map(
        NEXT,
        ofInput.get(0),
        ofInput.get(1),
        ofInput.get(2),
        ofState.get(0),
        ofState.get(1),
        ofState.get(2),
        candidateBias,
        h);
  }

  private List<Tensor> gates(Tensor joined) {
    int units = recurrentWeights.dim(0);
    return joined.split(-1, units, units, units);
  }

  private void check(int rank, String expected, Tensor x, Tensor h) {
    if (recurrentWeights.shape().rank() != 2 || inputWeights.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "gru: weights "
              + inputWeights.shape()
              + " and "
              + recurrentWeights.shape()
              + ", expected two axes each");
    }
    int inputs = inputWeights.dim(0);
    int units = recurrentWeights.dim(0);
    int gates = Math.multiplyExact(GATES, units);
    Arguments.expectShape("gru", "input weights", inputWeights, Shape.of(inputs, gates));
    Arguments.expectShape("gru", "recurrent weights", recurrentWeights, Shape.of(units, gates));
    Arguments.expectShape("gru", "bias", bias, Shape.of(gates));
    Arguments.expectShape("gru", "candidate bias", candidateBias, Shape.of(units));
    Arguments.expectType("gru", "x", x, inputWeights.dtype());
    Arguments.expectType("gru", "state", h, inputWeights.dtype());
    if (x.shape().rank() != rank || x.dim(-1) != inputs) {
      throw new IllegalArgumentException(
          "gru: x " + x.shape() + ", expected " + expected + " with " + inputs + " inputs");
    }
    Arguments.expectShape("gru", "state", h, Shape.of(x.dim(rank - 2), units));
  }
}
