package latentphysics.loss;

/**
 * A number that falls geometrically over the first part of a training and then stays.
 *
 * @param first at the start, above 0
 * @param last at the end, above 0
 * @param share of the training after which it stays, above 0, at most 1
 */
public record Annealing(double first, double last, double share) {
  /** The tolerance τ of the concentrated losses: from a half to a fiftieth of the displacement. */
  public static final Annealing TOLERANCE = new Annealing(0.5, 0.02, 0.7);

  /** Checks the ranges. */
  public Annealing {
    if (!(first > 0 && last > 0 && share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "annealing: %s to %s over %s, expected numbers above 0 and a share of at most 1"
              .formatted(first, last, share));
    }
  }

  /** The number at a share of the training, 0 to 1. */
  public double at(double progress) {
    return first * Math.pow(last / first, Math.min(1, progress / share));
  }
}
