package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * F4, gated concentration, the nearest to "the fewer errors, the harder each is punished": L = Σₖ
 * wₖ·(ēₖ + Gₖ·meanᵢ gateₖᵢ·√(rₖᵢ + 10⁻⁶)) with wₖ ∝ exp(−constants/10).
 *
 * <p>gate = [r > 0.01] marks error sites, q = mean r/(r + 0.01) is their share, and the gain G = (1
 * − q)²/(e₀ + q) is 0 for a failing rule and 1/e₀ = 20 for a perfect one; both are detached. The
 * root does not fade: sites that are far off are pulled with full force.
 */
public record Gated() implements Concentration {
  static final double GATE = 0.01;
  static final double CAP = 0.05;
  private static final double PRICE = 0.1;
  private static final double SMALLEST = 1e-6;

  @Override
  public String name() {
    return "F4";
  }

  @Override
  public double weight() {
    return 0.1;
  }

  @Override
  public Tensor apply(Sites sites) {
    Tensor r = sites.residuals();
    Tensor fixed = r.stopGradient();
    Tensor gate = fixed.greater(GATE).astype(r.dtype());
    Tensor pull = r.add(SMALLEST).sqrt().mul(gate).keepDims().mean(1).mul(gain(fixed));
    return sites.mass().add(pull).mul(sites.weights(PRICE)).sum();
  }

  /** G, {@code [rules, 1]}. */
  static Tensor gain(Tensor residuals) {
    Tensor share = residuals.div(residuals.add(GATE)).keepDims().mean(1);
    return share.neg().add(1).square().div(share.add(CAP));
  }
}
