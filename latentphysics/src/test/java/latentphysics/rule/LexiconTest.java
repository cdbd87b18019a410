package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Protects how rules are named and written in the planes of a latent space. */
final class LexiconTest {

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
    assertEquals(Lexicon.FORMS, Lexicon.of("auto"));
    assertEquals(
        List.of(new Rotation(true), new Affine()), Lexicon.of("rotation-with-gain, affine-map"));
    for (Form form : Lexicon.FORMS) {
      assertEquals(List.of(form), Lexicon.of(Lexicon.word(form)));
    }
  }

  @Test
  void refusesOthersInOneSentence() {
    for (String text : List.of("", "spiral", "rotation,", "auto,rotation")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Lexicon.of(text));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith("expected auto or some of constant,identity,inertia,"), text);
      assertTrue(!message.contains("\n"), text);
    }
    IllegalArgumentException twice =
        assertThrows(IllegalArgumentException.class, () -> Lexicon.of("decay,rotation,decay"));
    assertEquals("'decay' is named twice", twice.getMessage());
  }
}
