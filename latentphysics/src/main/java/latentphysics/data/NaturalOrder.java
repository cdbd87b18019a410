package latentphysics.data;

import java.util.Comparator;

/**
 * The order in which people count files: runs of digits compare by their number, so that {@code
 * frame2} comes before {@code frame10}; everything else by its characters.
 */
final class NaturalOrder implements Comparator<String> {
  static final NaturalOrder INSTANCE = new NaturalOrder();

  private NaturalOrder() {}

  @Override
  public int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int order;
      if (digit(a.charAt(i)) && digit(b.charAt(j))) {
        int endA = endOfDigits(a, i);
        int endB = endOfDigits(b, j);
        order = compareNumbers(a.substring(i, endA), b.substring(j, endB));
        i = endA;
        j = endB;
      } else {
        order = Character.compare(a.charAt(i++), b.charAt(j++));
      }
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(a.length() - i, b.length() - j);
    // Only names that differ in leading zeros get here as equals.
    return order != 0 ? order : a.compareTo(b);
  }

  /** Compares digits of any number: without leading zeros, the longer number is the larger one. */
  private static int compareNumbers(String a, String b) {
    String significantA = a.replaceFirst("^0+", "");
    String significantB = b.replaceFirst("^0+", "");
    int order = Integer.compare(significantA.length(), significantB.length());
    return order != 0 ? order : significantA.compareTo(significantB);
  }

  private static int endOfDigits(String text, int from) {
    int end = from;
    while (end < text.length() && digit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
