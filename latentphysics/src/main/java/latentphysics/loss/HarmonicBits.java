package latentphysics.loss;

import latentphysics.tensor.Tensor;

/**
 * F3, harmonic bits: with bₖᵢ = ½·log₂(1 + rₖᵢ/τ²) + constantsₖ/10 the cost of site i under rule k,
 * L is the mean over sites of the harmonic mean over rules.
 *
 * <p>At each site the cheapest rule gets most of the pull, so regions may have laws of their own.
 * The idea is that of Wu and Tegmark, Toward an artificial intelligence physicist, Physical Review
 * E 100, 2019, with order −1.
 */
public record HarmonicBits() implements Concentration {
  private static final double PRICE = 0.1;
  private static final double SMALLEST = 1e-6;

  @Override
  public String name() {
    return "F3";
  }

  @Override
  public double weight() {
    return 0.02;
  }

  @Override
  public Tensor apply(Sites sites) {
    Tensor bits =
        sites
            .residuals()
            .div(sites.tau() * sites.tau())
            .log1p()
            .mul(0.5 / Math.log(2))
            .add(sites.constants().mul(PRICE))
            .add(SMALLEST);
    Tensor inverse = Tensor.ones(bits.dtype()).div(bits);
    return Tensor.ones(bits.dtype()).div(inverse.mean(0)).mean();
  }
}
