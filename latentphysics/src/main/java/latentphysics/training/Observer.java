package latentphysics.training;

import java.util.List;
import java.util.Optional;
import latentphysics.loss.ConcentratedLoss;
import latentphysics.search.RuleSearch;
import latentphysics.tensor.Tensor;

/** Watches a training, step by step. */
@FunctionalInterface
public interface Observer {

  /**
   * What a step did.
   *
   * @param step from 1
   * @param loss all of it, the rules by their weight
   * @param reconstruction error over variance
   * @param prediction error of the decoded forecast over variance; 0 without an operator
   * @param physics the concentrated loss, unweighted; 0 while the rules do not pull
   * @param bound factor by which the pull of the rules was held back, 1 where it was not
   * @param judged the rules on this batch; empty while they do not pull
   * @param look what the network that proposes rules saw at this step, if it looked
   * @param parameters after the step
   */
  record Report(
      int step,
      double loss,
      double reconstruction,
      double prediction,
      double physics,
      double bound,
      List<ConcentratedLoss.Judged> judged,
      Optional<RuleSearch.Look> look,
      Autoencoder.Parameters parameters) {

    static double item(Tensor scalar) {
      return scalar.stopGradient().item();
    }
  }

  /**
   * Called after each step, from the thread that trains.
   *
   * @return whether to go on
   */
  boolean onStep(Report report);

  /** Sees nothing. */
  static Observer none() {
    return report -> true;
  }
}
