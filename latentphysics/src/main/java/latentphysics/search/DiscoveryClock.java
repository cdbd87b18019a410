package latentphysics.search;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import latentphysics.rule.Rule;

/**
 * Tells when, in a training, each rule was discovered: the first step from which its error mass on
 * held-out places stays below 0.05 for 200 steps.
 *
 * <p>It is told error masses at some steps, in order; between two of them a mass is taken to stay
 * on the same side.
 */
public final class DiscoveryClock {
  /** Below this error mass a rule holds. */
  public static final double MASS = 0.05;

  /** For so many steps it must hold. */
  public static final int STEPS = 200;

  private static final double BITS = 16; // halve the easiness

  private static final class Hand {
    private final double bits;
    private int last = -1;
    private int since = -1;
    private boolean discovered;

    Hand(double bits) {
      this.bits = bits;
    }

    void move(int step, double mass) {
      last = step;
      if (discovered) {
        return;
      }
      if (!(mass < MASS)) {
        since = -1;
        return;
      }
      since = since < 0 ? step : since;
      discovered = step - since >= STEPS;
    }
  }

  private final Map<Rule, Hand> hands = new LinkedHashMap<>();

  /**
   * Notes a rule's held-out error mass.
   *
   * @param step of the training, rising for each rule
   * @param mass ē, the mean of r/(r + τ²); what is no number is no success
   * @param bits description length of the rule; that of its first note counts
   */
  public void note(int step, Rule rule, double mass, double bits) {
    Hand hand = hands.computeIfAbsent(rule, r -> new Hand(bits));
    if (step <= hand.last) {
      throw new IllegalArgumentException(
          "discovery clock: step %d after step %d".formatted(step, hand.last));
    }
    hand.move(step, mass);
  }

  /** When a rule was discovered, if it was. */
  public OptionalInt discovery(Rule rule) {
    Hand hand = hands.get(rule);
    return hand != null && hand.discovered ? OptionalInt.of(hand.since) : OptionalInt.empty();
  }

  /**
   * How easy the easiest discovery was: E = max over rules of 2^(−bits/16)·exp(−step/total); 0
   * without one.
   *
   * @param total steps of the whole training, at least 1
   */
  public double easiness(int total) {
    return hands.values().stream()
        .filter(hand -> hand.discovered)
        .map(hand -> Math.pow(2, -hand.bits / BITS) * Math.exp(-(double) hand.since / total))
        .max(Comparator.naturalOrder())
        .orElse(0.0);
  }
}
