package latentphysics.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import latentphysics.rule.Form;
import latentphysics.rule.Rule;

/**
 * Makes new theories of the parts of good ones: rules of two together, a rule in other coordinates,
 * in one more or one less, in another form, or left out.
 *
 * @param grammar that the results belong to
 */
record Reassembly(Grammar grammar) {
  private static final int KINDS = 6;
  private static final int ATTEMPTS = 8;

  /**
   * A new theory.
   *
   * @param good theories, the best first; good ones are taken more often
   */
  Theory of(List<Theory> good, Dice dice) {
    Theory start = pick(good, dice);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Theory changed = changed(start, pick(good, dice), dice);
      if (!changed.equals(start) && !changed.rules().isEmpty()) {
        return changed;
      }
    }
    return start;
  }

  /** The square of a uniform number favours the first. */
  private static Theory pick(List<Theory> good, Dice dice) {
    double u = dice.next();
    return good.get((int) (u * u * good.size()));
  }

  private Theory changed(Theory theory, Theory other, Dice dice) {
    Rule rule = theory.rules().get(dice.below(theory.rules().size()));
    Theory rest = theory.without(rule);
    return switch (dice.below(KINDS)) {
      case 0 -> composed(theory, other);
      case 1 -> withForm(rest, rule.dims(), dice);
      case 2 -> moved(rest, rule, dice);
      case 3 -> widened(rest, rule, dice);
      case 4 -> narrowed(rest, rule, dice);
      default -> rest;
    };
  }

  /** The rules of one and what of the other is free beside them. */
  private static Theory composed(Theory theory, Theory other) {
    Theory both = theory;
    for (Rule rule : other.rules()) {
      if (rule.dims().stream().noneMatch(both.dims()::contains)) {
        both = both.with(rule);
      }
    }
    return both;
  }

  /** Any form in some coordinates. */
  private Theory withForm(Theory rest, List<Integer> dims, Dice dice) {
    List<Rule> rules = grammar.rules(dims);
    return rest.with(rules.get(dice.below(rules.size())));
  }

  /** The same form in these coordinates, or any if it does not accept so many. */
  private Theory withForm(Theory rest, Form form, List<Integer> dims, Dice dice) {
    List<Integer> sorted = dims.stream().sorted().toList();
    return form.accepts(sorted.size())
        ? rest.with(new Rule(form, sorted))
        : withForm(rest, sorted, dice);
  }

  /** One coordinate for a free one, or, where none is free, for one of another rule. */
  private Theory moved(Theory rest, Rule rule, Dice dice) {
    List<Integer> dims = new ArrayList<>(rule.dims());
    List<Integer> others =
        IntStream.range(0, grammar.latent()).filter(i -> !dims.contains(i)).boxed().toList();
    if (others.isEmpty()) {
      return rest.with(rule);
    }
    int from = dice.below(dims.size());
    int out = dims.get(from);
    int in = others.get(dice.below(others.size()));
    dims.set(from, in);
    Theory exchanged = Theory.NONE;
    for (Rule each : rest.rules()) {
      List<Integer> theirs = each.dims().stream().map(i -> i == in ? out : i).sorted().toList();
      exchanged = exchanged.with(new Rule(each.form(), theirs));
    }
    return withForm(exchanged, rule.form(), dims, dice);
  }

  private Theory widened(Theory rest, Rule rule, Dice dice) {
    List<Integer> dims = new ArrayList<>(rule.dims());
    List<Integer> free =
        IntStream.range(0, grammar.latent())
            .filter(i -> !dims.contains(i) && !rest.dims().contains(i))
            .boxed()
            .toList();
    if (free.isEmpty() || dims.size() == grammar.widest()) {
      return rest.with(rule);
    }
    dims.add(free.get(dice.below(free.size())));
    return withForm(rest, rule.form(), dims, dice);
  }

  private Theory narrowed(Theory rest, Rule rule, Dice dice) {
    List<Integer> dims = new ArrayList<>(rule.dims());
    if (dims.size() == 1) {
      return rest.with(rule);
    }
    int out = dice.below(dims.size());
    dims.remove(/* index */ out);
    return withForm(rest, rule.form(), dims, dice);
  }
}
