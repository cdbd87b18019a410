package latentphysics.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import latentphysics.rule.Rule;

/**
 * Rules of disjoint coordinates that hold together; of the other coordinates it says nothing.
 *
 * @param rules in the order of their first coordinates
 */
public record Theory(List<Rule> rules) {
  /** Says nothing. */
  public static final Theory NONE = new Theory(List.of());

  /**
   * Sorts the rules.
   *
   * @throws IllegalArgumentException if two of them speak of the same coordinate
   */
  public Theory {
    rules = rules.stream().sorted(Comparator.comparingInt(r -> r.dims().getFirst())).toList();
    List<Integer> dims = rules.stream().flatMap(r -> r.dims().stream()).toList();
    if (dims.stream().distinct().count() < dims.size()) {
      throw new IllegalArgumentException("theory: rules " + rules + " share a coordinate");
    }
  }

  /** The coordinates that it speaks of. */
  public List<Integer> dims() {
    return rules.stream().flatMap(r -> r.dims().stream()).toList();
  }

  /** With one more rule. */
  public Theory with(Rule rule) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(rule);
    return new Theory(more);
  }

  /** Without one of its rules. */
  public Theory without(Rule rule) {
    return new Theory(rules.stream().filter(r -> !r.equals(rule)).toList());
  }

  @Override
  public String toString() {
    return rules.stream().map(Rule::toString).collect(Collectors.joining("; "));
  }
}
