package latentphysics.experiment;

import java.util.List;
import java.util.OptionalInt;
import latentphysics.rule.Equation;

/**
 * An explicit law that latents were found to obey.
 *
 * @param rule name of its form, such as "rotation with gain"
 * @param subspace latent dimensions that the law speaks about
 * @param anglePerUnit radians per unit of time; 0 for a law that does not turn
 * @param decayPerUnit rate of decay per unit of time, positive when amplitudes shrink
 * @param period of one turn in units of time; infinite for a law that does not turn
 * @param descriptionLength bits for the rule, its constants and its errors on held-out data
 * @param sites number of held-out transitions that it was judged on
 * @param errors how many of those it missed
 * @param found training step from which on its rule was nearly right; absent where it did not pull
 *     or was not, which is a mean of r/(r + ¼) below a twentieth for 200 steps
 * @param equation the law with its constants, by nominal steps
 * @param sentence one line for people, such as "z0,z1: rotation by 0.1800 rad per step (1.080
 *     rad/unit), decay 0.0044 per unit"
 * @param formula the law in symbols, one line of plain text with Unicode mathematics, a prime for
 *     one nominal step later
 */
public record Law(
    String rule,
    List<Integer> subspace,
    double anglePerUnit,
    double decayPerUnit,
    double period,
    double descriptionLength,
    int sites,
    int errors,
    OptionalInt found,
    Equation equation,
    String sentence,
    String formula) {

  /** The share of held-out transitions that it obeys; 0 without any. */
  public double obeyed() {
    return sites == 0 ? 0 : (double) (sites - errors) / sites;
  }
}
