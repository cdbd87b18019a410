package latentphysics.reproduce;

import java.util.List;
import java.util.Optional;
import latentphysics.loss.Annealing;
import latentphysics.loss.ConcentratedLoss;
import latentphysics.loss.ConcentratedLoss.Judging;
import latentphysics.loss.Concentration;
import latentphysics.operator.LatentOperator;
import latentphysics.rule.Affine;
import latentphysics.rule.Constant;
import latentphysics.rule.Drift;
import latentphysics.rule.Form;
import latentphysics.rule.Identity;
import latentphysics.rule.Inertia;
import latentphysics.rule.Oscillator;
import latentphysics.rule.PolynomialFlow;
import latentphysics.rule.Rotation;
import latentphysics.rule.Rule;
import latentphysics.search.RuleSearch;
import latentphysics.tensor.random.Key;
import latentphysics.training.Autoencoder;
import latentphysics.training.Observer;
import latentphysics.training.Plan;
import latentphysics.training.Trainer;
import latentphysics.world.World;
import latentphysics.world.WorldBatches;

/**
 * The protocol of the small worlds: an autoencoder with hidden layers of 64 and 64 on fresh
 * triples, 128 a step, under one concentrated loss or none.
 *
 * @param world that is seen
 * @param latent number of latent coordinates
 * @param rules that are tried
 * @param arm what punishes
 * @param operator that is trained beside, up to five steps ahead, if any is
 * @param plan of the training, but for the weight of the rules
 * @param seed of everything random but the world
 */
record SmallWorldRun(
    World world,
    int latent,
    List<Rule> rules,
    Arm arm,
    Optional<LatentOperator> operator,
    Plan plan,
    long seed) {
  static final int BATCH = 128;
  private static final int FURTHEST = 5;

  /**
   * What punishes.
   *
   * @param name in tables
   * @param concentration absent for a plain autoencoder
   * @param weight of it
   * @param tolerance τ over the training
   * @param judging how rules are fitted and measured
   */
  record Arm(
      String name,
      Optional<Concentration> concentration,
      double weight,
      Annealing tolerance,
      Judging judging) {

    static Arm none() {
      return new Arm("none", Optional.empty(), 0, Annealing.TOLERANCE, Judging.EXACT);
    }

    /** A concentrated loss with its own weight. */
    static Arm of(Concentration concentration, Annealing tolerance) {
      return new Arm(
          concentration.name(),
          Optional.of(concentration),
          concentration.weight(),
          tolerance,
          Judging.EXACT);
    }

    /** The same with another weight. */
    Arm weighted(double other) {
      return new Arm(name, concentration, other, tolerance, judging);
    }

    /** The same under another name. */
    Arm named(String other) {
      return new Arm(other, concentration, weight, tolerance, judging);
    }

    /** The same with raw errors: a control. */
    Arm raw() {
      return new Arm(name + ", raw", concentration, weight, tolerance, Judging.RAW);
    }

    private Optional<ConcentratedLoss> loss(List<Rule> rules) {
      return concentration.map(c -> new ConcentratedLoss(rules, c, tolerance, judging));
    }
  }

  /** The rules of the sheet, in one plane. */
  static List<Rule> planeRules() {
    return List.<Form>of(
            new Constant(),
            new Identity(),
            new Inertia(),
            new Drift(),
            new Rotation(true),
            new Affine(),
            new Oscillator(),
            new PolynomialFlow(2, 1, false))
        .stream()
        .map(form -> new Rule(form, List.of(0, 1)))
        .toList();
  }

  /** Without an operator. */
  SmallWorldRun(World world, int latent, List<Rule> rules, Arm arm, Plan plan, long seed) {
    this(world, latent, rules, arm, Optional.empty(), plan, seed);
  }

  /** Trains a plane under the sheet's rules. */
  static SmallWorldRun ofPlane(World world, Arm arm, int steps, long seed) {
    return new SmallWorldRun(world, 2, planeRules(), arm, Plan.small(steps), seed);
  }

  SmallWorldRun withPlan(Plan other) {
    return new SmallWorldRun(world, latent, rules, arm, operator, other, seed);
  }

  /** The networks that are trained. */
  SmallNetworks networks() {
    return SmallNetworks.of(world.features(), latent).with(operator);
  }

  TrainedWorld train(Observer observer) {
    return train(trainer(), observer);
  }

  /** Trains with a network beside it that proposes further rules. */
  TrainedWorld train(RuleSearch.Settings network, Observer observer) {
    return train(trainer().proposing(network), observer);
  }

  private Trainer trainer() {
    Key batches = Key.of(seed).split(3)[2];
    return new Trainer(
        networks().autoencoder(),
        new WorldBatches(world, batches, BATCH, operator.isPresent() ? FURTHEST : 0),
        arm.loss(rules),
        plan.with(plan.pull().weighted(arm.weight())));
  }

  private TrainedWorld train(Trainer trainer, Observer observer) {
    Key[] keys = Key.of(seed).split(3);
    Autoencoder.Parameters start = networks().start(keys[0], keys[1]);
    return new TrainedWorld(world, networks().autoencoder(), trainer.run(start, observer));
  }
}
