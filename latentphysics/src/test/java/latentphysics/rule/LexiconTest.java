package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the lists of forms: all fit their width, none twice, and each runs on a plane. */
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
}
