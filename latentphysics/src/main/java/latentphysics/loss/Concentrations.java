package latentphysics.loss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The concentrated losses by name. */
public final class Concentrations {
  /** A pair turns into its second between these shares of a training. */
  private static final double FROM = 0.3;

  private static final double TO = 0.7;
  private static final double BASELINE_WEIGHT = 0.1;
  private static final Map<String, Concentration> NAMED = named();

  private Concentrations() {}

  private static Map<String, Concentration> named() {
    Map<String, Concentration> named = new LinkedHashMap<>();
    for (Concentration concentration :
        List.of(
            new PlainMean(),
            new BestRule(BASELINE_WEIGHT),
            new BoundedMass(),
            new LogMass(),
            new HarmonicBits(),
            new Gated(),
            new Overwhelming())) {
      named.put(concentration.name(), concentration);
    }
    return named;
  }

  /** All names but none, in order. */
  public static List<String> names() {
    return List.copyOf(NAMED.keySet());
  }

  /**
   * The loss of a name such as F1, of a pair such as F1-F4 (the first at the start of a training,
   * the second at its end), or none.
   *
   * @throws IllegalArgumentException if there is none of that name, in one sentence
   */
  public static Optional<Concentration> of(String text) {
    if (text.equals("none")) {
      return Optional.empty();
    }
    List<Concentration> parts = new ArrayList<>();
    for (String name : text.split("-", -1)) {
      Concentration part = NAMED.get(name);
      if (part == null) {
        throw unknown(text);
      }
      parts.add(part);
    }
    return switch (parts.size()) {
      case 1 -> Optional.of(parts.getFirst());
      case 2 -> Optional.of(new Blend(parts.getFirst(), parts.getLast(), FROM, TO));
      default -> throw unknown(text);
    };
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "expected none, "
            + String.join(", ", names())
            + " or two of them such as F1-F4, not '"
            + text
            + "'");
  }
}
