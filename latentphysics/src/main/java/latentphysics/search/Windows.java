package latentphysics.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import latentphysics.rule.Equation;
import latentphysics.rule.Motion;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * All stretches of {@code lag} transitions in some paths, each with the observation before it.
 *
 * <p>Equations are rolled out over them transition by transition, with the true durations.
 */
final class Windows {
  /** Durations this close to one nominal step are one. */
  private static final double NOMINAL = 1e-6;

  private record Place(LatentPath path, int index, int row) {}

  private final List<Place> places;
  private final int lag;
  private final int latent;
  private final boolean nominal;

  /** Latents {@code shift} rows after the starts, from −1 to the lag; filled when asked for. */
  private final Map<Integer, Tensor> shifted = new HashMap<>();

  private Windows(List<Place> places, int lag, int latent, boolean nominal) {
    this.places = places;
    this.lag = lag;
    this.latent = latent;
    this.nominal = nominal;
  }

  static Windows of(List<LatentPath> paths, int lag) {
    List<Place> places = new ArrayList<>();
    int latent = 0;
    boolean nominal = true;
    for (int p = 0; p < paths.size(); p++) {
      LatentPath path = paths.get(p);
      for (int row = 1; row + lag < path.length(); row++) {
        places.add(new Place(path, p, row));
      }
      for (int row = 1; row < path.length(); row++) {
        nominal &= Math.abs(path.times()[row] - path.times()[row - 1] - 1) <= NOMINAL;
      }
      latent = path.length() > 0 ? path.latents()[0].length : latent;
    }
    return new Windows(places, lag, latent, nominal);
  }

  int count() {
    return places.size();
  }

  /** Number of transitions in each. */
  int lag() {
    return lag;
  }

  double[] startTimes() {
    return places.stream().mapToDouble(p -> p.path().times()[p.row()]).toArray();
  }

  int[] pathIndices() {
    return places.stream().mapToInt(Place::index).toArray();
  }

  /** The {@code k}-th transition of each window, in all coordinates, float64. */
  Motion transitions(int k) {
    return new Motion(
        latents(k - 1),
        latents(k),
        latents(k + 1),
        nominal
            ? Optional.empty()
            : Optional.of(new Motion.Durations(durations(k - 1), durations(k))),
        Optional.empty());
  }

  /** Some coordinates at the starts, {@code [count, dims]}. */
  Tensor start(List<Integer> dims) {
    return transitions(0).on(dims).before();
  }

  /** Some coordinates at the ends, {@code [count, dims]}. */
  Tensor end(List<Integer> dims) {
    return transitions(lag - 1).on(dims).after();
  }

  /** The equation's coordinates at the ends as it predicts them, {@code [count, dims]}. */
  Tensor predict(Equation equation) {
    List<Integer> dims = equation.rule().dims();
    Motion first = transitions(0).on(dims);
    Tensor previous = first.previous();
    Tensor now = first.before();
    for (int k = 0; k < lag; k++) {
      Motion step = new Motion(previous, now, now, transitions(k).durations(), Optional.empty());
      Tensor next = equation.rule().form().predict(equation.constants(), step);
      previous = now;
      now = next;
    }
    return now;
  }

  /** Squared misses at the ends, {@code [count]}. */
  double[] misses(Equation equation) {
    return places.isEmpty()
        ? new double[0]
        : end(equation.rule().dims()).sub(predict(equation)).square().sum(1).toDoubles();
  }

  /** Squared misses at the ends over the mean squared displacement from start to end. */
  double[] residuals(Equation equation) {
    double displacement = displacement(equation.rule().dims());
    return Arrays.stream(misses(equation))
        .map(miss -> miss / Math.max(displacement, Double.MIN_NORMAL))
        .toArray();
  }

  /** Mean squared displacement of some coordinates from start to end; 0 without windows. */
  double displacement(List<Integer> dims) {
    return places.isEmpty() ? 0 : end(dims).sub(start(dims)).square().sum(1).mean().item();
  }

  private Tensor latents(int shift) {
    return shifted.computeIfAbsent(shift, this::gathered);
  }

  private Tensor gathered(int shift) {
    double[] values = new double[places.size() * latent];
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      System.arraycopy(place.path().latents()[place.row() + shift], 0, values, i * latent, latent);
    }
    return Tensor.of(DType.FLOAT64, values, places.size(), latent);
  }

  private Tensor durations(int shift) {
    double[] values = new double[places.size()];
    for (int i = 0; i < values.length; i++) {
      Place place = places.get(i);
      double[] times = place.path().times();
      values[i] = times[place.row() + shift + 1] - times[place.row() + shift];
    }
    return Tensor.of(DType.FLOAT64, values, values.length, 1);
  }
}
