package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;

/** The forms to try, easy ones first. */
public final class Lexicon {
  private static final List<Form> SMALL =
      List.of(
          new Constant(),
          new Identity(),
          new Inertia(),
          new Drift(),
          new Decay(),
          new Rotation(false),
          new Rotation(true),
          new Twist(1, false),
          new Oscillator(),
          new CentralForce(3, false),
          new Affine(),
          new PolynomialFlow(2, 1, false));

  private static final List<Form> MORE =
      List.of(
          new Twist(1, true),
          new Twist(2, false),
          new Twist(2, true),
          new CentralForce(-1, false),
          new CentralForce(0, false),
          new CentralForce(1, false),
          new CentralForce(2, false),
          new CentralForce(0, true),
          new CentralForce(1, true),
          new CentralForce(2, true),
          new CentralForce(3, true),
          new Conserved(2),
          new Conserved(4),
          new PolynomialFlow(3, 1, false),
          new PolynomialFlow(1, 2, true),
          new PolynomialFlow(2, 2, false),
          new PolynomialFlow(3, 2, false),
          new Bounce(new Affine(), true),
          new Bounce(new Affine(), false),
          new Event(new Drift(), new Drift()),
          new Event(new Rotation(true), new Rotation(true)),
          new Event(new Affine(), new Affine()));

  private Lexicon() {}

  /** A dozen at most: those of a concentrated loss, cheap to fit at every step. */
  public static List<Form> small(int width) {
    return accepting(SMALL, width);
  }

  /** All that are tried by an exhaustive search; events are the dearest to fit and come last. */
  public static List<Form> whole(int width) {
    List<Form> all = new ArrayList<>(SMALL);
    all.addAll(MORE);
    return accepting(all, width);
  }

  private static List<Form> accepting(List<Form> forms, int width) {
    return forms.stream().filter(form -> form.accepts(width)).toList();
  }

  /** Forms written in given coordinates, without those that cannot be. */
  public static List<Rule> rules(List<Form> forms, List<Integer> dims) {
    return accepting(forms, dims.size()).stream().map(form -> new Rule(form, dims)).toList();
  }
}
