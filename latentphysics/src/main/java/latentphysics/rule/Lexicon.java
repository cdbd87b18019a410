package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The rules that are tried on a latent space. */
public final class Lexicon {
  /** The forms that are tried where nobody says which. */
  public static final List<Form> FORMS =
      List.of(new Identity(), new Inertia(), new Affine(), new Rotation(false), new Rotation(true));

  /** The forms that have a word. */
  private static final List<Form> ALL = all();

  private Lexicon() {}

  private static List<Form> all() {
    List<Form> forms =
        new ArrayList<>(
            List.of(
                new Constant(),
                new Identity(),
                new Inertia(),
                new Drift(),
                new Decay(),
                new Rotation(false),
                new Rotation(true),
                new Twist(1, false),
                new Twist(1, true),
                new Twist(2, false),
                new Twist(2, true),
                new Affine(),
                new Oscillator()));
    for (int power : new int[] {-1, 1, 2, 3}) {
      forms.add(new CentralForce(power, false));
      forms.add(new CentralForce(power, true));
    }
    for (int degree = 1; degree <= 5; degree++) {
      for (int order = 1; order <= 2; order++) {
        forms.add(new PolynomialFlow(degree, order, false));
        forms.add(new PolynomialFlow(degree, order, true));
      }
    }
    return List.copyOf(forms);
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

  /** A form's name as one word, such as rotation-with-gain. */
  public static String word(Form form) {
    return form.name().replace(' ', '-');
  }

  /**
   * Forms by their words, separated by commas; "auto" for those that are tried by default.
   *
   * @throws IllegalArgumentException if one is unknown or named twice, in one sentence
   */
  public static List<Form> of(String text) {
    if (text.equals("auto")) {
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
        "expected auto or some of "
            + String.join(",", ALL.stream().map(Lexicon::word).toList())
            + ", not '"
            + word
            + "'");
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
      List<Integer> dims = IntStream.range(first, end).boxed().toList();
      forms.stream()
          .filter(form -> form.accepts(dims.size()))
          .forEach(form -> rules.add(new Rule(form, dims)));
    }
    return rules;
  }
}
