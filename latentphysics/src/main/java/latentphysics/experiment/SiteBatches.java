package latentphysics.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import latentphysics.experiment.Pairs.Site;
import latentphysics.rule.Motion;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Batch;

/**
 * Batches of observations around randomly chosen places of the training part; a batch depends on
 * key and step alone.
 */
final class SiteBatches implements Batch.Source {
  private static final DType DTYPE = DType.FLOAT32;
  private static final int SIZE = 128;
  private static final int LONGEST_HORIZON = 48;
  private static final int FIRST_HORIZON = 4;

  /** Noise added to what the encoder sees, in units of the noise that the data has. */
  private static final double NOISE = 3;

  /** Durations that differ by less are the same. */
  private static final double EVEN = 1e-9;

  private final Observations data;
  private final List<Site> sites;
  private final Key key;
  private final int steps;
  private final boolean ahead;
  private final boolean even;
  private final int longest;

  /**
   * Batches for a training.
   *
   * @param steps of the training
   * @param ahead whether a batch looks further ahead, for an operator
   */
  SiteBatches(Observations data, Key key, int steps, boolean ahead) {
    this.data = data;
    this.key = key;
    this.steps = steps;
    this.ahead = ahead;
    sites = Pairs.sites(data.training, 1, 1);
    even =
        Pairs.sites(data.training, 0, 1).stream()
            .allMatch(s -> Math.abs(s.durationToNext() / data.nominalStep - 1) < EVEN);
    int rows = data.training.stream().mapToInt(Observations.Part::length).max().orElse(0);
    longest = Math.clamp(rows / 4, 1, LONGEST_HORIZON);
  }

  private Key[] keys(int step) {
    return new Key(key.high(), key.low() + step).split(3);
  }

  /** The places of the batch of a training step, counted from 0. */
  List<Site> places(int step) {
    int[] chosen = keys(step)[0].integers(0, sites.size(), SIZE).toInts();
    return Arrays.stream(chosen).mapToObj(sites::get).toList();
  }

  @Override
  public Batch batch(int step) {
    List<Site> chosen = places(step);
    int[] none = Pairs.constant(SIZE, 0);
    int[] back = Pairs.constant(SIZE, -1);
    int[] one = Pairs.constant(SIZE, 1);
    Tensor observations =
        Tensor.concatenate(
            0,
            Pairs.features(DTYPE, chosen, back),
            Pairs.features(DTYPE, chosen, none),
            Pairs.features(DTYPE, chosen, one));
    Optional<Tensor> horizon = Optional.empty();
    if (ahead) {
      int[] far = horizons(chosen, step);
      observations = Tensor.concatenate(0, observations, Pairs.features(DTYPE, chosen, far));
      horizon = Optional.of(durations(chosen, none, far));
    }
    return new Batch(
        observations,
        noisy(observations, keys(step)[2]),
        even
            ? Optional.empty()
            : Optional.of(
                new Motion.Durations(durations(chosen, back, none), durations(chosen, none, one))),
        horizon);
  }

  /** Short ones first: a frequency that is still a little off must not lose its turn. */
  private int[] horizons(List<Site> chosen, int step) {
    int reach = (int) Math.clamp(FIRST_HORIZON + 2.0 * longest * step / steps, 1, longest);
    int[] far = keys(step)[1].integers(0, reach, SIZE).toInts();
    for (int i = 0; i < SIZE; i++) {
      Site site = chosen.get(i);
      far[i] = Math.min(1 + far[i], site.part().length() - 1 - site.row());
    }
    return far;
  }

  /** Noise that changes cannot be learned by heart. */
  private Tensor noisy(Tensor observations, Key key) {
    return data.noise == 0
        ? observations
        : observations.add(
            key.normal(DTYPE, observations.dim(0), data.features).mul(NOISE * data.noise));
  }

  private Tensor durations(List<Site> chosen, int[] from, int[] to) {
    return Pairs.durations(DTYPE, chosen, from, to, data.nominalStep);
  }
}
