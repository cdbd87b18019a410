package latentphysics.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protects the names by which losses are chosen. */
final class ConcentrationsTest {

  @Test
  void findsEveryLossByItsName() {
    for (String name : Concentrations.names()) {
      assertEquals(Optional.of(name), Concentrations.of(name).map(Concentration::name));
    }
    assertEquals(Optional.empty(), Concentrations.of("none"));
  }

  @Test
  void turnsOneIntoAnother() {
    for (String first : Concentrations.names()) {
      for (String second : Concentrations.names()) {
        String pair = first + "-" + second;
        Concentration found = Concentrations.of(pair).orElseThrow();
        assertEquals(pair, found.name());
        assertEquals(1, found.weight());
      }
    }
    assertEquals(
        new Blend(new BoundedMass(), new Gated(), 0.3, 0.7),
        Concentrations.of("F1-F4").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "F9", "f1", "F1-", "-F1", "F1-F4-F1", "F1-none", "F1 F4", " F1"})
  void refusesOthersInOneSentence(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Concentrations.of(text));
    assertEquals(
        "expected none, "
            + String.join(", ", List.copyOf(Concentrations.names()))
            + " or two of them such as F1-F4, not '"
            + text
            + "'",
        e.getMessage());
  }
}
