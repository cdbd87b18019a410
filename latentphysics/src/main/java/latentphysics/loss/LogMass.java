package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * F2, the logarithmic error mass: L = Σₖ wₖ·ln(e₀ + ēₖ), wₖ ∝ exp(−constants/10).
 *
 * <p>The pull of a rule is shared among its errors: each gets 1/(n·e₀ + number of errors).
 */
public record LogMass() implements Concentration {
  private static final double CAP = 0.05; // e₀: no site gains more than 1/e₀
  private static final double PRICE = 0.1;

  @Override
  public String name() {
    return "F2";
  }

  @Override
  public double weight() {
    return 0.02;
  }

  @Override
  public Tensor apply(Sites sites) {
    // Summed over rules of equal price it is their number times the mean: the sheet's weight.
    return sites.mass().add(CAP).log().mul(sites.weights(PRICE)).sum().mul(sites.rules());
  }
}
