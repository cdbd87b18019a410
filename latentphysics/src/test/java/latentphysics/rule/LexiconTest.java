package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/**
 * Protects the lists of forms: all fit their width, none twice, each runs on a plane; and how they
 * are named and written in the planes of a latent space.
 */
final class LexiconTest {

  @Test
  void listsFormsThatCanBeWritten() {
    for (int width = 1; width <= 8; width++) {
      List<Form> small = Lexicon.small(width);
      List<Form> whole = Lexicon.whole(width);
      assertTrue(small.size() >= 8 && small.size() <= 12, width + ": " + small.size());
      assertTrue(new HashSet<>(whole).containsAll(small));
      assertEquals(whole.size(), new HashSet<>(whole).size());
      assertEquals(whole.size(), whole.stream().map(Form::name).distinct().count());
      for (Form form : whole) {
        assertTrue(form.accepts(width), form::name);
      }
    }
    assertEquals(12, Lexicon.small(2).size());
  }

  @Test
  void everyFormIsTriedOnAPlane() {
    Law law = Law.of(new Rotation(true), 2, new double[] {0.4}, new double[2], new double[] {0.99});
    Motion motion = law.motion(Key.of(1), 128);
    int fitted = 0;
    for (Rule rule : Lexicon.rules(Lexicon.whole(2), List.of(0, 1))) {
      try {
        Equation equation = rule.fit(motion);
        assertTrue(equation.residuals(motion).isFinite(), rule::toString);
        assertTrue(equation.bits(128) > 0 && !equation.formula().isEmpty());
        fitted++;
      } catch (ArithmeticException undetermined) {
        // Nothing is thrown back here.
        assertTrue(rule.form() instanceof Bounce, rule + ": " + undetermined);
      }
    }
    assertTrue(fitted >= 30, "" + fitted);
  }

  @Test
  void writesFormsInPlanesAndAnOddLine() {
    List<Form> forms = List.of(new Identity(), new Rotation(false));
    assertEquals(
        List.of(
            new Rule(forms.get(0), List.of(0, 1)),
            new Rule(forms.get(1), List.of(0, 1)),
            new Rule(forms.get(0), List.of(2))),
        Lexicon.ofPlanes(forms, 3));
    assertEquals(List.of(), Lexicon.ofPlanes(List.of(new Rotation(true)), 1));
  }

  @Test
  void findsFormsByTheirWords() {
    assertEquals(Lexicon.FORMS, Lexicon.of("fixed"));
    assertEquals(
        List.of(new Rotation(true), new Affine()), Lexicon.of("rotation-with-gain, affine-map"));
    for (Form form : Lexicon.whole(2)) {
      assertEquals(List.of(form), Lexicon.of(Lexicon.word(form)));
    }
  }

  @Test
  void refusesOthersInOneSentence() {
    for (String text : List.of("", "spiral", "rotation,", "fixed,rotation")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Lexicon.of(text));
      String message = String.valueOf(e.getMessage());
      assertTrue(
          message.startsWith("expected auto, fixed or some of constant,identity,inertia,"), text);
      assertTrue(!message.contains("\n"), text);
    }
    IllegalArgumentException twice =
        assertThrows(IllegalArgumentException.class, () -> Lexicon.of("decay,rotation,decay"));
    assertEquals("'decay' is named twice", twice.getMessage());
  }
}
