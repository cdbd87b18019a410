package latentphysics.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.experiment.Pairs.Site;
import latentphysics.loss.ConcentratedLoss;
import latentphysics.loss.Push;
import latentphysics.rule.Rule;
import latentphysics.tensor.Tensor;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;
import latentphysics.training.Batch;

/**
 * Asks the rules now and then, at places that stay the same through a training, which sites they
 * push and how hard.
 */
final class Snapshots {
  private static final int WANTED = 20;

  private final Autoencoder model;
  private final ConcentratedLoss loss;
  private final int steps;
  private final int every;
  private final Batch batch;
  private final List<Site> sites;

  /** Places of the batch, in the order of the sites. */
  private final int[] order;

  private final List<Explanation.Snapshot> taken = new ArrayList<>();

  Snapshots(Observations data, Autoencoder model, ConcentratedLoss loss, Key key, int steps) {
    this.model = model;
    this.loss = loss;
    this.steps = steps;
    every = Math.max(1, steps / WANTED);
    SiteBatches places = new SiteBatches(data, key, 1, false);
    batch = places.batch(0);
    // Where the halves of a batch take turns, all its places are sites, else the second half.
    int first = loss.concentration().crossFitted() ? 0 : batch.size() / 2;
    List<Site> all = places.places(0);
    order =
        IntStream.range(first, batch.size())
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(i -> all.get(i).part().index())
                    .thenComparingDouble(i -> all.get(i).time()))
            .mapToInt(i -> i)
            .toArray();
    sites = IntStream.of(order).mapToObj(all::get).toList();
  }

  /**
   * Sees a step.
   *
   * @param step counted from 1
   * @param factor what the loss of the rules was multiplied with
   * @param more rules that are tried now beside those of the loss
   * @param parameters after the step
   */
  void onStep(int step, double factor, List<Rule> more, Autoencoder.Parameters parameters) {
    if (step % every != 0 && step != 1) {
      return;
    }
    Tensor z = model.encode(parameters, batch.observations());
    List<Explanation.RulePush> rules = new ArrayList<>();
    for (Push push : loss.with(more).pushes(batch.motion(z), (double) (step - 1) / steps)) {
      rules.add(told(push, factor));
    }
    taken.add(new Explanation.Snapshot(step, factor, rules));
  }

  private Explanation.RulePush told(Push push, double factor) {
    int end = push.from() + push.pulls().length;
    int[] own =
        IntStream.range(0, order.length)
            .filter(i -> order[i] >= push.from() && order[i] < end)
            .toArray();
    return new Explanation.RulePush(
        push.equation().rule().toString(),
        push.equation().formula(),
        own,
        ordered(own, push, push.residuals(), 1),
        ordered(own, push, push.weights(), factor),
        ordered(own, push, push.pulls(), factor));
  }

  private double[] ordered(int[] own, Push push, double[] values, double factor) {
    return IntStream.of(own).mapToDouble(i -> factor * values[order[i] - push.from()]).toArray();
  }

  Explanation explanation(List<Explanation.ErrorMass> masses) {
    return new Explanation(
        sites.stream().map(s -> s.part().index()).toList(),
        sites.stream().map(Site::time).toList(),
        taken,
        masses);
  }
}
