package latentphysics.search;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import latentphysics.rule.Equation;
import latentphysics.rule.Identity;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * How short a rule makes the story when it is learned on the way: fitted to the first 8 places it
 * codes the next 8, fitted to 16 the next 16, then 32, 64 ….
 *
 * <p>A place with residual r costs ½·log₂(1 + r/τ²) bits for each of the rule's coordinates, r
 * being the squared miss over the mean squared displacement of all places. A law that is right
 * after 8 places beats one that needs 200, so the length is a measure of "easy and early". The
 * places that are only fitted to cost every rule the same and are not counted. Prequential coding
 * is due to Dawid, Statistical theory: the prequential approach, J. R. Statist. Soc. A 147, 1984.
 *
 * @param tau τ, the miss that starts to cost, as a share of the usual displacement, above 0
 * @param first number of places of the first fit, at least 1
 */
public record PrequentialCode(double tau, int first) {
  /**
   * Misses of a twentieth of the usual displacement start to cost; the first fit is to 8 places.
   */
  public static final PrequentialCode STANDARD = new PrequentialCode(0.05, 8);

  /** Checks the ranges. */
  public PrequentialCode {
    if (!(tau > 0) || first < 1) {
      throw new IllegalArgumentException(
          "prequential code: τ = %s, first fit to %d places, expected above 0 and at least 1"
              .formatted(tau, first));
    }
  }

  /**
   * A motion as a rule codes it.
   *
   * @param equation fitted to all places
   * @param residuals r of each place after the first ones, under the constants of its time
   * @param sites its bits, infinite where the prediction was not finite
   * @param statement bits of the rule and its constants
   */
  public record Coded(Equation equation, double[] residuals, double[] sites, double statement) {
    /** The length of all. */
    public double bits() {
      return statement + Arrays.stream(sites).sum();
    }

    /** Mean r of places that the constants were not fitted to; NaN without any. */
    public double meanResidual() {
      return Arrays.stream(residuals).average().orElse(Double.NaN);
    }
  }

  /**
   * Codes a motion by a rule.
   *
   * @param motion in all latent coordinates; its places in random order, or in that of time
   * @return nothing if some of the fits are not determined
   * @throws ArithmeticException if latents are not finite
   */
  public Optional<Coded> code(Rule rule, Motion motion) {
    return code(rule, motion, bits -> true);
  }

  /**
   * Codes block by block, as long as it is worth it.
   *
   * @param goOn told the bits of all places so far after each block; false gives the rule up
   * @return nothing if the rule was given up or some of the fits are not determined
   */
  public Optional<Coded> code(Rule rule, Motion motion, Predicate<double[]> goOn) {
    Motion own = motion.on(rule.dims()).stopGradient().map(z -> z.astype(DType.FLOAT64));
    checkFinite(own);
    int places = own.size();
    double[] residuals = new double[Math.max(0, places - first)];
    double[] sites = new double[residuals.length];
    try {
      for (int from = first; from < places; from = Math.min(2 * from, places)) {
        int to = Math.min(2 * from, places);
        double[] r = residuals(rule, own, from, to);
        for (int i = from; i < to; i++) {
          residuals[i - first] = r[i - from];
          sites[i - first] = rule.dims().size() * bits(r[i - from]);
        }
        if (!goOn.test(Arrays.copyOf(sites, to - first))) {
          return Optional.empty();
        }
      }
      Equation equation = new Equation(rule, rule.form().fit(own));
      return Optional.of(new Coded(equation, residuals, sites, equation.bits(places)));
    } catch (ArithmeticException undetermined) {
      return Optional.empty();
    }
  }

  /** r from one place to another, with constants fitted to all places before. */
  private static double[] residuals(Rule rule, Motion own, int from, int to) {
    List<Tensor> constants = rule.form().fit(own.rows(0, from));
    double scale = rule.form().ownScale(constants, own).orElseGet(own::squaredDisplacement).item();
    return rule.form()
        .misses(constants, own.rows(from, to))
        .div(Math.max(scale, Double.MIN_NORMAL))
        .toDoubles();
  }

  private double bits(double residual) {
    double bits = 0.5 * Math.log1p(residual / (tau * tau)) / Math.log(2);
    return bits >= 0 ? bits : Double.POSITIVE_INFINITY; // NaN too
  }

  /**
   * Bits of each place after the first ones if nothing is known of a coordinate but that it stays
   * about where it is.
   */
  public double[] unknown(int dim, Motion motion) {
    Rule rest = new Rule(new Identity(), List.of(dim));
    return code(rest, motion).orElseThrow().sites();
  }

  /** Refuses latents of which no rule could be right. */
  static void checkFinite(Motion motion) {
    for (Tensor latents : List.of(motion.previous(), motion.before(), motion.after())) {
      if (!latents.isFinite()) {
        throw new ArithmeticException("prequential code: latents are not finite");
      }
    }
  }
}
