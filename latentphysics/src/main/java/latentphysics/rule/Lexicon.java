package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The forms and the rules that are tried on a latent space. */
public final class Lexicon {
  /** The forms that are tried where nobody says which. */
  public static final List<Form> FORMS =
      List.of(new Identity(), new Inertia(), new Affine(), new Rotation(false), new Rotation(true));

  private static final int WIDEST_POLYNOMIAL = 4;

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
          new Affine(),
          new Oscillator(),
          new CentralForce(3, false),
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

  /** The forms that have a name. */
  private static final List<Form> ALL = Stream.of(SMALL, MORE).flatMap(List::stream).toList();

  private Lexicon() {}

  /**
   * A dozen at most: those of a concentrated loss, cheap to fit at every step. Polynomials, whose
   * terms grow with the square of the width, are among them up to four coordinates.
   */
  public static List<Form> small(int width) {
    return accepting(SMALL, width).stream()
        .filter(form -> width <= WIDEST_POLYNOMIAL || !(form instanceof PolynomialFlow))
        .toList();
  }

  /** All that an exhaustive search tries; events are the dearest to fit and come last. */
  public static List<Form> whole(int width) {
    return accepting(ALL, width);
  }

  private static List<Form> accepting(List<Form> forms, int width) {
    return forms.stream().filter(form -> form.accepts(width)).toList();
  }

  /** A form's name as one word, such as rotation-with-gain. */
  public static String word(Form form) {
    return form.name().replace(' ', '-');
  }

  /**
   * The form of a word.
   *
   * @throws IllegalArgumentException if it is none, in one sentence
   */
  public static Form form(String word) {
    return ALL.stream()
        .filter(form -> word(form).equals(word))
        .findFirst()
        .orElseThrow(() -> unknown(word));
  }

  /**
   * Forms by their words, separated by commas; "fixed" for those that are tried by default.
   *
   * @throws IllegalArgumentException if one is unknown or named twice, in one sentence
   */
  public static List<Form> of(String text) {
    if (text.equals("fixed")) {
      return FORMS;
    }
    List<Form> forms = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      Form form = form(word.strip());
      if (forms.contains(form)) {
        throw new IllegalArgumentException("'" + word.strip() + "' is named twice");
      }
      forms.add(form);
    }
    return List.copyOf(forms);
  }

  private static IllegalArgumentException unknown(String word) {
    return new IllegalArgumentException(
        "expected auto, fixed or some of "
            + String.join(",", ALL.stream().map(Lexicon::word).toList())
            + ", not '"
            + word
            + "'");
  }

  /** Forms written in given coordinates, without those that cannot be. */
  public static List<Rule> rules(List<Form> forms, List<Integer> dims) {
    return accepting(forms, dims.size()).stream().map(form -> new Rule(form, dims)).toList();
  }

  /**
   * Forms written in each plane of neighbouring coordinates, and in an odd last one; those that
   * cannot be written in so many coordinates are left out.
   *
   * @param latent number of coordinates
   */
  public static List<Rule> ofPlanes(List<Form> forms, int latent) {
    List<Rule> rules = new ArrayList<>();
    for (int first = 0; first < latent; first += 2) {
      int end = Math.min(first + 2, latent);
      rules.addAll(rules(forms, IntStream.range(first, end).boxed().toList()));
    }
    return rules;
  }
}
