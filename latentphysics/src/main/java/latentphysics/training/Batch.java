package latentphysics.training;

import java.util.Optional;
import latentphysics.rule.Motion;
import latentphysics.tensor.Tensor;

/**
 * Observations around randomly chosen places, scaled so that their mean variance is 1.
 *
 * @param observations rows before, at and after the places and, with a horizon, further ahead, one
 *     part of n rows below the other, {@code [3n or 4n, features]}
 * @param noisy what the encoder sees, same shape
 * @param durations between the first three; absent where all are one nominal step
 * @param horizon time to the fourth in nominal steps, {@code [n, 1]}, if there is one
 */
public record Batch(
    Tensor observations,
    Tensor noisy,
    Optional<Motion.Durations> durations,
    Optional<Tensor> horizon) {

  /** A batch of triples by nominal steps. */
  public static Batch of(Tensor previous, Tensor now, Tensor next) {
    Tensor all = Tensor.concatenate(0, previous, now, next);
    return new Batch(all, all, Optional.empty(), Optional.empty());
  }

  /** Number of places. */
  public int size() {
    return observations.dim(0) / (horizon.isPresent() ? 4 : 3);
  }

  /** Part k of something that has the rows of {@link #observations}. */
  Tensor part(Tensor rows, int k) {
    return rows.slice(0, k * size(), (k + 1) * size());
  }

  /** The motion of latents that have the rows of {@link #observations}. */
  public Motion motion(Tensor latents) {
    return new Motion(
        part(latents, 0), part(latents, 1), part(latents, 2), durations, Optional.empty());
  }

  /** Where batches come from; the same step gives the same batch. */
  @FunctionalInterface
  public interface Source {
    /** The batch of a training step, counted from 0. */
    Batch batch(int step);
  }
}
