package latentphysics.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The control experiment: the same observations in an order that means nothing. Whoever finds a law
 * in them finds laws anywhere.
 */
public final class ShuffledControl {
  private ShuffledControl() {}

  /**
   * Permutes the observations within each trajectory and keeps the times; every permutation is
   * equally likely.
   *
   * @param data left unchanged; the result shares its rows
   * @param seed of the permutations
   */
  public static Trajectories of(Trajectories data, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Trajectory> parts = new ArrayList<>();
    for (Trajectory part : data.parts()) {
      double[][] rows = part.observations().clone();
      for (int i = rows.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        double[] row = rows[i];
        rows[i] = rows[j];
        rows[j] = row;
      }
      parts.add(new Trajectory(part.times(), rows));
    }
    return new Trajectories(data.names(), parts);
  }
}
