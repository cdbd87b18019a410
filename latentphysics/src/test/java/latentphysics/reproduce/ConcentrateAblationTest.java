package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Protects the table's one claim: it fails where no concentrated loss finds more laws. */
final class ConcentrateAblationTest {

  private static boolean met(Long... found) {
    return ConcentrateAblation.bars(List.of(found)).getFirst().met();
  }

  @Test
  void theBarWantsMoreThanBothControls() {
    assertTrue(met(2L, 1L, 0L, 0L, 0L, 3L, 0L, 0L));
    assertFalse(met(3L, 1L, 0L, 0L, 0L, 3L, 0L, 0L));
    assertFalse(met(0L, 3L, 3L, 3L, 3L, 3L, 3L, 3L));
  }
}
