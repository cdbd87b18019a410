package latentphysics.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import latentphysics.network.Mlp;
import latentphysics.rule.Motion;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import org.junit.jupiter.api.Test;

/** Protects the separation of lawful directions from noise, and the way back to all latents. */
final class ProjectionTest {
  private static final double ANGLE = 0.4;

  /** A network that is a linear map. */
  private static Autoencoder model() {
    return new Autoencoder(new Mlp(4, List.of(), 4), new Mlp(4, List.of(), 4), Optional.empty());
  }

  private static Autoencoder.Parameters parameters(Tensor map) {
    Tensor zero = Tensor.zeros(DType.FLOAT64, 4);
    return new Autoencoder.Parameters(List.of(map, zero), List.of(map, zero), List.of());
  }

  /** A turning point beside two white noises. */
  private static Batch batch(int step) {
    Key[] keys = Key.of(3).foldIn(step).split(5);
    Tensor radius = keys[0].uniform(0.5, 1.5, DType.FLOAT64, 100, 1);
    Tensor start = keys[1].uniform(0, 2 * Math.PI, DType.FLOAT64, 100, 1);
    Tensor[] x = new Tensor[3];
    for (int k = 0; k < 3; k++) {
      Tensor angle = start.add(k * ANGLE);
      x[k] =
          Tensor.concatenate(
              1,
              angle.cos().mul(radius),
              angle.sin().mul(radius),
              keys[2 + k].normal(DType.FLOAT64, 100, 2));
    }
    return Batch.of(x[0], x[1], x[2]);
  }

  @Test
  void findsTheTurningPlaneBehindALinearMap() {
    Tensor map = Key.of(5).normal(DType.FLOAT64, 4, 4);
    Projection found =
        Projection.of(model(), parameters(map), ProjectionTest::batch, 0, 2).orElseThrow();
    // Columns of map·u read the turning point alone.
    double[] read = map.matmul(found.directions()).toDoubles();
    double lawful = Math.hypot(Math.hypot(read[0], read[1]), Math.hypot(read[2], read[3]));
    double noise = Math.hypot(Math.hypot(read[4], read[5]), Math.hypot(read[6], read[7]));
    assertTrue(noise < 0.05 * lawful, noise + " of noise beside " + lawful);
  }

  @Test
  void replacesLawfulCoordinatesOnly() {
    Tensor map = Key.of(5).normal(DType.FLOAT64, 4, 4);
    Projection found =
        Projection.of(model(), parameters(map), ProjectionTest::batch, 0, 2).orElseThrow();
    Tensor z = Key.of(6).normal(DType.FLOAT64, 7, 4);
    Tensor wanted = Key.of(7).normal(DType.FLOAT64, 7, 2);
    Tensor replaced = found.replaced(z, wanted);
    Motion read = found.apply(Motion.of(replaced, replaced, replaced));
    assertEquals(0, read.before().sub(wanted).abs().max().item(), 1e-10);
    Tensor same = found.replaced(z, z.matmul(found.directions()));
    assertEquals(0, same.sub(z).abs().max().item(), 1e-10);
  }

  @Test
  void latentsThatStandStillHaveNoDirections() {
    Tensor nothing = Tensor.zeros(DType.FLOAT64, 4, 4);
    assertTrue(Projection.of(model(), parameters(nothing), ProjectionTest::batch, 0, 2).isEmpty());
  }
}
