package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * One concentration that turns into another while the training goes on: (1 − s)·first + s·second,
 * each by its own weight, where s rises from 0 to 1 between two shares of the training.
 *
 * @param first at the start
 * @param second at the end
 * @param from share of the training where it starts to turn, from 0
 * @param to where it has turned, above {@code from}, at most 1
 */
public record Blend(Concentration first, Concentration second, double from, double to)
    implements Concentration {

  /** Checks the range. */
  public Blend {
    if (!(from >= 0 && from < to && to <= 1)) {
      throw new IllegalArgumentException(
          "blend: from %s to %s, expected 0 ≤ from < to ≤ 1".formatted(from, to));
    }
  }

  @Override
  public String name() {
    return first.name() + "-" + second.name();
  }

  @Override
  public double weight() {
    return 1; // each has its own inside
  }

  @Override
  public Tensor apply(Sites sites) {
    double s = Math.clamp((sites.progress() - from) / (to - from), 0, 1);
    Tensor total = Tensor.scalar(sites.residuals().dtype(), 0);
    if (s < 1) {
      total = total.add(first.apply(sites).mul((1 - s) * first.weight()));
    }
    if (s > 0) {
      total = total.add(second.apply(sites).mul(s * second.weight()));
    }
    return total;
  }
}
