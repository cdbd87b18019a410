package latentphysics.loss;

import latentphysics.tensor.Tensor;

/** F0, the negative control: the plain mean of r over rules and sites; every wrong rule pulls. */
public record PlainMean() implements Concentration {
  @Override
  public String name() {
    return "F0";
  }

  @Override
  public double weight() {
    return 0.1;
  }

  @Override
  public Tensor apply(Sites sites) {
    return sites.residuals().mean();
  }
}
