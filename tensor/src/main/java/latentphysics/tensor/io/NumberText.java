package latentphysics.tensor.io;

import java.nio.charset.StandardCharsets;

/**
 * Reads decimal numbers, and only those: {@link Double#parseDouble} also takes hexadecimal digits,
 * a trailing {@code d} or {@code f} and the words NaN and Infinity, which in a table of
 * measurements are more likely to be accidents.
 */
final class NumberText {
  private NumberText() {}

  /** Whether the bytes are a decimal number: sign, digits with a point, exponent. */
  static boolean isNumber(byte[] text, int from, int to) {
    int i = from;
    if (i < to && (text[i] == '+' || text[i] == '-')) {
      i++;
    }
    int whole = digits(text, i, to);
    i += whole;
    int fraction = 0;
    if (i < to && text[i] == '.') {
      i++;
      fraction = digits(text, i, to);
      i += fraction;
    }
    if (whole + fraction == 0) {
      return false;
    }
    if (i < to && (text[i] == 'e' || text[i] == 'E')) {
      i++;
      if (i < to && (text[i] == '+' || text[i] == '-')) {
        i++;
      }
      int exponent = digits(text, i, to);
      if (exponent == 0) {
        return false;
      }
      i += exponent;
    }
    return i == to;
  }

  private static int digits(byte[] text, int from, int to) {
    int i = from;
    while (i < to && text[i] >= '0' && text[i] <= '9') {
      i++;
    }
    return i - from;
  }

  /**
   * Value of the number in the bytes; NaN when they are no number, infinite when it is too large.
   */
  static double parse(byte[] text, int from, int to) {
    if (!isNumber(text, from, to)) {
      return Double.NaN;
    }
    return Double.parseDouble(new String(text, from, to - from, StandardCharsets.ISO_8859_1));
  }

  /**
   * Whether a cell that is no number stands for a value that is missing or not finite, so that a
   * first line holding it may still be data and not a header.
   */
  static boolean isMissing(byte[] text, int from, int to) {
    if (to - from > 9) {
      return false;
    }
    String word = new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    return switch (word) {
      case "", "NaN", "nan", "NAN", "-nan", "NA", "Inf", "inf", "+inf", "-inf", "-Inf" -> true;
      case "Infinity", "-Infinity", "infinity", "-infinity" -> true;
      default -> false;
    };
  }
}
