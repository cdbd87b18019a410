package latentphysics.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import latentphysics.rule.LawfulSubspace;
import latentphysics.rule.Motion;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.linalg.Nearest;

/**
 * The most lawful directions of the latents: coordinates y = z·u that rules speak about while all
 * other directions are left to reconstruction.
 *
 * @param directions u, columns, {@code [latent, k]}, detached
 * @param back their pseudo-inverse, {@code [k, latent]}
 */
record Projection(Tensor directions, Tensor back) {
  /**
   * A direction with less of the displacements' energy is nearly frozen, however lawful. Much less
   * than a law's fair share: noise jumps further in a step than a law goes.
   */
  private static final double LEAST_ENERGY = 1e-3;

  private static final int BATCHES = 8;

  /**
   * The k most lawful directions of the latents that an encoder gives to some batches.
   *
   * @return none where nothing moves or fewer directions do
   */
  static Optional<Projection> of(
      Autoencoder model, Autoencoder.Parameters parameters, Batch.Source source, int step, int k) {
    List<Tensor> previous = new ArrayList<>();
    List<Tensor> now = new ArrayList<>();
    List<Tensor> next = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      Batch batch = source.batch(step + i);
      Tensor z = model.encode(parameters, batch.noisy());
      previous.add(batch.part(z, 0));
      now.add(batch.part(z, 1));
      next.add(batch.part(z, 2));
    }
    Motion motion = Motion.of(stacked(previous), stacked(now), stacked(next));
    int half = motion.size() / 2;
    try {
      return chosen(LawfulSubspace.of(motion.rows(0, half), motion.rows(half, motion.size())), k)
          .map(u -> u.astype(now.getFirst().dtype()))
          .map(u -> new Projection(u, Nearest.pinv(u)));
    } catch (ArithmeticException still) {
      return Optional.empty();
    }
  }

  private static Tensor stacked(List<Tensor> parts) {
    return Tensor.concatenate(0, parts.toArray(Tensor[]::new));
  }

  /** Those with energy first, each kind by the share that an affine map misses. */
  private static Optional<Tensor> chosen(LawfulSubspace found, int k) {
    double[] energies = found.energies();
    if (energies.length < k) {
      return Optional.empty();
    }
    IntStream lively = IntStream.range(0, energies.length).filter(i -> energies[i] >= LEAST_ENERGY);
    IntStream frozen = IntStream.range(0, energies.length).filter(i -> energies[i] < LEAST_ENERGY);
    int[] order = IntStream.concat(lively, frozen).limit(k).toArray();
    return Optional.of(found.directions().take(Tensor.of(order, k), 1));
  }

  Motion apply(Motion motion) {
    return motion.map(z -> z.matmul(directions));
  }

  /** Latents z′ whose lawful coordinates y′ are replaced: z′ + (ŷ′ − y′)·u⁺. */
  Tensor replaced(Tensor after, Tensor foretold) {
    return after.add(foretold.sub(after.matmul(directions)).matmul(back));
  }
}
