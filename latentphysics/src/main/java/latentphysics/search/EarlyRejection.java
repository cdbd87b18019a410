package latentphysics.search;

/**
 * Gives a rule up once it is significantly worse than another: after n places when
 *
 * <pre>
 *   z = √n·(mean bits − mean bits of the best)/sd of the bits of the best > ν
 * </pre>
 *
 * <p>After Udrescu, Tan, Feng, Neto, Wu and Tegmark, AI Feynman 2.0, NeurIPS 2020, section 2.2. A
 * standard deviation below a thousandth of a bit counts as that, or an exact rule would have any
 * other rejected for its rounding errors.
 *
 * @param nu ν, above 0
 */
public record EarlyRejection(double nu) {
  /** Rejects at five standard deviations. */
  public static final EarlyRejection STANDARD = new EarlyRejection(5);

  private static final double LEAST_DEVIATION = 1e-3;

  /** Checks the range. */
  public EarlyRejection {
    if (!(nu > 0)) {
      throw new IllegalArgumentException("early rejection: ν = " + nu + ", expected above 0");
    }
  }

  /**
   * Whether a rule is given up.
   *
   * @param tried bits of the first places under the rule
   * @param best bits of those places and maybe further ones under the best rule so far
   */
  public boolean rejects(double[] tried, double[] best) {
    int n = tried.length;
    if (best.length < n) {
      throw new IllegalArgumentException(
          "early rejection: %d places against %d of the best rule".formatted(n, best.length));
    }
    double difference = 0;
    double mean = 0;
    for (int i = 0; i < n; i++) {
      difference += (tried[i] - best[i]) / n;
      mean += best[i] / n;
    }
    double variance = 0;
    for (int i = 0; i < n; i++) {
      variance += (best[i] - mean) * (best[i] - mean) / n;
    }
    return Math.sqrt(n) * difference > nu * Math.max(Math.sqrt(variance), LEAST_DEVIATION);
  }
}
