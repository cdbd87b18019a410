package latentphysics.rule;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a constant costs to tell, and how it is written: as a number of its own or by a name. */
public final class Numbers {
  private static final double LOG2 = Math.log(2);
  private static final int LARGEST_DENOMINATOR = 12;
  private static final int LARGEST_NUMERATOR = 99;

  /** Constants with a name of their own; rational multiples of them are told like rationals. */
  private static final List<Named> NAMED =
      List.of(
          new Named("", 1),
          new Named("π", Math.PI),
          new Named("√2", Math.sqrt(2)),
          new Named("√3", Math.sqrt(3)),
          new Named("e", Math.E),
          new Named("ln 2", LOG2));

  private record Named(String name, double value) {}

  private Numbers() {}

  /**
   * A number that has a name: a rational multiple p/q of 1, π, √2, √3, e or ln 2.
   *
   * @param value the number
   * @param text how it is written
   * @param bits what it costs to tell: 0 for 0, 1 and 2, else log₂((1 + |p|)·q), and for a multiple
   *     of a constant which one
   */
  public record Name(double value, String text, double bits) {}

  /**
   * The cheapest name within a distance of a number.
   *
   * @param number any finite number
   * @param within largest distance, at least 0; rounding errors are forgiven besides
   */
  public static Optional<Name> near(double number, double within) {
    Optional<Name> best = Optional.empty();
    double reach = within + 4 * Math.ulp(number);
    for (Named named : NAMED) {
      for (int q = 1; q <= LARGEST_DENOMINATOR; q++) {
        long p = Math.round(number / named.value() * q);
        double value = p * named.value() / q;
        if (Math.abs(p) > LARGEST_NUMERATOR || Math.abs(value - number) > reach) {
          continue;
        }
        Name name = name(named, p, q);
        if (best.isEmpty() || name.bits() < best.get().bits()) {
          best = Optional.of(name);
        }
      }
    }
    return best;
  }

  private static Name name(Named named, long p, int q) {
    boolean plain = named.name().isEmpty();
    boolean free = plain && q == 1 && p >= 0 && p <= 2;
    double bits = free ? 0 : log2((1.0 + Math.abs(p)) * q) + (plain ? 0 : log2(NAMED.size()));
    String factor = plain ? Long.toString(p) : p == 1 ? "" : p == -1 ? "-" : p == 0 ? "0" : p + "·";
    String text = factor + (p == 0 ? "" : named.name()) + (q == 1 || p == 0 ? "" : "/" + q);
    return new Name(p * named.value() / q, text.replace('-', '−'), bits);
  }

  /**
   * Bits that tell a constant: by its name, or to the precision that a fit gives it.
   *
   * @param fitted number of places it was fitted to, at least 1
   */
  public static double bits(double number, int fitted) {
    double told = 0.5 * log2(Math.max(2, fitted));
    return near(number, 0).map(name -> Math.min(name.bits(), told)).orElse(told);
  }

  /** The number's name if it has one, else four significant digits. */
  public static String text(double number) {
    return near(number, 0).map(Name::text).orElseGet(() -> digits(number));
  }

  private static String digits(double number) {
    String text =
        Math.abs(number) >= 1e-3 && Math.abs(number) < 1e4
            ? String.format(Locale.ROOT, "%." + decimals(number) + "f", number)
            : String.format(Locale.ROOT, "%.3e", number);
    return text.replace('-', '−');
  }

  private static int decimals(double number) {
    return Math.max(0, 3 - (int) Math.floor(Math.log10(Math.abs(number))));
  }

  private static double log2(double x) {
    return Math.log(x) / LOG2;
  }
}
