package latentphysics.physics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import latentphysics.tensor.Tensor;

/**
 * All stretches of {@code lag} transitions in some paths, each with the observation before it.
 *
 * <p>Rules are rolled out over them transition by transition, with the true durations.
 */
final class Windows {
  private record Place(LatentPath path, int index, int row) {}

  private final List<Place> places;
  private final int lag;
  private final int latent;

  private Windows(List<Place> places, int lag, int latent) {
    this.places = places;
    this.lag = lag;
    this.latent = latent;
  }

  static Windows of(List<LatentPath> paths, int lag) {
    List<Place> places = new ArrayList<>();
    int latent = 0;
    for (int p = 0; p < paths.size(); p++) {
      LatentPath path = paths.get(p);
      for (int row = 1; row + lag < path.length(); row++) {
        places.add(new Place(path, p, row));
      }
      latent = path.length() > 0 ? path.latents()[0].length : latent;
    }
    return new Windows(places, lag, latent);
  }

  int count() {
    return places.size();
  }

  /** Number of transitions in each. */
  int lag() {
    return lag;
  }

  /** Latents at the starts, {@code [count, latent]}. */
  Tensor start() {
    return latents(0);
  }

  /** Latents at the ends, {@code [count, latent]}. */
  Tensor end() {
    return latents(lag);
  }

  double[] startTimes() {
    return places.stream().mapToDouble(p -> p.path().times()[p.row()]).toArray();
  }

  int[] pathIndices() {
    return places.stream().mapToInt(Place::index).toArray();
  }

  /** The rule's coordinates at the ends as the rule predicts them, {@code [count, width]}. */
  Tensor predict(Rule rule, Rule.Fitted fitted) {
    Tensor previous = rule.of(latents(-1));
    Tensor now = rule.of(latents(0));
    for (int k = 0; k < lag; k++) {
      Tensor next = fitted.predict(previous, now, steps(k - 1), steps(k));
      previous = now;
      now = next;
    }
    return now;
  }

  /** Squared misses at the ends over the mean squared displacement from start to end. */
  double[] residuals(Rule rule, Rule.Fitted fitted) {
    double displacement = displacement(rule);
    return Arrays.stream(misses(rule, fitted))
        .map(miss -> miss / Math.max(displacement, Double.MIN_NORMAL))
        .toArray();
  }

  /** Squared misses at the ends. */
  double[] misses(Rule rule, Rule.Fitted fitted) {
    return places.isEmpty()
        ? new double[0]
        : rule.of(end()).sub(predict(rule, fitted)).square().sum(1).toDoubles();
  }

  /** Mean squared displacement from start to end; 0 without windows. */
  double displacement(Rule rule) {
    return places.isEmpty()
        ? 0
        : rule.of(end()).sub(rule.of(start())).square().sum(1).mean().item();
  }

  /** The first transition of each window. */
  Transitions transitions() {
    return new Transitions(rows(-1), rows(0), rows(1), steps(-1).toDoubles(), steps(0).toDoubles());
  }

  private double[][] rows(int shift) {
    return places.stream().map(p -> p.path().latents()[p.row() + shift]).toArray(double[][]::new);
  }

  private Tensor latents(int shift) {
    double[] values = new double[places.size() * latent];
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      System.arraycopy(place.path().latents()[place.row() + shift], 0, values, i * latent, latent);
    }
    return Tensor.of(values, places.size(), latent);
  }

  private Tensor steps(int shift) {
    double[] values = new double[places.size()];
    for (int i = 0; i < values.length; i++) {
      Place place = places.get(i);
      double[] times = place.path().times();
      values[i] = times[place.row() + shift + 1] - times[place.row() + shift];
    }
    return Tensor.of(values, values.length, 1);
  }
}
