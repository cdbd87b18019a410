package latentphysics.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import latentphysics.rule.Rule;
import latentphysics.search.RuleSearch.Look;
import latentphysics.search.RuleSearch.Scored;
import latentphysics.training.Observer;

/** What a training was like: its losses every so often, as they are told to a monitor. */
final class Course implements Observer {
  private static final int REPORTS = 200;

  private final int asked;
  private final int every;
  private final Monitor monitor;
  private final List<Outcome.LossPoint> losses = new ArrayList<>();
  private final List<Explanation.ErrorMass> masses = new ArrayList<>();
  private final Discovery discovery;
  private final List<Look> looks = new ArrayList<>();
  private final Optional<Snapshots> snapshots;
  private final double weight;
  private int steps;

  /**
   * Of a training of so many steps.
   *
   * @param monitor is told of every step, and may ask to stop
   * @param snapshots of the rules, if there are any
   * @param weight of the rules' loss
   * @param searched whether a network proposes rules
   */
  Course(
      int asked, Monitor monitor, Optional<Snapshots> snapshots, double weight, boolean searched) {
    discovery = new Discovery(searched);
    this.snapshots = snapshots;
    this.weight = weight;
    this.asked = asked;
    this.monitor = monitor;
    every = Math.max(1, asked / REPORTS);
  }

  @Override
  public boolean onStep(Report report) {
    steps = report.step();
    discovery.onStep(steps, report.judged());
    report.look().ifPresent(this::onLook);
    if (steps % every == 0 || steps == 1 || steps == asked) {
      losses.add(
          new Outcome.LossPoint(
              steps,
              report.loss(),
              report.reconstruction(),
              report.prediction(),
              report.physics()));
      if (!report.judged().isEmpty()) {
        masses.add(new Explanation.ErrorMass(steps, discovery.masses()));
      }
    }
    snapshots.ifPresent(
        s -> s.onStep(steps, weight * report.bound(), leaders(), report.parameters()));
    monitor.onStep(steps, asked, report.loss());
    return !monitor.stopRequested();
  }

  private void onLook(Look look) {
    looks.add(look);
    discovery.onLook(look);
  }

  private List<Rule> leaders() {
    return looks.isEmpty()
        ? List.of()
        : looks.getLast().leaders().stream().map(Scored::rule).toList();
  }

  Proposals proposals() {
    return new Proposals(looks);
  }

  /** Steps done. */
  int steps() {
    return steps;
  }

  Explanation explanation() {
    return snapshots.map(s -> s.explanation(masses)).orElseGet(Explanation::none);
  }

  Discovery discovery() {
    return discovery;
  }

  List<Outcome.LossPoint> losses() {
    return List.copyOf(losses);
  }
}
