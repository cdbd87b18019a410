package latentphysics.search;

import latentphysics.tensor.DType;
import latentphysics.tensor.random.Key;

/** Random decisions, one after the other, out of a key. */
final class Dice {
  private static final int BLOCK = 256;

  private final Key key;
  private double[] numbers = new double[0];
  private int block;
  private int at;

  Dice(Key key) {
    this.key = key;
  }

  /** Uniform in [0, 1). */
  double next() {
    if (at == numbers.length) {
      numbers = key.foldIn(block++).uniform(DType.FLOAT64, BLOCK).toDoubles();
      at = 0;
    }
    return numbers[at++];
  }

  /** Uniform among 0 … count − 1. */
  int below(int count) {
    return (int) (next() * count);
  }

  /** An index with probability proportional to its weight; one of weight 0 never. */
  int choose(double[] weights) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double left = next() * total;
    int last = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        left -= weights[i];
        if (left < 0) {
          break;
        }
      }
    }
    return last;
  }
}
