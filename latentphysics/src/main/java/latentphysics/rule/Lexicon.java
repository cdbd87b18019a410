package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The rules that are tried on a latent space. */
public final class Lexicon {
  /** The forms that are tried where nobody says which. */
  public static final List<Form> FORMS =
      List.of(new Identity(), new Inertia(), new Affine(), new Rotation(false), new Rotation(true));

  /** The forms that have a name. */
  private static final List<Form> ALL =
      List.of(
          new Constant(),
          new Identity(),
          new Inertia(),
          new Drift(),
          new Decay(),
          new Rotation(false),
          new Rotation(true),
          new Affine(),
          new Oscillator());

  private Lexicon() {}

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
      Form form =
          ALL.stream()
              .filter(f -> word(f).equals(word.strip()))
              .findFirst()
              .orElseThrow(() -> unknown(word));
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
            + word.strip()
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
