package latentphysics.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import latentphysics.reproduce.Findings.Bar;
import latentphysics.reproduce.Findings.Table;
import org.junit.jupiter.api.Test;

/** Protects what is said of figures: means, intervals, quotients, and tables. */
final class SampleTest {

  @Test
  void intervalsAreStudents() {
    Sample sample = new Sample(new double[] {1, 2, 3, 4, 5});
    assertEquals(3, sample.mean(), 1e-15);
    assertEquals(2.776 * Math.sqrt(2.5 / 5), sample.halfWidth(), 1e-12);
    assertTrue(Double.isNaN(new Sample(new double[] {1}).halfWidth()));
    assertEquals(2, sample.atMost(2.5));
    assertEquals("3.0 (1.0–5.0)", sample.text(1));
  }

  @Test
  void quotientsAreGeometricAndPaired() {
    Sample half = new Sample(new double[] {1, 4, 8});
    Sample whole = new Sample(new double[] {2, 8, 16});
    assertEquals("0.50 (95 % 0.50 to 0.50)", half.ratioTo(whole));
  }

  @Test
  void tablesAreMarkdown() {
    Table table = new Table("t", List.of("a", "b"), List.of(List.of("1", "2")));
    Findings findings =
        new Findings(
            List.of(table), List.of(new Bar("x ≤ 1", true, "0.5"), new Bar("y", false, "2")));
    assertEquals(
        "**t**\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n- met: x ≤ 1 — 0.5\n- MISSED: y — 2\n",
        findings.markdown());
    assertFalse(findings.met());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Table("t", List.of("a"), List.of(List.of("1", "2"))));
  }
}
