package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Protects snapping: names that are meant, none that are not, and never a longer description. */
final class SnappingTest {
  private static final int PLACES = 200;

  private static Motion noisy(Law law, double noise) {
    Motion exact = law.motion(Key.of(1), PLACES);
    Tensor off = Key.of(2).normal(DType.FLOAT64, PLACES, law.width()).mul(noise);
    return exact.withAfter(exact.after().add(off));
  }

  @Test
  void findsNamesUnderNoise() {
    Law law =
        Law.of(
            new Rotation(true),
            2,
            new double[] {Math.PI / 6},
            new double[] {0.5, 0},
            new double[] {1});
    Motion motion = noisy(law, 1e-3);
    Snapping snapping = Snapping.of(law.rule().fit(motion), motion);
    assertEquals(List.of("π/6", "1/2", "0", "1"), snapping.names());
    assertArrayEquals(law.equation().numbers(), snapping.equation().numbers(), 0);
    assertEquals(
        "(z0, z1)′ = (1/2, 0) + R(π/6)·((z0, z1) − (1/2, 0))", snapping.equation().formula());
    assertTrue(snapping.bits().after() < snapping.bits().before() - 10);
  }

  @Test
  void leavesAloneWhatHasNoName() {
    Law law = Law.of(new Rotation(false), 2, new double[] {0.51234567}, new double[2]);
    Motion motion = noisy(law, 1e-5);
    Snapping snapping = Snapping.of(law.rule().fit(motion), motion);
    assertEquals(List.of("", "0", "0"), snapping.names());
    assertEquals(0.51234567, snapping.equation().numbers()[0], 1e-4);
  }

  @Test
  void namesMoreWhereLessIsKnown() {
    Law law = Law.of(new Decay(), 1, new double[] {0.7493}, new double[] {0.001});
    Motion exact = noisy(law, 1e-6);
    Motion rough = noisy(law, 0.02);
    assertEquals("", Snapping.of(law.rule().fit(exact), exact).names().getFirst());
    assertEquals("3/4", Snapping.of(law.rule().fit(rough), rough).names().getFirst());
  }

  static Stream<Law> laws() {
    return Laws.all().filter(law -> law.equation().numbers().length <= 6);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void neverLengthensAndKeepsTheLaw(Law law) {
    Motion motion = law.motion(Key.of(3), 60);
    Equation fitted = law.rule().fit(motion);
    Snapping snapping = Snapping.of(fitted, motion);
    assertTrue(snapping.bits().after() <= snapping.bits().before());
    assertTrue(
        snapping.equation().residuals(motion).mean().item() < 1e-15, snapping.equation()::formula);
    long named = Arrays.stream(law.equation().numbers()).filter(c -> c == 0 || c == 1).count();
    long found = snapping.names().stream().filter(n -> n.equals("0") || n.equals("1")).count();
    assertTrue(found >= named || law.form() instanceof Event, snapping.equation()::formula);
  }
}
