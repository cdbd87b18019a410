package latentphysics.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the split of the latent space into what obeys a linear law and what is noise. */
final class LawfulSubspaceTest {
  private static final int PLACES = 1000;

  /** A rotation in a plane and two coordinates of noise, mixed by a matrix if wanted. */
  private static Motion mixed(Key key, Tensor mix) {
    Key[] keys = key.split(2);
    Law law = Law.of(new Rotation(false), 2, new double[] {0.5}, new double[2]);
    Motion plane = law.motion(keys[0], PLACES);
    Tensor noise = keys[1].normal(DType.FLOAT64, 3 * PLACES, 2).mul(0.7);
    return Motion.of(
        beside(plane.previous(), noise, 0).matmul(mix),
        beside(plane.before(), noise, 1).matmul(mix),
        beside(plane.after(), noise, 2).matmul(mix));
  }

  private static Tensor beside(Tensor plane, Tensor noise, int part) {
    return Tensor.concatenate(1, plane, noise.slice(0, part * PLACES, (part + 1) * PLACES));
  }

  @Test
  void findsThePlaneInsideOfAMixture() {
    // Well scaled, and with coordinates of sizes that differ by 10⁵.
    Tensor square = Key.of(1).normal(DType.FLOAT64, 4, 4);
    Tensor uneven = square.mul(Tensor.of(new double[] {1e-3, 1, 100, 1}));
    for (Tensor mix : List.of(square, uneven)) {
      Motion motion = mixed(Key.of(2), mix);
      LawfulSubspace found = LawfulSubspace.of(motion.rows(0, 500), motion.rows(500, PLACES));
      double[] rho = found.misses();
      assertEquals(2, found.lawful(), () -> Arrays.toString(rho));
      assertTrue(rho[1] < 1e-9 && rho[2] > 0.4, () -> Arrays.toString(rho));
      assertEquals(1, Arrays.stream(found.energies()).sum(), 1e-12);
      assertTrue(found.lawfulEnergy() > 0 && found.lawfulEnergy() < 1);
      Motion plane = found.project(motion);
      double r =
          new Rule(new Rotation(true), List.of(0, 1)).fit(plane).residuals(plane).mean().item();
      assertTrue(r < 0.01, "displacements are whitened, so that the circle is round: " + r);
    }
  }

  @Test
  void displacementsAlongDirectionsAreWhite() {
    Motion motion = mixed(Key.of(3), Key.of(4).normal(DType.FLOAT64, 4, 4));
    Tensor along = motion.displacement().matmul(LawfulSubspace.of(motion, motion).directions());
    Tensor centred = along.sub(along.mean(0));
    double[] covariance = centred.transpose().matmul(centred).div(PLACES).toDoubles();
    double[] eye = Tensor.eye(DType.FLOAT64, 4).toDoubles();
    for (int i = 0; i < eye.length; i++) {
      assertEquals(eye[i], covariance[i], 1e-9);
    }
  }

  @Test
  void frozenCoordinatesAreLeftOut() {
    Motion motion = mixed(Key.of(5), Tensor.eye(DType.FLOAT64, 4));
    Tensor still = Tensor.full(DType.FLOAT64, 3, PLACES, 1);
    Motion five = motion.map(z -> Tensor.concatenate(1, z, still));
    LawfulSubspace found = LawfulSubspace.of(five, five);
    assertEquals(4, found.misses().length);
    assertEquals(2, found.lawful());
    assertEquals(0, found.directions().slice(0, 4, 5).abs().max().item(), 1e-9);
  }

  @Test
  void noiseAloneIsNotLawfulAndRestIsRefused() {
    Key[] keys = Key.of(6).split(3);
    Motion noise =
        Motion.of(
            keys[0].normal(DType.FLOAT64, PLACES, 3),
            keys[1].normal(DType.FLOAT64, PLACES, 3),
            keys[2].normal(DType.FLOAT64, PLACES, 3));
    LawfulSubspace found = LawfulSubspace.of(noise, noise);
    assertEquals(0, found.lawful());
    assertEquals(0, found.lawfulEnergy());
    assertThrows(ArithmeticException.class, () -> found.project(noise));
    Motion rest = Motion.of(noise.before(), noise.before(), noise.before());
    assertThrows(ArithmeticException.class, () -> LawfulSubspace.of(rest, rest));
    Motion nan = noise.map(z -> z.mul(Double.NaN));
    assertThrows(ArithmeticException.class, () -> LawfulSubspace.of(nan, nan));
  }
}
