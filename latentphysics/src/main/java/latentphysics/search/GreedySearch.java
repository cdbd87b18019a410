package latentphysics.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import latentphysics.rule.Rule;

/**
 * Builds a theory block by block, and each block coordinate by coordinate.
 *
 * <p>A block begins with the rule of one or two coordinates that saves the most bits for each of
 * them, and takes in further coordinates one at a time as long as that figure grows; then the next
 * block is sought in the coordinates that are left. It tries a number of rules that grows with the
 * square of the number of coordinates, whatever the widest subset.
 *
 * @param grammar of any number of coordinates
 */
public record GreedySearch(Grammar grammar) {
  private static final int SEED_WIDTH = 2;

  /** The theory, tried on the motion of the trials. */
  public Theory search(Trials trials) {
    Theory theory = Theory.NONE;
    Set<Integer> left = new HashSet<>();
    for (int i = 0; i < grammar.latent(); i++) {
      left.add(i);
    }
    while (!left.isEmpty()) {
      Optional<Rule> block = block(left, trials);
      if (block.isEmpty()) {
        break;
      }
      theory = theory.with(block.get());
      left.removeAll(block.get().dims());
    }
    return theory;
  }

  private Optional<Rule> block(Set<Integer> left, Trials trials) {
    List<List<Integer>> seeds = new ArrayList<>();
    for (int width = 1; width <= Math.min(SEED_WIDTH, grammar.widest()); width++) {
      seeds.addAll(grammar.subsets(width).stream().filter(left::containsAll).toList());
    }
    Optional<Rule> best = best(seeds, trials, 0);
    while (best.isPresent() && best.get().dims().size() < grammar.widest()) {
      Optional<Rule> wider =
          best(widened(best.get(), left), trials, trials.savedPerCoordinate(best.get()));
      if (wider.isEmpty()) {
        break;
      }
      best = wider;
    }
    return best;
  }

  private static List<List<Integer>> widened(Rule rule, Set<Integer> left) {
    List<List<Integer>> wider = new ArrayList<>();
    for (int dim : left.stream().sorted().toList()) {
      if (!rule.dims().contains(dim)) {
        List<Integer> dims = new ArrayList<>(rule.dims());
        dims.add(dim);
        wider.add(dims.stream().sorted().toList());
      }
    }
    return wider;
  }

  /** The rule that saves the most for each coordinate, if it is more than {@code least}. */
  private Optional<Rule> best(List<List<Integer>> subsets, Trials trials, double least) {
    Optional<Rule> best = Optional.empty();
    double most = least;
    for (List<Integer> dims : subsets) {
      for (Rule rule : grammar.rules(dims)) {
        double saved = trials.savedPerCoordinate(rule);
        if (saved > most) {
          most = saved;
          best = Optional.of(rule);
        }
      }
    }
    return best;
  }
}
