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
  private final int[] order;
  private final List<Explanation.Snapshot> taken = new ArrayList<>();

  Snapshots(Observations data, Autoencoder model, ConcentratedLoss loss, Key key, int steps) {
    this.model = model;
    this.loss = loss;
    this.steps = steps;
    every = Math.max(1, steps / WANTED);
    SiteBatches places = new SiteBatches(data, key, 1, false);
    batch = places.batch(0);
    int half = batch.size() / 2;
    List<Site> judged = places.places(0).subList(half, batch.size());
    order =
        IntStream.range(0, judged.size())
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(i -> judged.get(i).part().index())
                    .thenComparingDouble(i -> judged.get(i).time()))
            .mapToInt(i -> i)
            .toArray();
    sites = IntStream.of(order).mapToObj(judged::get).toList();
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
      rules.add(
          new Explanation.RulePush(
              push.equation().rule().toString(),
              push.equation().formula(),
              ordered(push.residuals(), 1),
              ordered(push.weights(), factor),
              ordered(push.pulls(), factor)));
    }
    taken.add(new Explanation.Snapshot(step, factor, rules));
  }

  private double[] ordered(double[] values, double factor) {
    return IntStream.of(order).mapToDouble(i -> factor * values[i]).toArray();
  }

  Explanation explanation(List<Explanation.ErrorMass> masses) {
    return new Explanation(
        sites.stream().map(s -> s.part().index()).toList(),
        sites.stream().map(Site::time).toList(),
        taken,
        masses);
  }
}
