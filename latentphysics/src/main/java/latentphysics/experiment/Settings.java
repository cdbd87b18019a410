package latentphysics.experiment;

import java.util.List;
import java.util.Optional;
import latentphysics.loss.BoundedMass;
import latentphysics.loss.Concentration;
import latentphysics.rule.Form;
import latentphysics.rule.Lexicon;
import latentphysics.search.Grammar;

/**
 * What a run is told to do.
 *
 * @param latent number of latent dimensions, at least 1
 * @param operator how latents move
 * @param physics rules that pull on the encoder
 * @param loss how they pull; absent for a training that no rule takes part in
 * @param steps training steps, at least 1
 * @param seed of every random number of the run
 * @param scaling how observed columns are brought to comparable size
 */
public record Settings(
    int latent,
    OperatorKind operator,
    Physics physics,
    Optional<Concentration> loss,
    int steps,
    long seed,
    Scaling scaling) {

  /** How observed columns are brought to comparable size. */
  public enum Scaling {
    /** Each by its own standard deviation: columns of different units. */
    PER_COLUMN,
    /** All by one factor: pixels, of which some show nothing but noise. */
    SHARED
  }

  /** Settings with the usual rules and loss and a scale for each column. */
  public Settings(int latent, OperatorKind operator, int steps, long seed) {
    this(
        latent,
        operator,
        Physics.AUTO,
        Optional.of(new BoundedMass()),
        steps,
        seed,
        Scaling.PER_COLUMN);
  }

  /** The latent operators that a run can choose from. */
  public enum OperatorKind {
    /** None: a matrix is fitted only when the training is over. */
    NONE,
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
    return new Settings(latent, operator, physics, loss, steps, seed, other);
  }

  /** The same settings with other rules and another loss. */
  public Settings withPhysics(Physics rules, Optional<Concentration> concentration) {
    return new Settings(latent, operator, rules, concentration, steps, seed, scaling);
  }

  /** The same settings with rules of fixed forms and another loss. */
  public Settings withPhysics(List<Form> forms, Optional<Concentration> concentration) {
    return withPhysics(Physics.fixed(forms), concentration);
  }

  /** The name of the loss, or none. */
  public String lossName() {
    return loss.map(Concentration::name).orElse("none");
  }

  /**
   * The rules that are searched when the training is over: those that were asked for. By default
   * the linear ones are: on a single orbit a curved law, such as a twist, takes up what the encoder
   * leaves bent.
   */
  public Grammar grammar() {
    int widest = Math.min(2, latent);
    return physics.forms().equals(Lexicon.FORMS)
        ? Grammar.linear(latent, widest)
        : new Grammar(physics.forms(), latent, widest);
  }
}
