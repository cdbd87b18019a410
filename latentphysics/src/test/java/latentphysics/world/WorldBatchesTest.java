package latentphysics.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Batch;
import org.junit.jupiter.api.Test;

/** Protects the order of the rows that a trainer takes apart again. */
final class WorldBatchesTest {
  private static final int SIZE = 6;
  private static final int FURTHEST = 4;
  private static final Key KEY = Key.of(2);

  private final World world = new SeenWorld(new StateLaw.Turning(0.4, 1), Key.of(1));

  @Test
  void theFourthObservationIsAsFarAheadAsTheHorizonSays() {
    WorldBatches batches = new WorldBatches(world, KEY, SIZE, FURTHEST);
    Set<Integer> horizons = new TreeSet<>();
    for (int step = 0; step < 40; step++) {
      Batch batch = batches.batch(step);
      assertEquals(SIZE, batch.size());
      double[] horizon = batch.horizon().orElseThrow().toDoubles();
      int ahead = (int) horizon[0];
      assertEquals(ahead, horizon[SIZE - 1]);
      horizons.add(ahead);
      Tensor states = world.states(KEY.foldIn(step), SIZE, 2 + FURTHEST);
      int[] rows = {0, 1, 2, 1 + ahead};
      for (int part = 0; part < 4; part++) {
        Tensor then = states.slice(1, rows[part], rows[part] + 1);
        Tensor seen = batch.observations().slice(0, part * SIZE, (part + 1) * SIZE);
        assertArrayEquals(
            WorldBatches.observe(world, then).toDoubles(), seen.toDoubles(), "part " + part);
      }
    }
    assertEquals(Set.of(1, 2, 3, 4), horizons);
  }

  @Test
  void triplesAloneHaveNoHorizon() {
    Batch batch = new WorldBatches(world, KEY, SIZE).batch(3);
    assertTrue(batch.horizon().isEmpty());
    assertEquals(3 * SIZE, batch.observations().dim(0));
    assertEquals(SIZE, batch.size());
  }
}
