package latentphysics.experiment;

/**
 * What a run is told to do.
 *
 * @param latent number of latent dimensions, at least 1
 * @param operator how latents move
 * @param steps training steps, at least 1
 * @param seed of every random number of the run
 * @param scaling how observed columns are brought to comparable size
 */
public record Settings(int latent, OperatorKind operator, int steps, long seed, Scaling scaling) {

  /** How observed columns are brought to comparable size. */
  public enum Scaling {
    /** Each by its own standard deviation: columns of different units. */
    PER_COLUMN,
    /** All by one factor: pixels, of which some show nothing but noise. */
    SHARED
  }

  /** Settings with a scale for each column. */
  public Settings(int latent, OperatorKind operator, int steps, long seed) {
    this(latent, operator, steps, seed, Scaling.PER_COLUMN);
  }

  /** The latent operators that a run can choose from. */
  public enum OperatorKind {
    /** Exponential of a block Lie algebra: turning and scaling in planes. */
    LIE,
    /** One matrix for the nominal time step, by least squares. */
    LSTSQ
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Settings {
    if (latent < 1) {
      throw new IllegalArgumentException("latent: " + latent + ", expected at least 1");
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps: " + steps + ", expected at least 1");
    }
  }

  /** The same settings with another way of scaling. */
  public Settings withScaling(Scaling other) {
    return new Settings(latent, operator, steps, seed, other);
  }
}
