package latentphysics.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latentphysics.rule.Rule;
import latentphysics.search.RuleSearch.Look;
import latentphysics.search.RuleSearch.Scored;

/**
 * What the mini-physics network proposed during a training.
 *
 * @param looks in order of the training; empty where it had no part
 */
public record Proposals(List<Look> looks) {
  /** Of a training without the network. */
  public static final Proposals NONE = new Proposals(List.of());

  /** Keeps an unmodifiable copy. */
  public Proposals {
    looks = List.copyOf(looks);
  }

  /**
   * A rule that the network proposed.
   *
   * @param first step at which it was a leader
   * @param last how it fared when it was one for the last time
   * @param kept whether it is one at the end
   * @param given whether it was tried anyhow
   */
  public record Proposal(int first, Scored last, boolean kept, boolean given) {}

  /** All of them: those that were kept, then the others, each as they were first proposed. */
  public List<Proposal> all() {
    Map<Rule, Proposal> proposed = new LinkedHashMap<>();
    for (Look look : looks) {
      List<Rule> given = look.given().stream().map(Scored::rule).toList();
      boolean end = look.step() == looks.getLast().step();
      for (Scored leader : look.leaders()) {
        Proposal before = proposed.get(leader.rule());
        int first = before == null ? look.step() : before.first();
        proposed.put(
            leader.rule(), new Proposal(first, leader, end, given.contains(leader.rule())));
      }
    }
    List<Proposal> all = new ArrayList<>(proposed.values());
    return Stream.concat(all.stream().filter(Proposal::kept), all.stream().filter(p -> !p.kept()))
        .toList();
  }
}
