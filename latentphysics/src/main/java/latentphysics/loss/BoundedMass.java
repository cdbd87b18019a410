package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * F1, the bounded error mass: L = Σₖ wₖ·ēₖ with equal weights.
 *
 * <p>The pull on a site is τ²/(r + τ²)²: a rule that fails everywhere hardly pulls, a nearly right
 * one pulls the sites that it misses by no more than about τ.
 */
public record BoundedMass() implements Concentration {
  @Override
  public String name() {
    return "F1";
  }

  @Override
  public double weight() {
    return 0.1;
  }

  @Override
  public Tensor apply(Sites sites) {
    return sites.errors().mean();
  }
}
