package latentphysics.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import latentphysics.operator.Flow;
import latentphysics.rule.Equation;
import latentphysics.rule.Motion;
import latentphysics.tensor.Tensor;

/**
 * How latents move: by the laws that were found, in their coordinates, and by the latent operator
 * in the others.
 *
 * @param laws equations in disjoint coordinates; may be none
 * @param flow of the latent operator
 */
record LatentSystem(List<Equation> laws, Flow flow) {

  /** Keeps an unmodifiable copy. */
  LatentSystem {
    laws = List.copyOf(laws);
  }

  /**
   * Latents one observation ahead.
   *
   * @param previous latents one observation earlier, {@code [n, latent]}
   * @param now latents, same shape
   * @param durations from previous to now and from now to the next, in nominal steps
   */
  Tensor next(Tensor previous, Tensor now, Motion.Durations durations) {
    Tensor moved = flow.advance(now, durations.next());
    Motion motion = new Motion(previous, now, now, Optional.of(durations), Optional.empty());
    for (Equation law : laws) {
      moved = replaced(moved, law.rule().dims(), law.predict(motion));
    }
    return moved;
  }

  /** Latents whose columns {@code dims} are those of {@code values}. */
  private static Tensor replaced(Tensor latents, List<Integer> dims, Tensor values) {
    List<Tensor> columns = new ArrayList<>();
    for (int j = 0; j < latents.dim(1); j++) {
      int place = dims.indexOf(j);
      columns.add(place < 0 ? latents.slice(1, j, j + 1) : values.slice(1, place, place + 1));
    }
    return Tensor.concatenate(1, columns.toArray(Tensor[]::new));
  }

  /**
   * Latents at further observations.
   *
   * @param durations from each observation to the next, the first from previous to now; one more
   *     than steps are wanted
   * @return one for each step, {@code [n, latent]}
   */
  List<Tensor> rollout(Tensor previous, Tensor now, List<Tensor> durations) {
    List<Tensor> path = new ArrayList<>();
    Tensor before = previous;
    Tensor at = now;
    for (int k = 1; k < durations.size(); k++) {
      Tensor next = next(before, at, new Motion.Durations(durations.get(k - 1), durations.get(k)));
      path.add(next);
      before = at;
      at = next;
    }
    return path;
  }
}
