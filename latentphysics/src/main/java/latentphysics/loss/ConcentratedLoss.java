package latentphysics.loss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import latentphysics.autodiff.Autodiff;
import latentphysics.rule.Equation;
import latentphysics.rule.Motion;
import latentphysics.rule.Rule;
import latentphysics.tensor.DType;
import latentphysics.tensor.Tensor;

/**
 * The seed idea: explicit rules are tried on latent pairs, and the errors of those that are nearly
 * right come back to the encoder.
 *
 * <p>Constants are fitted on the first half of a batch and errors are measured on the second, so
 * that a rule with many constants gains nothing by learning its sites by heart. Rules of the same
 * coordinates compete; the loss is the mean over such groups.
 *
 * @param rules that are tried
 * @param concentration how their errors become one number
 * @param tolerance τ over the training
 * @param judging how rules are fitted and measured
 */
public record ConcentratedLoss(
    List<Rule> rules, Concentration concentration, Annealing tolerance, Judging judging) {

  /** Keeps an unmodifiable copy. */
  public ConcentratedLoss {
    rules = List.copyOf(rules);
  }

  /**
   * How rules are fitted to a batch and measured on it.
   *
   * @param throughFit whether gradients pass through the fitted constants too; else they are
   *     detached
   * @param floor whether τ² of a group stops at the median r of its best rule: measured data has
   *     noise that no encoder can take out, and far below it every rule fails and none pulls
   * @param scaleFree whether errors are measured against the mean squared displacement; raw errors,
   *     which small latents make small, serve as a control
   */
  public record Judging(boolean throughFit, boolean floor, boolean scaleFree) {
    /** Detached constants, no floor, for worlds without noise. */
    public static final Judging EXACT = new Judging(false, false, true);

    /** Detached constants and a floor, for data with noise. */
    public static final Judging MEASURED = new Judging(false, true, true);

    /** A control that latents can cheat by shrinking. */
    public static final Judging RAW = new Judging(false, false, false);
  }

  /** The loss of exact worlds with the usual tolerance. */
  public ConcentratedLoss(List<Rule> rules, Concentration concentration) {
    this(rules, concentration, Annealing.TOLERANCE, Judging.EXACT);
  }

  /** The loss of measured data with the usual tolerance. */
  public static ConcentratedLoss ofMeasured(List<Rule> rules, Concentration concentration) {
    return new ConcentratedLoss(rules, concentration, Annealing.TOLERANCE, Judging.MEASURED);
  }

  /** The same loss of these rules and of further ones. */
  public ConcentratedLoss with(List<Rule> more) {
    List<Rule> all = Stream.concat(rules.stream(), more.stream()).distinct().toList();
    return new ConcentratedLoss(all, concentration, tolerance, judging);
  }

  /**
   * The rules of one set of coordinates on a batch.
   *
   * @param equations those whose constants could be fitted
   * @param sites their errors on the judged half
   */
  public record Judged(List<Equation> equations, Sites sites) {}

  /**
   * Fits on the first half of a batch in random order and judges on the second.
   *
   * @param motion latents, at least 4 places
   * @param progress share of the training that is done, 0 to 1
   * @return one for each set of coordinates, without those where no rule could be fitted; twice as
   *     many if both halves judge
   * @throws ArithmeticException if latents are not finite
   */
  public List<Judged> judge(Motion motion, double progress) {
    int n = motion.size();
    if (n < 4) {
      throw new IllegalArgumentException(
          "concentrated loss: a batch of " + n + " places, expected at least 4");
    }
    Motion first = motion.rows(0, n / 2);
    Motion second = motion.rows(n / 2, n);
    List<Judged> judged = new ArrayList<>(judge(first, second, progress));
    if (concentration.crossFitted()) {
      judged.addAll(judge(second, first, progress));
    }
    return judged;
  }

  private List<Judged> judge(Motion fitted, Motion others, double progress) {
    Motion fitting = (judging.throughFit() ? fitted : fitted.stopGradient()).nominal();
    Map<List<Integer>, List<Rule>> groups = new LinkedHashMap<>();
    for (Rule rule : rules) {
      groups.computeIfAbsent(rule.dims(), dims -> new ArrayList<>()).add(rule);
    }
    List<Judged> judged = new ArrayList<>();
    groups.forEach(
        (dims, group) -> judge(group, dims, fitting, others, progress).ifPresent(judged::add));
    return judged;
  }

  private Optional<Judged> judge(
      List<Rule> group, List<Integer> dims, Motion fitting, Motion others, double progress) {
    Motion ownFitting = fitting.on(dims).astype(DType.FLOAT64);
    Motion ownOthers = others.on(dims);
    List<Equation> equations = new ArrayList<>();
    List<Tensor> misses = new ArrayList<>();
    for (Rule rule : group) {
      try {
        Equation equation = rule.fitOn(ownFitting);
        misses.add(equation.missesOn(ownOthers));
        equations.add(equation);
      } catch (ArithmeticException undetermined) {
        // No constants, no sites to be right about.
      }
    }
    if (equations.isEmpty()) {
      return Optional.empty();
    }
    double[] constants = equations.stream().mapToDouble(e -> e.numbers().length).toArray();
    Tensor r = Tensor.stack(0, misses.toArray(Tensor[]::new));
    if (judging.scaleFree()) {
      r = r.div(scales(equations, ownOthers));
    }
    return Optional.of(
        new Judged(
            equations,
            new Sites(
                r,
                Tensor.of(r.dtype(), constants, constants.length, 1),
                tau(r, progress),
                progress)));
  }

  /** What the misses of each equation are divided by, {@code [equations, 1]}. */
  private static Tensor scales(List<Equation> equations, Motion own) {
    Tensor displacement = own.squaredDisplacement();
    Tensor[] scales =
        equations.stream().map(e -> e.scaleOn(own, () -> displacement)).toArray(Tensor[]::new);
    return Tensor.stack(0, scales).reshape(scales.length, 1);
  }

  private double tau(Tensor residuals, double progress) {
    double tau = tolerance.at(progress);
    if (!judging.floor()) {
      return tau;
    }
    Tensor sorted = residuals.stopGradient().sort(1);
    int middle = sorted.dim(1) / 2;
    return Math.max(tau, Math.sqrt(sorted.slice(1, middle, middle + 1).min().item()));
  }

  /**
   * Latents one observation ahead as the best rule of each set of coordinates foretells them;
   * coordinates that no rule speaks about as they were observed.
   *
   * @param judged of a batch; where both halves judge, the later one foretells
   * @param motion the same batch, in all coordinates
   * @return {@code [n, latent]}
   */
  public Tensor foretell(List<Judged> judged, Motion motion) {
    Map<List<Integer>, Judged> groups = new LinkedHashMap<>();
    judged.forEach(group -> groups.put(group.equations().getFirst().rule().dims(), group));
    List<Tensor> columns = new ArrayList<>(motion.after().unbind(1));
    groups.forEach((dims, group) -> {
      int best = concentration.choice().of(group.sites()).argmax(0).toInts()[0];
      List<Tensor> foretold = group.equations().get(best).predict(motion).unbind(1);
      for (int j = 0; j < foretold.size(); j++) {
        columns.set(dims.get(j), foretold.get(j));
      }
    });
    return Tensor.stack(1, columns.toArray(Tensor[]::new));
  }

  /**
   * The loss of what was judged, not yet weighted.
   *
   * @param judged at least one
   */
  public Tensor of(List<Judged> judged) {
    Tensor total = concentration.apply(judged.getFirst().sites());
    for (Judged group : judged.subList(1, judged.size())) {
      total = total.add(concentration.apply(group.sites()));
    }
    return total.div(judged.size());
  }

  /**
   * Which sites of which rule push the latents and how hard; the loss is not yet weighted.
   *
   * @param motion latents, at least 4 places
   * @param progress share of the training that is done, 0 to 1
   * @return one for each rule whose constants could be fitted, on the second half of the places;
   *     where the halves take turns, as they do for some losses, then one for each on the first
   */
  public List<Push> pushes(Motion motion, double progress) {
    Motion fixed = motion.stopGradient();
    int half = fixed.size() / 2;
    Motion first = fixed.rows(0, half);
    Motion second = fixed.rows(half, fixed.size());
    List<Judged> judged = judge(first, second, progress);
    List<Judged> turned = concentration.crossFitted() ? judge(second, first, progress) : List.of();
    int shares = judged.size() + turned.size();
    List<Push> pushes = new ArrayList<>();
    judged.forEach(group -> pushes.addAll(pushes(group, second, half, shares)));
    turned.forEach(group -> pushes.addAll(pushes(group, first, 0, shares)));
    return pushes;
  }

  /** Of the rules of some coordinates, judged at places from a given one on. */
  private List<Push> pushes(Judged group, Motion places, int from, int shares) {
    Sites sites = group.sites();
    Tensor weights =
        Autodiff.grad(
                r ->
                    concentration.apply(
                        new Sites(r, sites.constants(), sites.tau(), sites.progress())),
                sites.residuals())
            .div(shares);
    List<Push> pushes = new ArrayList<>();
    for (int k = 0; k < sites.rules(); k++) {
      Tensor residuals = sites.residuals().slice(0, k, k + 1).flatten();
      Tensor weight = weights.slice(0, k, k + 1).flatten();
      pushes.add(Push.of(group.equations().get(k), from, residuals, weight, places));
    }
    return pushes;
  }
}
