package latentphysics.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Protects the order of numbered files. */
final class NaturalOrderTest {
  private static final List<String> ORDERED =
      List.of(
          "",
          "1",
          "2",
          "02b",
          "10",
          "99999999999999999998",
          "99999999999999999999",
          "a",
          "a0",
          "a00",
          "a1",
          "a1b2",
          "a1b10",
          "a2",
          "a10",
          "a10b",
          "b1");

  @Test
  void numbersCountByTheirValue() {
    for (int seed = 0; seed < 20; seed++) {
      List<String> shuffled = new ArrayList<>(ORDERED);
      Collections.shuffle(shuffled, new Random(seed));
      shuffled.sort(NaturalOrder.INSTANCE);
      assertEquals(ORDERED, shuffled, "seed " + seed);
    }
  }

  @Test
  void onlyEqualNamesAreEqual() {
    for (String a : ORDERED) {
      for (String b : ORDERED) {
        int order = NaturalOrder.INSTANCE.compare(a, b);
        assertEquals(a.equals(b), order == 0, a + " and " + b);
        assertEquals(Integer.signum(-order), Integer.signum(NaturalOrder.INSTANCE.compare(b, a)));
      }
    }
    assertTrue(NaturalOrder.INSTANCE.compare("a1", "a01") != 0);
  }
}
