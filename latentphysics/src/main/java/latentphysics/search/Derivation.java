package latentphysics.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import latentphysics.rule.Rule;
import latentphysics.search.Grammar.Production;

/**
 * A theory on its way, one action after the other: a production, its coordinates in increasing
 * order, the next production, …, and stop.
 *
 * <p>Actions are numbered: 0 stops, then come the productions, then the coordinates. What was
 * chosen so far is all that an action depends on.
 */
final class Derivation {
  static final int STOP = 0;

  private final Grammar grammar;
  private final List<Production> productions;
  private final List<Rule> rules = new ArrayList<>();
  private final boolean[] used;
  private final List<Integer> dims = new ArrayList<>();
  private Optional<Production> current = Optional.empty();
  private boolean stopped;

  /** Nothing chosen yet. */
  Derivation(Grammar grammar, List<Production> productions) {
    this.grammar = grammar;
    this.productions = productions;
    used = new boolean[grammar.latent()];
  }

  /** Number of different actions. */
  static int actions(Grammar grammar, List<Production> productions) {
    return 1 + productions.size() + grammar.latent();
  }

  /** Number of features of a state. */
  static int features(List<Production> productions) {
    return productions.size() + 3;
  }

  boolean done() {
    return stopped || (left() == 0 && current.isEmpty());
  }

  private int left() {
    int left = 0;
    for (boolean u : used) {
      left += u ? 0 : 1;
    }
    return left;
  }

  /** Which actions lead on to a theory; at least one while not done. */
  boolean[] allowed() {
    boolean[] allowed = new boolean[actions(grammar, productions)];
    int left = left();
    if (current.isEmpty()) {
      allowed[STOP] = !rules.isEmpty();
      for (int p = 0; p < productions.size(); p++) {
        allowed[1 + p] = productions.get(p).width() <= left;
      }
      return allowed;
    }
    // As many free coordinates must follow as the production still lacks.
    int lacking = current.get().width() - dims.size();
    int following = 0;
    int lowest = dims.isEmpty() ? 0 : dims.getLast() + 1;
    for (int i = grammar.latent() - 1; i >= lowest; i--) {
      following += used[i] ? 0 : 1;
      allowed[1 + productions.size() + i] = !used[i] && following >= lacking;
    }
    return allowed;
  }

  /** The coordinates of the rule begun, each with the same share; nothing before the first. */
  double[] chosen() {
    double[] shares = new double[grammar.latent()];
    dims.forEach(i -> shares[i] = 1.0 / dims.size());
    return shares;
  }

  /** The coordinates that are not taken, each with the same share. */
  double[] free() {
    double[] shares = new double[grammar.latent()];
    int left = left();
    for (int i = 0; i < shares.length; i++) {
      shares[i] = used[i] ? 0 : 1.0 / left;
    }
    return shares;
  }

  /**
   * What else the next action may depend on: the production that is begun, how many coordinates it
   * lacks, how many rules there are, and how many coordinates are left.
   */
  double[] state() {
    double[] state = new double[features(productions)];
    int count = productions.size();
    if (current.isPresent()) {
      state[productions.indexOf(current.get())] = 1;
      state[count] = (double) (current.get().width() - dims.size()) / grammar.widest();
    }
    state[count + 1] = (double) rules.size() / grammar.latent();
    state[count + 2] = (double) left() / grammar.latent();
    return state;
  }

  void take(int action) {
    if (!allowed()[action]) {
      throw new IllegalArgumentException("derivation: action " + action + " is not allowed here");
    }
    if (action == STOP) {
      stopped = true;
    } else if (action <= productions.size()) {
      current = Optional.of(productions.get(action - 1));
    } else {
      dims.add(action - 1 - productions.size());
      if (dims.size() == current.orElseThrow().width()) {
        rules.add(new Rule(current.orElseThrow().form(), dims));
        dims.forEach(i -> used[i] = true);
        dims.clear();
        current = Optional.empty();
      }
    }
  }

  /** The rules that are complete. */
  Theory theory() {
    return new Theory(rules);
  }

  /** The actions that derive a theory, its rules in their order. */
  static int[] of(Theory theory, Grammar grammar, List<Production> productions) {
    List<Integer> actions = new ArrayList<>();
    for (Rule rule : theory.rules()) {
      actions.add(1 + productions.indexOf(new Production(rule.form(), rule.dims().size())));
      rule.dims().forEach(i -> actions.add(1 + productions.size() + i));
    }
    if (theory.dims().size() < grammar.latent()) {
      actions.add(STOP);
    }
    return actions.stream().mapToInt(a -> a).toArray();
  }

  @Override
  public String toString() {
    return rules + " " + current + " " + dims + " " + Arrays.toString(used);
  }
}
