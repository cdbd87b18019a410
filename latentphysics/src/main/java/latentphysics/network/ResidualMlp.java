package latentphysics.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;

/**
 * A linear map with a multilayer perceptron beside it: y = x·L + c + MLP(x), hidden layers tanh.
 *
 * <p>The perceptron starts at zero, so that training begins at the linear map it is given and bends
 * it only as far as the loss asks for. Parameters are a list, in this order: L, c, then weight and
 * bias of each layer.
 *
 * @param inputs columns of x
 * @param hidden widths of the hidden layers, at least one
 * @param outputs columns of y
 */
public record ResidualMlp(int inputs, List<Integer> hidden, int outputs) implements Network {

  /** Keeps an unmodifiable copy. */
  public ResidualMlp {
    hidden = List.copyOf(hidden);
  }

  @Override
  public int parameters() {
    return 2 + 2 * (hidden.size() + 1);
  }

  /**
   * The first parameters: the given linear map; weights of variance 1/inputs (LeCun et al.,
   * Efficient BackProp, 1998, eq. 16) except for the last layer, which is zero.
   *
   * @param linear {@code [inputs, outputs]}
   */
  public List<Tensor> initialize(Key key, Tensor linear) {
    DType dtype = linear.dtype();
    Key[] keys = key.split(hidden.size());
    List<Tensor> parameters = new ArrayList<>();
    parameters.add(linear);
    parameters.add(Tensor.zeros(dtype, outputs));
    int from = inputs;
    for (int layer = 0; layer < hidden.size(); layer++) {
      int to = hidden.get(layer);
      parameters.add(keys[layer].normal(dtype, from, to).mul(1 / Math.sqrt(from)));
      parameters.add(Tensor.zeros(dtype, to));
      from = to;
    }
    parameters.add(Tensor.zeros(dtype, from, outputs));
    parameters.add(Tensor.zeros(dtype, outputs));
    return parameters;
  }

  @Override
  public Tensor apply(List<Tensor> parameters, Tensor x) {
    Tensor h = x;
    for (int layer = 0; layer < hidden.size(); layer++) {
      h = h.matmul(parameters.get(2 + 2 * layer)).add(parameters.get(3 + 2 * layer)).tanh();
    }
    int last = 2 + 2 * hidden.size();
    Tensor bent = h.matmul(parameters.get(last)).add(parameters.get(last + 1));
    return x.matmul(parameters.get(0)).add(parameters.get(1)).add(bent);
  }

  @Override
  public Map<String, Tensor> named(String prefix, List<Tensor> parameters) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    named.put(prefix + ".linear.weight", parameters.get(0));
    named.put(prefix + ".linear.bias", parameters.get(1));
    for (int layer = 0; layer <= hidden.size(); layer++) {
      named.put(prefix + ".layer" + layer + ".weight", parameters.get(2 + 2 * layer));
      named.put(prefix + ".layer" + layer + ".bias", parameters.get(3 + 2 * layer));
    }
    return named;
  }
}
