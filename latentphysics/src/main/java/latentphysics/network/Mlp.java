package latentphysics.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import latentphysics.autodiff.layers.Activation;
import latentphysics.autodiff.layers.Dense;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A multilayer perceptron, hidden layers tanh. Parameters are weight and bias of each layer.
 *
 * @param inputs columns of x
 * @param hidden widths of the hidden layers
 * @param outputs columns of y
 */
public record Mlp(int inputs, List<Integer> hidden, int outputs) implements Network {

  /** Keeps an unmodifiable copy. */
  public Mlp {
    hidden = List.copyOf(hidden);
  }

  private int layers() {
    return hidden.size() + 1;
  }

  @Override
  public int parameters() {
    return 2 * layers();
  }

  /** First parameters: weights by Glorot and Bengio's uniform distribution, biases zero. */
  public List<Tensor> initialize(Key key, DType dtype) {
    Key[] keys = key.split(layers());
    List<Tensor> parameters = new ArrayList<>();
    int from = inputs;
    for (int layer = 0; layer < layers(); layer++) {
      int to = layer < hidden.size() ? hidden.get(layer) : outputs;
      Dense dense = Dense.of(keys[layer], from, to, dtype);
      parameters.add(dense.weights());
      parameters.add(dense.bias().orElseThrow());
      from = to;
    }
    return parameters;
  }

  @Override
  public Tensor apply(List<Tensor> parameters, Tensor x) {
    Tensor h = x;
    for (int layer = 0; layer < layers(); layer++) {
      Dense dense =
          new Dense(parameters.get(2 * layer), Optional.of(parameters.get(2 * layer + 1)));
      h = dense.apply(h, layer < hidden.size() ? Activation.TANH : Activation.NONE);
    }
    return h;
  }

  @Override
  public Map<String, Tensor> named(String prefix, List<Tensor> parameters) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (int layer = 0; layer < layers(); layer++) {
      named.put(prefix + ".layer" + layer + ".weight", parameters.get(2 * layer));
      named.put(prefix + ".layer" + layer + ".bias", parameters.get(2 * layer + 1));
    }
    return named;
  }
}
