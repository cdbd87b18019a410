package latentphysics.tensor.io;

/** Puts text out of a file into a sentence: short, on one line, without control characters. */
public final class Quoting {
  private static final int LONGEST = 40;

  private Quoting() {}

  /** The text in single quotation marks. */
  public static String quote(String text) {
    return "'" + shorten(text) + "'";
  }

  /** The first characters of the text; what a terminal could take for a command becomes '?'. */
  public static String shorten(String text) {
    StringBuilder shown = new StringBuilder();
    int[] points = text.codePoints().limit(LONGEST + 1L).toArray();
    for (int i = 0; i < Math.min(points.length, LONGEST); i++) {
      shown.appendCodePoint(printable(points[i]) ? points[i] : '?');
    }
    return points.length > LONGEST ? shown + "..." : shown.toString();
  }

  private static boolean printable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
