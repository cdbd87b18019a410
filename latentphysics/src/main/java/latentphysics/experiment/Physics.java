package latentphysics.experiment;

import java.util.List;
import latentphysics.rule.Form;
import latentphysics.rule.Lexicon;

/**
 * The rules that are tried in a run.
 *
 * @param forms fixed ones, in planes of neighbouring coordinates, at least one
 * @param proposing whether the mini-physics network adds rules of its own, up to {@link
 *     #MOST_LATENT} latent coordinates
 */
public record Physics(List<Form> forms, boolean proposing) {
  /** The network looks at all pairs of coordinates: beyond this many it has no part. */
  public static final int MOST_LATENT = 16;

  /** A few forms and what the network proposes. */
  public static final Physics AUTO = new Physics(Lexicon.FORMS, true);

  /**
   * Keeps an unmodifiable copy.
   *
   * @throws IllegalArgumentException if there is no form
   */
  public Physics {
    forms = List.copyOf(forms);
    if (forms.isEmpty()) {
      throw new IllegalArgumentException("physics: no form, expected at least one");
    }
  }

  /** Forms alone. */
  public static Physics fixed(List<Form> forms) {
    return new Physics(forms, false);
  }

  /**
   * The rules of a text: auto, or fixed, or words of forms separated by commas.
   *
   * @throws IllegalArgumentException if it is none of them, in one sentence
   */
  public static Physics of(String text) {
    return text.equals("auto") ? AUTO : fixed(Lexicon.of(text));
  }
}
