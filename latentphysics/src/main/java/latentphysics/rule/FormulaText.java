package latentphysics.rule;

import java.util.ArrayList;
import java.util.List;

/** A sum of terms as text: coefficients of 1 are left out, terms of 0 too, signs go between. */
final class FormulaText {
  private final StringBuilder text = new StringBuilder();

  /** Adds coefficient · symbol; an empty symbol stands for 1. */
  FormulaText add(double coefficient, String symbol) {
    if (coefficient == 0) {
      return this;
    }
    if (text.isEmpty()) {
      text.append(coefficient < 0 ? "−" : "");
    } else {
      text.append(coefficient < 0 ? " − " : " + ");
    }
    double size = Math.abs(coefficient);
    if (symbol.isEmpty()) {
      text.append(Numbers.text(size));
    } else {
      text.append(size == 1 ? "" : Numbers.text(size) + "·").append(symbol);
    }
    return this;
  }

  /** The same coefficients for each name, c₀·n₀ + c₁·n₁ + …. */
  FormulaText add(double[] coefficients, List<String> symbols) {
    for (int i = 0; i < coefficients.length; i++) {
      add(coefficients[i], symbols.get(i));
    }
    return this;
  }

  @Override
  public String toString() {
    return text.isEmpty() ? "0" : text.toString();
  }

  /** A factor before a product; nothing for 1. */
  static String factor(double number) {
    return number == 1 ? "" : Numbers.text(number) + "·";
  }

  /** A power of one digit, raised. */
  static String exponent(int power) {
    return String.valueOf("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(power));
  }

  /** One equation for each coordinate, name′ = side. */
  static String system(List<String> names, List<String> sides) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < sides.size(); i++) {
      lines.add(names.get(i) + "′ = " + sides.get(i));
    }
    return String.join(", ", lines);
  }

  /** The coordinates as one symbol: z0 alone, (z0, z1) together. */
  static String vector(List<String> names) {
    return names.size() == 1 ? names.getFirst() : "(" + String.join(", ", names) + ")";
  }

  /** The numbers as one symbol, like {@link #vector}. */
  static String vector(double[] numbers) {
    List<String> texts = new ArrayList<>();
    for (double number : numbers) {
      texts.add(Numbers.text(number));
    }
    return vector(texts);
  }
}
